import type { StateVector } from '../contract/state.ts';
import { DisposedError, ShapeError, ValueError } from '../errors.ts';

/** Whose states these are: told apart by identity, and no longer usable once disposed of. */
export interface StateOwner {
  readonly disposed: boolean;
}

/** A state as callers hold it; the engine's own is inside. */
export class CheckedState implements StateVector {
  readonly batch: number;
  readonly #owner: StateOwner;
  readonly #inner: StateVector;
  #disposed = false;

  constructor(owner: StateOwner, inner: StateVector) {
    this.batch = inner.batch;
    this.#owner = owner;
    this.#inner = inner;
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    if (!this.#owner.disposed) this.#inner.dispose();
  }

  /** The engine's own state. @throws {ValueError | DisposedError} if it is of another engine, or disposed of. */
  static inner(state: StateVector, owner: StateOwner): StateVector {
    if (!(state instanceof CheckedState) || state.#owner !== owner) {
      throw new ValueError(
        'state',
        'one that belongs to another engine',
        'a state of this engine',
        'Create it with this one and copy through the host.',
      );
    }
    if (state.#disposed) throw new DisposedError('state', 'Keep it until the last use.');
    return state.#inner;
  }
}

/** @throws {ShapeError} unless all states have the batch of the first. */
export function checkBatches(state: StateVector, others: readonly StateVector[]): void {
  for (const { batch } of others) {
    if (batch !== state.batch) {
      throw new ShapeError('batch of a state', batch, state.batch, 'Use states of one batch size in one call.');
    }
  }
}

/** @throws {ValueError} if what is written to is also read. */
export function checkDistinct(what: string, written: StateVector, read: readonly StateVector[]): void {
  if (read.includes(written)) {
    throw new ValueError(what, 'a state that the same call reads', 'a state of its own', 'Create another state.');
  }
}
