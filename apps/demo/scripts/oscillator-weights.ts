import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  decodeShapes,
  decodeSudoku,
  evaluateShapes,
  evaluateSudoku,
  type HostParameters,
  type ShapesSpec,
  type SudokuSpec,
} from '@hkmem/akorn';
import { ValueError } from '@hkmem/backend';
import { sudokuBoards } from '@hkmem/experiments';
import {
  type JudgedShapes,
  type JudgedSudoku,
  type OscillatorManifest,
  packParameters,
  unpackParameters,
} from '../src/format/oscillator-format.ts';
import { sha256 } from './weights-folder.ts';
import type { Workshop } from './workshop.ts';

/** Digits given of the boards that judge, how many of each, and the random starts that vote. */
const [givens, boards, starts] = [[24, 28, 32, 36, 40, 44, 52, 60, 72], 50, 4] as const;
/** Steps of their answers: more than in training, which helps. */
const answerSteps = 32;
/** Of those, where it is counted what rounding changes, with one start each. */
const compared: readonly number[] = [36, 44];
/** Levels of long arrays are so many root mean squares apart. */
const levelStep = 0.05;
/** Scenes that judge. */
const scenes = 100;

type Place = Pick<Workshop, 'folder' | 'backend' | 'say'>;

/** Whether a run folder is of a network of oscillators. */
export function isOfOscillators(run: string): boolean {
  return ['sudoku', 'shapes'].includes(configOf(run).task);
}

/**
 * Makes sudoku.bin or shapes.bin of a run folder of `hkmem akorn sudoku train` or `hkmem akorn shapes`, finished or on its way:
 * the running mean of the weights. The manifest says how the network answers as it ships: boards by the number of digits
 * given, drawn like those that a training looks at on its way and in no test; scenes that no update has seen.
 * @throws {ValueError} for another run.
 */
export async function makeOscillators(at: Place, run: string): Promise<void> {
  const finished = join(run, 'weights.safetensors');
  const bytes = readFileSync(existsSync(finished) ? finished : join(run, 'checkpoint.safetensors'));
  const [config, source] = [configOf(run), sha256(bytes)];
  if (config.task === 'sudoku') {
    const { spec, state } = decodeSudoku(bytes);
    const { arrays, packed, rounded } = round(state.mean);
    const judged = await judgeSudoku(at, spec, state.mean, rounded);
    write(at, { file: 'sudoku.bin', spec, arrays, config, source, updates: state.update, judged }, packed);
  } else if (config.task === 'shapes') {
    const { spec, settings, state } = decodeShapes(bytes);
    const { arrays, packed, rounded } = round(state.mean);
    const judged = await judgeShapes(at, spec, rounded, settings.steps, settings.shapes);
    write(at, { file: 'shapes.bin', spec, arrays, config, source, updates: state.update, judged }, packed);
  } else throw new ValueError('run', config.task, 'sudoku or shapes');
}

function configOf(run: string): { readonly task: string } {
  return JSON.parse(readFileSync(join(run, 'config.json'), 'utf8')) as { readonly task: string };
}

function round(parameters: HostParameters) {
  const { arrays, bytes } = packParameters(parameters, levelStep);
  return { arrays, packed: bytes, rounded: unpackParameters(arrays, bytes) };
}

async function judgeSudoku(
  { backend, say }: Place,
  spec: SudokuSpec,
  trained: HostParameters,
  rounded: HostParameters,
): Promise<JudgedSudoku> {
  const steps = answerSteps;
  const rows: JudgedSudoku['rows'][number][] = [];
  const rounding = { cells: 0, changed: 0 };
  for (const count of givens) {
    const set = sudokuBoards('look', { count: boards, givens: [count, count], seed: 0 }, 0, boards);
    const { votes } = await evaluateSudoku(backend, spec, rounded, set, { steps, starts });
    const { solved, digits } = votes.at(-1)!;
    rows.push({ givens: count, solved, digits });
    if (compared.includes(count)) {
      const before = await evaluateSudoku(backend, spec, trained, set, { steps });
      const after = await evaluateSudoku(backend, spec, rounded, set, { steps });
      set.puzzles.forEach((digit, cell) => {
        if (digit !== 0) return;
        rounding.cells += 1;
        rounding.changed += Number(before.answers[cell] !== after.answers[cell]);
      });
    }
    say(`${count} given: ${(100 * solved).toFixed(0)} % solved, ${(100 * digits).toFixed(1)} % of cells`);
  }
  return { boards, steps, starts, rows, rounding };
}

async function judgeShapes(
  { backend, say }: Place,
  spec: ShapesSpec,
  rounded: HostParameters,
  steps: number,
  shapes: readonly [number, number],
): Promise<JudgedShapes> {
  const { foregroundAri, meanBestOverlap } = await evaluateShapes(backend, spec, rounded, {
    steps,
    count: scenes,
    shapes,
    seed: 1,
  });
  say(`FG-ARI ${foregroundAri.toFixed(3)}, MBO ${meanBestOverlap.toFixed(3)}`);
  return { scenes, steps, foregroundAri, meanBestOverlap };
}

function write<Spec, Judged>(
  { folder, say }: Place,
  facts: Omit<OscillatorManifest<Spec, Judged>, 'formatVersion' | 'bytes' | 'sha256'>,
  unpacked: Uint8Array,
): void {
  const bytes = folder.writeBytes(facts.file, unpacked);
  const manifest: OscillatorManifest<Spec, Judged> = {
    formatVersion: 1,
    ...facts,
    bytes: bytes.length,
    sha256: sha256(bytes),
  };
  folder.writeJson(facts.file, manifest);
  say(`${facts.file}: ${bytes.length} bytes`);
}
