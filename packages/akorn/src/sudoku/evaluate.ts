import { type Backend, type HostArray, RandomKey, ValueError } from '@hkmem/backend';
import type { HostParameters } from '../layer/initialise.ts';
import { checkParameters } from '../layer/run-oscillators.ts';
import { largestClasses } from '../model/answers.ts';
import { sudokuInput } from '../model/sudoku-input.ts';
import { runSudoku, type SudokuModel } from '../model/sudoku-model.ts';
import { type SudokuSpec, sudokuShapes } from '../model/sudoku-spec.ts';
import type { Operations, Value } from '../operations/operations.ts';
import { withOperations } from '../operations/operations-for.ts';
import { startNoise } from './batch.ts';
import { type SudokuSet, selectBoards } from './sudoku-set.ts';

/** How a model is asked. */
export interface EvaluateSudokuOptions {
  /** T; may be larger than in training. */
  readonly steps: number;
  /** K, random starts of each board; 1 if absent. `itrsa` has no start to draw. */
  readonly starts?: number;
  /** Fixes the starts. */
  readonly seed?: number;
  /** Boards that are computed together; 100 if absent. */
  readonly batch?: number;
  /** Told after each batch of a start; waited for. */
  readonly onProgress?: (done: number, all: number) => void | Promise<void>;
  /** Once aborted, the evaluation ends and says how many starts it did of all boards. */
  readonly signal?: AbortSignal;
}

/** What a model answers. */
export interface SudokuEvaluation {
  /** Boards. */
  readonly boards: number;
  /** T. */
  readonly steps: number;
  /** Starts that were made of every board; fewer than asked for if it was aborted. */
  readonly starts: number;
  /** By number of starts k = 1, 2, ..., what the vote of the first k says. */
  readonly votes: readonly SudokuVote[];
  /** Share of boards that a single start solves, mean over the starts. */
  readonly singleSolved: number;
  /** The answers of the vote of all starts, [boards, 81]. */
  readonly answers: Uint8Array;
  /** The lowest energy of each board, summed over the steps; zeros for `itrsa`. */
  readonly energies: Float64Array;
}

/** A vote by energy. */
export interface SudokuVote {
  /** k. */
  readonly starts: number;
  /** Share of boards with every empty cell right. */
  readonly solved: number;
  /** Share of empty cells that are right. */
  readonly digits: number;
}

/**
 * Asks a model for all boards of a set, K times each from another random start. Of a board's answers the one with the
 * lowest energy, summed over the steps, counts (arXiv 2410.13821).
 * @throws {ValueError | ShapeError | NonFiniteError | UnknownNameError} naming what does not fit.
 */
export async function evaluateSudoku(
  backend: Pick<Backend, 'name'>,
  spec: SudokuSpec,
  parameters: HostParameters,
  set: SudokuSet,
  options: EvaluateSudokuOptions,
): Promise<SudokuEvaluation> {
  const { steps, starts = 1, seed = 0, batch = 100 } = options;
  for (const [name, value] of Object.entries({ steps, starts, batch, boards: set.count })) {
    if (!(Number.isInteger(value) && value >= 1)) throw new ValueError(name, value, 'a whole number from 1');
  }
  checkParameters(sudokuShapes(spec), parameters);
  const key = RandomKey.fromSeed(seed).fold('starts');
  const plan = { steps, starts: spec.model === 'itrsa' ? 1 : starts, batch, key };
  return withOperations(backend, async <V extends Value>(operations: Operations<V>) => {
    const uploaded = operations.scope(() => {
      const entries = Object.entries(parameters).map(([name, { data, shape }]) => [
        name,
        operations.upload(data, shape),
      ]);
      return Object.fromEntries(entries) as Record<string, V>;
    });
    try {
      return await ask({ operations, spec, parameters: uploaded }, set, plan, options);
    } finally {
      operations.dispose(Object.values(uploaded));
    }
  });
}

interface Plan {
  readonly steps: number;
  readonly starts: number;
  readonly batch: number;
  readonly key: RandomKey;
}

async function ask<V extends Value>(
  model: SudokuModel<V>,
  set: SudokuSet,
  { steps, starts, batch, key }: Plan,
  { onProgress, signal }: EvaluateSudokuOptions,
): Promise<SudokuEvaluation> {
  const batches = Math.ceil(set.count / batch);
  const answers = new Uint8Array(81 * set.count);
  const energies = new Float64Array(set.count).fill(Number.POSITIVE_INFINITY);
  const votes: SudokuVote[] = [];
  let single = 0;
  for (let start = 0; start < starts; start++) {
    const [latest, latestEnergies] = [new Uint8Array(81 * set.count), new Float64Array(set.count)];
    for (let part = 0; part < batches; part++) {
      if (signal?.aborted === true) return result();
      const first = part * batch;
      const count = Math.min(batch, set.count - first);
      const boards = selectBoards(
        set,
        Array.from({ length: count }, (_, n) => first + n),
      );
      // A board's starts depend on its number alone, not on how boards are batched.
      const noise = new Float32Array(81 * count * model.spec.channels);
      for (let n = 0; n < count; n++) {
        const own = startNoise(key.fold(first + n).fold(start), 1, model.spec.channels);
        noise.set(own, n * own.length);
      }
      const given = await answersOf(model, boards, noise, steps);
      latest.set(given.answers, 81 * first);
      latestEnergies.set(given.energies, first);
      await onProgress?.(start * batches + part + 1, starts * batches);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    for (let board = 0; board < set.count; board++) {
      if (!(latestEnergies[board]! < energies[board]!)) continue;
      energies[board] = latestEnergies[board]!;
      answers.set(latest.subarray(81 * board, 81 * (board + 1)), 81 * board);
    }
    single += scoreOf(set, latest).solved;
    votes.push({ starts: start + 1, ...scoreOf(set, answers) });
  }
  return result();

  function result(): SudokuEvaluation {
    const done = votes.length;
    return {
      boards: set.count,
      steps,
      starts: done,
      votes,
      singleSolved: done === 0 ? 0 : single / done,
      answers,
      energies,
    };
  }
}

async function answersOf<V extends Value>(
  model: SudokuModel<V>,
  boards: SudokuSet,
  noise: HostArray,
  steps: number,
): Promise<{ answers: Uint8Array; energies: Float64Array }> {
  const { operations, spec } = model;
  const { logits, energies } = runSudoku(model, sudokuInput(boards.puzzles, noise, spec.channels), steps, 'none');
  try {
    const [scores, ...all] = await Promise.all([logits, ...energies].map((value) => operations.read(value)));
    const sums = new Float64Array(boards.count);
    for (const step of all) for (let n = 0; n < boards.count; n++) sums[n]! += step[n]!;
    return { answers: largestClasses(scores!), energies: sums };
  } finally {
    operations.dispose([logits, ...energies]);
  }
}

function scoreOf({ count, puzzles, solutions }: SudokuSet, answers: Uint8Array): { solved: number; digits: number } {
  let [solved, right, empty] = [0, 0, 0];
  for (let board = 0; board < count; board++) {
    let wrong = 0;
    for (let cell = 81 * board; cell < 81 * (board + 1); cell++) {
      if (puzzles[cell] !== 0) continue;
      empty++;
      if (answers[cell] === solutions[cell]) right++;
      else wrong++;
    }
    if (wrong === 0) solved++;
  }
  return { solved: solved / count, digits: empty === 0 ? 1 : right / empty };
}
