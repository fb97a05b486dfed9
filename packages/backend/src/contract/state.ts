import type { HostArray } from './parameters.ts';
import type { Tensor } from './tensor.ts';

/** A batch of states (x, s) or of cotangents of states, held by an engine in its own layout. */
export interface StateVector {
  /** B. */
  readonly batch: number;
  /** Gives the memory back; the vector must not be used after it. Idempotent. */
  dispose(): void;
}

/** A state on the host: x [B, N] and s [B, N, D], flat and row-major; each is there if the system has such units. */
export interface HostState {
  /** Threshold units, [B, N]. */
  readonly x?: HostArray;
  /** Oscillators, [B, N, D]. */
  readonly s?: HostArray;
}

/** A state as tensors: x [B, N] and s [B, N, D]. */
export interface TensorState {
  /** Threshold units, [B, N]. */
  readonly x?: Tensor;
  /** Oscillators, [B, N, D]. */
  readonly s?: Tensor;
}

/** A term c v of a linear combination of states. */
export type Term = readonly [coefficient: number, state: StateVector];

/** Where a sample is copied to, and where from, by their places in two batches. */
export type SamplePlace = readonly [to: number, from: number];

/** Most terms a linear combination of states may have: one state and the stages of the largest tableau. */
export const maximumTerms = 9;
