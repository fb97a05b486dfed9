import { dirname } from 'node:path';
import { HkmemError } from '@hkmem/backend';
import { type DataName, dataNames, loadData } from '@hkmem/experiments';
import {
  CapacityError,
  type DenseLayers,
  DuplicatePatternError,
  PatternError,
  store,
  storeDense,
  type ThresholdMemory,
} from '@hkmem/storage';
import {
  describeStored,
  encodeStored,
  firstOfEach,
  isDense,
  makeFolder,
  type NamedPicture,
  percent,
  type StoredRuleName,
  signsOf,
  storedRuleNames,
  writeAtomically,
} from '@hkmem/sweep';
import { type Command, Option } from 'commander';
import { parseNumber, wholeNumber } from '../config/flags.ts';
import { type Context, writeJson } from '../console/context.ts';
import { UsageError } from '../console/errors.ts';
import { inOwnWords, requireDirectory } from '../memory/data-directory.ts';
import { readPictures } from '../stored/pictures.ts';
import { addDataDirectory } from './common-options.ts';

interface StoreFlags {
  readonly output: string;
  readonly rule: StoredRuleName;
  readonly gain?: string;
  readonly degree?: string;
  readonly inverseTemperature?: string;
  readonly size?: string;
  readonly data?: DataName;
  readonly first: string;
  readonly dataDir?: string;
  readonly overload?: boolean;
  readonly json?: boolean;
}

/** `hkmem store`: pictures as a memory, without training. */
export function addStore(program: Command, context: Context): void {
  const command = program
    .command('store')
    .description('Store pictures in a memory by a rule, without training; recall and eval take the file.')
    .argument('[images...]', 'files or folders of pictures: PNG, JPEG, GIF, SVG or IDX')
    .requiredOption('-o, --output <file>', 'the memory to write, a .safetensors file')
    .addOption(new Option('--rule <name>', 'how they are stored').choices(storedRuleNames).default('projection'))
    .option(
      '--gain <x>',
      'factor of the weights, above 1 to hold patterns (default: 3); not of log-sum-exp and log-sum-relu',
    )
    .option('--degree <n>', 'of the rule polynomial, from 3 (default: 3)')
    .option('--inverse-temperature <beta>', 'of the rules log-sum-exp (default: 1) and log-sum-relu')
    .option('--size <height>x<width>', 'pixels that pictures are scaled to (default: those of --data, or 28x28)')
    .addOption(new Option('--data <name>', 'store the first training images of a data set too').choices(dataNames))
    .option('--first <k>', 'with --data, how many of each class', '1')
    .option('--overload', 'store more than the rule holds, to see what is forgotten')
    .option('--json', 'write one JSON document to standard output');
  addDataDirectory(command)
    .addHelpText(
      'after',
      '\nA pixel with more ink than half is +1, one with less -1. The rules polynomial, log-sum-exp and log-sum-relu are dense\n' +
        'memories, with a hidden unit for each picture: they hold many more, log-sum-exp also those that resemble each other.',
    )
    .action(async (paths: readonly string[], flags: StoreFlags) => {
      if (!flags.output.endsWith('.safetensors')) {
        throw new UsageError(`--output: got '${flags.output}', allowed is a name that ends in .safetensors`);
      }
      const settings = settingsOf(flags);
      if (paths.length === 0 && flags.data === undefined) {
        throw new UsageError('got no pictures: give files or folders, or --data with a data set');
      }
      const given = flags.size === undefined ? undefined : sizeOf(flags.size);
      const images = flags.data === undefined ? undefined : await imagesOf(flags.data, flags, given);
      const { height, width } = images ?? given ?? { height: 28, width: 28 };
      const pictures = [...(await readPictures(paths, height, width)), ...(images?.pictures ?? [])];
      const memory = stored(pictures, flags.rule, settings);
      const names = pictures.map(({ name }) => name);
      await makeFolder(dirname(flags.output));
      await writeAtomically(flags.output, encodeStored(memory, { height, width, names }));
      const lost = memory.lost();
      if (flags.json === true) return writeJson(context, { output: flags.output, rule: flags.rule, names, lost });
      const forgotten = lost.flatMap((share, k) =>
        share > 0 ? [`  ${names[k]}: ${percent(share)} % of its pixels\n`] : [],
      );
      const about = describeStored({ rule: flags.rule, height, width, patterns: memory.patterns });
      context.stdout.write(
        `${about}: ${flags.output}\n${forgotten.length === 0 ? 'each is held to the last pixel\n' : `lost at once:\n${forgotten.join('')}`}` +
          `next: hkmem recall --weights ${flags.output} --digit 0 --corrupt noise:0.3\n`,
      );
    });
}

