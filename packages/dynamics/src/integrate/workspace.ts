import { type Engine, type StateVector, ValueError } from '@hkmem/backend';

/** State vectors of one batch size, made when first asked for and used again after `give`. */
export class Workspace {
  /** Where the states live. */
  readonly engine: Engine;
  /** B. */
  readonly batch: number;
  readonly #free: StateVector[] = [];
  readonly #all: StateVector[] = [];

  /** @throws {ValueError} on a batch that is no whole number from 1. */
  constructor(engine: Engine, batch: number) {
    checkBatch(batch);
    this.engine = engine;
    this.batch = batch;
  }

  /** A state vector to use until it is given back; its entries are what they were. */
  take(): StateVector {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    const made = this.engine.createState(this.batch);
    this.#all.push(made);
    return made;
  }

  /** Several at once. */
  takeMany(count: number): StateVector[] {
    return Array.from({ length: count }, () => this.take());
  }

  /** Makes vectors free for the next `take`; they must not be used after it. */
  give(...states: readonly StateVector[]): void {
    for (const state of states) this.#free.push(state);
  }

  /** Gives the memory of all vectors back, taken ones too. */
  dispose(): void {
    for (const state of this.#all) state.dispose();
    this.#all.length = 0;
    this.#free.length = 0;
  }
}

/** Bytes of one state vector of a batch on an engine. @throws {ValueError} on a batch that is no whole number from 1. */
export function stateBytes(engine: Engine, batch: number): number {
  checkBatch(batch);
  const { neurons, threshold, oscillators } = engine.spec;
  const perSample = (threshold === undefined ? 0 : neurons) + neurons * (oscillators?.dimension ?? 0);
  return perSample * batch * (engine.precision === 'float64' ? 8 : 4);
}

function checkBatch(batch: number): void {
  if (!(Number.isSafeInteger(batch) && batch >= 1)) throw new ValueError('batch', batch, 'a whole number from 1');
}
