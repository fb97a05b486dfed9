import { dirname } from 'node:path';
import { RandomKey } from '@hkmem/backend';
import { corrupt } from '@hkmem/datasets';
import {
  decodeStored,
  describeStored,
  isSure,
  makeFolder,
  plainTable,
  readInput,
  recallStored,
  type StoredImages,
  type StoredRecall,
  scoreStored,
  scoreTable,
  writeAtomically,
} from '@hkmem/sweep';
import { parseNumber } from '../config/flags.ts';
import { type Context, writeJson } from '../console/context.ts';
import { UsageError } from '../console/errors.ts';
import { digitsFigure } from '../figures/digits.ts';
import { stackFigures } from '../figures/figure.ts';
import { renderPng } from '../figures/render.ts';
import { parseCorruption } from '../memory/corruption.ts';
import { readPicture } from '../memory/picture.ts';
import { withCommandSession } from '../session/command-session.ts';
import { answerText, storedText } from '../stored/stored-report.ts';
import type { CommonFlags } from './common-options.ts';
import { sessionOptions } from './common-options.ts';

/** What of the flags of `hkmem recall` concerns stored pictures. */
export interface StoredRecallFlags extends CommonFlags {
  readonly weights: string;
  readonly digit: string;
  readonly corrupt?: string;
  readonly context?: string;
  readonly until?: string;
  readonly figure?: string;
}

/** The pictures of a file of `hkmem store`; undefined if it is another. @throws {InputFileError} if it cannot be read. */
export async function readStored(path: string): Promise<StoredImages | undefined> {
  return decodeStored(
    await readInput(path, 'give the weights.safetensors of a run folder, or a file of hkmem store'),
    path,
  );
}

/** `hkmem recall` of a memory of stored pictures. */
export async function showStored(context: Context, memory: StoredImages, flags: StoredRecallFlags): Promise<void> {
  if (flags.context !== undefined) throw new UsageError("--context: a memory of 'hkmem store' sees no paired image");
  const { height, width } = memory;
  const seed = RandomKey.fromSeed(parseNumber('--seed', flags.seed ?? '1'));
  const until = flags.until === undefined ? 60 : parseNumber('--until', flags.until);
  if (!(until > 0)) throw new UsageError(`--until: got ${flags.until}, allowed is a number above 0`);
  const shown = await cueOf(flags.digit, memory);
  const cue =
    flags.corrupt === undefined
      ? shown.pixels
      : corrupt(shown.pixels, parseCorruption(flags.corrupt), seed.fold('corruption').stream(), { height, width });
  const found = await withCommandSession(context, sessionOptions(flags), (session) =>
    recallStored(session.backend, memory, [cue], until),
  );
  if (flags.figure !== undefined) await draw(flags.figure, memory, shown, cue, found);
  if (flags.json === true) {
    const { code, t, energies } = found;
    const [match, cued] = [found.matches[0]!, found.cues[0]!];
    const sure = isSure(memory, cued, match);
    const energy = energies.map(({ t: at, total }) => ({ t: at, energy: total[0]! }));
    return writeJson(context, {
      cue: shown.name,
      answer: memory.names[match.index],
      sure,
      ...match,
      cueOverlap: cued.overlap,
      code,
      t,
      energy,
    });
  }
  context.stdout.write(`${describeStored(memory)}\ncue: ${shown.name}\n${storedText(memory, found)}`);
}

/** `hkmem eval` of a memory of stored pictures. */
export async function judgeStored(context: Context, memory: StoredImages, flags: CommonFlags): Promise<void> {
  const scores = await withCommandSession(context, sessionOptions(flags), (session) => scoreStored(session, memory));
  if (flags.json === true) return writeJson(context, { rule: memory.rule, names: memory.names, scores });
  context.stdout.write(`${describeStored(memory)}\n\n${plainTable(scoreTable(scores))}\n`);
}

interface Cue {
  readonly name: string;
  readonly pixels: Float32Array;
}

async function cueOf(given: string, { names, patterns, height, width }: StoredImages): Promise<Cue> {
  if (!/^-?\d+$/.test(given)) return { name: given, pixels: await readPicture(given, height, width) };
  const index = Number(given);
  if (index < 0 || index >= patterns.length) {
    throw new UsageError(
      `--digit: got ${given}, allowed is a stored picture from 0 to ${patterns.length - 1}, or a file`,
    );
  }
  return { name: names[index]!, pixels: Float32Array.from(patterns[index]!, (sign) => (sign > 0 ? 1 : 0)) };
}

/** The cue, its path and what came back, over the energies. */
async function draw(
  path: string,
  memory: StoredImages,
  shown: Cue,
  cue: Float32Array,
  found: StoredRecall,
): Promise<void> {
  const { energyFigure } = await import('../figures/energy.ts');
  const { height, width, names, patterns } = memory;
  const match = found.matches[0]!;
  const before = cue === shown.pixels ? [] : [{ pixels: shown.pixels, caption: shown.name }];
  const way = found.path.map(({ t, pixels }, n) => ({ pixels, caption: n === 0 ? 'cue' : `t = ${t.toFixed(2)}` }));
  const nearest = {
    pixels: Float32Array.from(patterns[match.index]!, (sign) => (sign > 0 ? 1 : 0)),
    caption: `${match.recalled ? '' : 'nearest: '}${names[match.index]}`,
  };
  const figure = stackFigures([
    digitsFigure(answerText(names, match).split(' (')[0]!, height, width, [
      { label: 'recall', pictures: [...before, ...way] },
      { label: 'stored', pictures: [nearest] },
    ]),
    energyFigure('Energy along the recall', found.energies),
  ]);
  await makeFolder(dirname(path));
  await writeAtomically(path, path.endsWith('.svg') ? figure.svg : await renderPng(figure));
}
