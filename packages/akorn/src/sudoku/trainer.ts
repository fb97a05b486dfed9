import { type Backend, type HostArray, RandomKey, ValueError } from '@hkmem/backend';
import { globalNorm } from '@hkmem/training';
import { OscillatorsDivergedError } from '../errors.ts';
import type { HostParameters } from '../layer/initialise.ts';
import { largestClasses } from '../model/answers.ts';
import { initialSudoku } from '../model/initialise.ts';
import { sudokuInput, sudokuTargets } from '../model/sudoku-input.ts';
import { runSudoku, sudokuVjp } from '../model/sudoku-model.ts';
import { type SudokuSpec, sudokuShapes } from '../model/sudoku-spec.ts';
import type { Operations, Value } from '../operations/operations.ts';
import { withOperations } from '../operations/operations-for.ts';
import {
  copyOfTraining,
  type HostState,
  resumedTraining,
  startOfTraining,
  stepOfTraining,
} from '../training/host-training.ts';
import { startNoise, trainingBatch, trainingSteps } from './batch.ts';
import { checkSudokuTraining, type SudokuTraining } from './settings.ts';
import type { SudokuSet } from './sudoku-set.ts';

/** All that a training needs to go on. */
export type SudokuState = HostState;

/** What one update did. */
export interface SudokuUpdate {
  /** Updates done with this one. */
  readonly update: number;
  /** Mean cross entropy of the cells before it. */
  readonly loss: number;
  /** Share of the empty cells that were right before it. */
  readonly digits: number;
  /** Global norm of the gradient before clipping. */
  readonly norm: number;
  /** Learning rate after the schedule. */
  readonly rate: number;
  /** Time the update took. */
  readonly seconds: number;
}

/** Trains a Sudoku model. Settings, boards and backend fix every number, however often it is stopped and resumed. */
export class SudokuTrainer {
  readonly #backend: Pick<Backend, 'name'>;
  readonly #spec: SudokuSpec;
  readonly #set: SudokuSet;
  readonly #settings: SudokuTraining;
  readonly #key: RandomKey;
  #state: SudokuState;
  #busy = false;

  /**
   * Begins anew, or goes on from `state`.
   * @throws {ValueError | ShapeError | UnknownNameError | NonFiniteError} naming the first thing that does not fit.
   */
  constructor(
    backend: Pick<Backend, 'name'>,
    spec: SudokuSpec,
    set: SudokuSet,
    settings: SudokuTraining,
    state?: SudokuState,
  ) {
    checkSudokuTraining(settings);
    this.#backend = backend;
    this.#spec = spec;
    this.#set = set;
    this.#settings = settings;
    this.#key = RandomKey.fromSeed(settings.seed);
    this.#state =
      state === undefined
        ? startOfTraining(initialSudoku(spec, this.#key.fold('parameters')), backend)
        : resumedTraining(state, sudokuShapes(spec), backend);
  }

  /** Updates done. */
  get update(): number {
    return this.#state.update;
  }

  /** A copy of all that is needed to go on. */
  get state(): SudokuState {
    return copyOfTraining(this.#state);
  }

  /**
   * One update, also beyond `updates`.
   * @throws {OscillatorsDivergedError} if loss or gradient are not finite; all is then as before.
   * @throws {DeviceError} if the device fails, likewise.
   */
  async step(): Promise<SudokuUpdate> {
    if (this.#busy) throw new ValueError('training', 'busy', 'one update at a time', 'Wait for the one before.');
    this.#busy = true;
    try {
      return await this.#step();
    } finally {
      this.#busy = false;
    }
  }

  async #step(): Promise<SudokuUpdate> {
    const began = performance.now();
    const update = this.#state.update + 1;
    const { loss, digits, gradients } = await this.#gradients();
    const norm = globalNorm(Object.values(gradients));
    if (!(Number.isFinite(loss) && Number.isFinite(norm))) throw new OscillatorsDivergedError(update, loss, norm);
    const { state, rate } = stepOfTraining(this.#state, this.#settings, gradients);
    this.#state = state;
    return { update, loss, digits, norm, rate, seconds: (performance.now() - began) / 1000 };
  }

  /** Loss of the batch of this update, share of right digits, and gradients by name. */
  #gradients(): Promise<Gradients> {
    const { batch, budget } = this.#settings;
    const { update, parameters } = this.#state;
    const boards = trainingBatch(this.#set, this.#key, update, this.#settings);
    const steps = trainingSteps(this.#key, update, this.#settings);
    const noise = startNoise(this.#key.fold('noise').fold(update), batch, this.#spec.channels);
    return withOperations(this.#backend, async (operations) => {
      const spec = this.#spec;
      return gradientsOf(operations, spec, parameters, boards, noise, steps, budget);
    });
  }
}

interface Gradients {
  readonly loss: number;
  readonly digits: number;
  readonly gradients: Readonly<Record<string, HostArray>>;
}

async function gradientsOf<V extends Value>(
  operations: Operations<V>,
  spec: SudokuSpec,
  host: HostParameters,
  boards: SudokuSet,
  noise: HostArray,
  steps: number,
  budget: number | undefined,
): Promise<Gradients> {
  const { loss, logits, gradients } = operations.scope(() => {
    const uploaded = Object.entries(host).map(
      ([name, { data, shape }]) => [name, operations.upload(data, shape)] as const,
    );
    const model = { operations, spec, parameters: Object.fromEntries(uploaded) };
    const pass = runSudoku(model, sudokuInput(boards.puzzles, noise, spec.channels), steps, budget);
    const classes = boards.solutions.map((digit) => digit - 1);
    const targets = operations.upload(sudokuTargets(classes), [81 * boards.count, 9]);
    const { loss, gradient } = operations.crossEntropy(pass.logits, targets);
    return { loss, logits: pass.logits, gradients: sudokuVjp(model, pass.record!, gradient) };
  });
  try {
    const names = Object.keys(gradients);
    const [value, answers, ...arrays] = await Promise.all([
      operations.read(loss),
      operations.read(logits),
      ...names.map((name) => operations.read(gradients[name]!)),
    ]);
    return {
      loss: value![0]!,
      digits: rightShare(boards, largestClasses(answers!)),
      gradients: Object.fromEntries(names.map((name, n) => [name, arrays[n]!])),
    };
  } finally {
    operations.dispose([loss, logits, ...Object.values(gradients)]);
  }
}

/** Share of the empty cells whose digit is right. */
function rightShare({ puzzles, solutions }: SudokuSet, answers: Uint8Array): number {
  let [right, empty] = [0, 0];
  for (let cell = 0; cell < puzzles.length; cell++) {
    if (puzzles[cell] !== 0) continue;
    empty++;
    if (answers[cell] === solutions[cell]) right++;
  }
  return empty === 0 ? 1 : right / empty;
}