interface Size {
  readonly height: number;
  readonly width: number;
}

async function imagesOf(
  data: DataName,
  flags: StoreFlags,
  given: Size | undefined,
): Promise<Size & { readonly pictures: readonly NamedPicture[] }> {
  const first = wholeNumber('--first', flags.first);
  requireDirectory(data, flags.dataDir);
  try {
    const dataset = await loadData(data, { directory: flags.dataDir });
    const { height, width } = dataset.train;
    if (given !== undefined && (height !== given.height || width !== given.width)) {
      throw new UsageError(`--size: got ${flags.size}, the images of ${data} are ${height}x${width}. Leave it out.`);
    }
    return { height, width, pictures: firstOfEach(dataset, first) };
  } catch (error) {
    throw inOwnWords(data, error);
  }
}

interface RuleSettings {
  readonly gain?: number;
  readonly degree?: number;
  readonly inverseTemperature?: number;
  readonly overload: boolean;
}

/** @throws {UsageError} on numbers that are none, or that the rule has not. */
function settingsOf({ rule, gain, degree, inverseTemperature, overload = false }: StoreFlags): RuleSettings {
  const logarithmic = rule === 'log-sum-exp' || rule === 'log-sum-relu';
  const given = [
    ['gain', '--gain', gain, !logarithmic],
    ['degree', '--degree', degree, rule === 'polynomial'],
    ['inverseTemperature', '--inverse-temperature', inverseTemperature, logarithmic],
  ] as const;
  const numbers = given.flatMap(([name, flag, text, fits]) => {
    if (text === undefined) return [];
    if (!fits) throw new UsageError(`${flag}: the rule '${rule}' has none. Leave it out.`);
    const value = parseNumber(flag, text);
    if (!(value > 0)) throw new UsageError(`${flag}: got ${text}, allowed is a number above 0`);
    if (name === 'degree' && (!Number.isInteger(value) || value < 3)) {
      throw new UsageError(`${flag}: got ${text}, allowed is a whole number from 3`);
    }
    return [[name, value]];
  });
  return { ...Object.fromEntries(numbers), overload };
}

function stored(
  pictures: readonly NamedPicture[],
  rule: StoredRuleName,
  { degree, inverseTemperature, ...settings }: RuleSettings,
): ThresholdMemory | DenseLayers {
  const patterns = pictures.map(({ pixels }) => signsOf(pixels));
  try {
    if (!isDense(rule)) return store(patterns, { rule, ...settings });
    return storeDense(patterns, {
      energy: rule,
      ...settings,
      ...(degree !== undefined && { degree }),
      ...(inverseTemperature !== undefined && { inverseTemperature }),
    });
  } catch (error) {
    const known = [PatternError, DuplicatePatternError, CapacityError].some((kind) => error instanceof kind);
    if (!known) throw error;
    const { message } = error as HkmemError;
    const named = message.replace(/pattern (\d+)/g, (text, k: string) => `${text} ('${pictures[Number(k)]?.name}')`);
    throw new HkmemError(named.replace('pass overload: true', 'give --overload'), { cause: error });
  }
}

function sizeOf(text: string): Size {
  const [, height, width] = /^(\d+)x(\d+)$/.exec(text) ?? [];
  const [rows, columns] = [Number(height), Number(width)];
  if (rows >= 1 && columns >= 1 && rows * columns >= 2 && rows * columns <= 16384)
    return { height: rows, width: columns };
  throw new UsageError(`--size: got '${text}', allowed is <height>x<width> of 2 to 16384 pixels, as 28x28`);
}
