import { dirname } from 'node:path';
import { RandomKey } from '@hkmem/backend';
import { corrupt, type ImageDataset } from '@hkmem/datasets';
import { type Memory, type RecalledImages, recallImages, seesPairs } from '@hkmem/experiments';
import { makeFolder, readMemory, writeAtomically } from '@hkmem/sweep';
import { type Command, Option } from 'commander';
import { parseNumber } from '../config/flags.ts';
import { type Context, writeJson } from '../console/context.ts';
import { UsageError } from '../console/errors.ts';
import { type DigitRow, digitsFigure } from '../figures/digits.ts';
import { stackFigures } from '../figures/figure.ts';
import { renderPng } from '../figures/render.ts';
import { parseCorruption } from '../memory/corruption.ts';
import { readPicture } from '../memory/picture.ts';
import { recallJson, recallText } from '../report/recall-report.ts';
import { withCommandSession } from '../session/command-session.ts';
import {
  addBackendOptions,
  addDataDirectory,
  addOutputOptions,
  type CommonFlags,
  sessionOptions,
} from './common-options.ts';
import { readStored, showStored } from './show-stored.ts';

interface RecallFlags extends CommonFlags {
  readonly weights: string;
  readonly digit: string;
  readonly corrupt?: string;
  readonly context?: '0' | '1';
  readonly until?: string;
  readonly settle?: boolean;
  readonly rtol: string;
  readonly figure?: string;
}

/** `hkmem recall`: one image, spoiled if wished, and what a memory makes of it. */
export function addRecall(program: Command, context: Context): void {
  const command = program
    .command('recall')
    .description('Show a memory one image, spoiled if you like, let it fall, and print its energies and its answer.')
    .requiredOption('--weights <file>', 'weights.safetensors of a run, or a file of hkmem store')
    .requiredOption(
      '--digit <index|file>',
      'index of a test image (of a stored picture), or a picture: PNG, JPEG, GIF, SVG or IDX',
    )
    .option('--corrupt <how>', 'spoil it first: noise:0.3, erase:top (bottom, left, right) or occlude:12')
    .option('--seed <n>', 'seed of noise and place of the occlusion, and of the paired image', '1')
    .addOption(
      new Option(
        '--context <which>',
        'of an associative memory: the paired image shows the first (0) or second (1) digit',
      ).choices(['0', '1']),
    )
    .option('--until <T>', 'end time (default: that of the training; 20 with --settle)')
    .option('--settle', 'go to rest, and say how nearly and whether at a minimum; needs an energy with a floor')
    .option('--rtol <x>', 'relative tolerance of adaptive Tsit5', '1e-5')
    .option('--figure <file>', 'draw what was shown, what came back and the energies: .svg or .png');
  addOutputOptions(addDataDirectory(addBackendOptions(command))).action(async (flags: RecallFlags) => {
    if (flags.figure !== undefined && !/\.(svg|png)$/.test(flags.figure)) {
      throw new UsageError(`--figure: got '${flags.figure}', allowed is a name that ends in .svg or .png`);
    }
    const stored = await readStored(flags.weights);
    if (stored !== undefined) return showStored(context, stored, flags);
    const memory = await readMemory(flags.weights);
    if (memory.kind === 'model') {
      throw new UsageError(
        `--weights: '${flags.weights}' was trained as a whole (${memory.config.model}, ${memory.config.task}); ` +
          'allowed is a memory of hkmem train or hkmem edit',
      );
    }
    const seed = RandomKey.fromSeed(parseNumber('--seed', flags.seed ?? '1'));
    await withCommandSession(context, sessionOptions(flags), async (session) => {
      const dataset = await session.dataset(memory.config.data);
      const { picture, label } = await shownImage(flags.digit, dataset);
      const { height, width } = dataset.test;
      const spoiled =
        flags.corrupt === undefined
          ? picture
          : corrupt(picture, parseCorruption(flags.corrupt), seed.fold('corruption'), { height, width });
      const contexts = pairedImage(memory, dataset, flags, seed.fold('context'));
      const found = await recallImages(
        session.backend,
        memory,
        dataset,
        { pictures: [spoiled], ...(contexts && { contexts }) },
        {
          until: untilOf(flags, memory),
          rtol: parseNumber('--rtol', flags.rtol),
          atol: 1e-8,
          settle: flags.settle === true,
        },
      );
      if (flags.figure !== undefined) await draw(flags.figure, dataset, picture, spoiled, found, label);
      if (flags.json === true) writeJson(context, recallJson(found, label, contexts?.[0]));
      else context.stdout.write(recallText(found, label, contexts?.[0], dataset));
    });
  });
}

function untilOf({ until, settle }: RecallFlags, { config }: Memory): number {
  if (until === undefined) return settle === true ? 20 : config.flow.until;
  const end = parseNumber('--until', until);
  if (!(end > 0)) throw new UsageError(`--until: got ${until}, allowed is a number above 0`);
  return end;
}

async function shownImage(
  digit: string,
  { test }: ImageDataset,
): Promise<{ readonly picture: Float32Array; readonly label: number | undefined }> {
  const { height, width, images, labels, count } = test;
  if (!/^-?\d+$/.test(digit)) return { picture: await readPicture(digit, height, width), label: undefined };
  const index = Number(digit);
  if (index < 0 || index >= count) {
    throw new UsageError(`--digit: got ${digit}, allowed is a test image from 0 to ${count - 1}, or a file`);
  }
  const pixels = images.subarray(index * height * width, (index + 1) * height * width);
  return { picture: Float32Array.from(pixels, (level) => level / 255), label: labels[index]! };
}

/** The paired image of an associative memory. @throws {UsageError} if one is asked for and the memory sees none. */
function pairedImage(
  memory: Memory,
  { test }: ImageDataset,
  flags: RecallFlags,
  key: RandomKey,
): Uint32Array | undefined {
  if (!seesPairs(memory)) {
    if (flags.context === undefined) return undefined;
    throw new UsageError(
      `--context: '${flags.weights}' is of the task '${memory.config.task}', which sees no paired image`,
    );
  }
  const digit = memory.config.digits[flags.context === '1' ? 1 : 0];
  const shown = [...test.labels.keys()].filter((index) => test.labels[index] === digit);
  return Uint32Array.of(shown[Math.floor(key.uniform(1)[0]! * shown.length)]!);
}

async function draw(
  path: string,
  { test }: ImageDataset,
  picture: Float32Array,
  spoiled: Float32Array,
  { pictures, energies, answers }: RecalledImages,
  label: number | undefined,
): Promise<void> {
  const { energyFigure } = await import('../figures/energy.ts');
  const shown = { pixels: picture, caption: label === undefined ? 'shown' : `shown: a ${label}` };
  const middle = picture === spoiled ? [] : [{ pixels: spoiled, caption: 'spoiled' }];
  const row: DigitRow = {
    label: '',
    pictures: [shown, ...middle, { pixels: pictures[0]!, caption: `answer: ${answers[0]}` }],
  };
  const figure = stackFigures([
    digitsFigure('Recall', test.height, test.width, [row]),
    energyFigure('Energy along the recall', energies),
  ]);
  await makeFolder(dirname(path));
  await writeAtomically(path, path.endsWith('.svg') ? figure.svg : await renderPng(figure));
}
