import type { Match } from '@hkmem/storage';
import type { RecallEnd } from './protocol.ts';

/** Rules that the page stores by; `dense` is the dense memory of high degree. */
export type StoreRule = 'hebb' | 'storkey' | 'projection' | 'perceptron' | 'dense';

export interface StoreRequest {
  readonly rule: StoreRule;
  /** +1 and -1, 784 each. */
  readonly patterns: readonly Float32Array[];
}

export interface StoreReport {
  /** Share of pixels of each pattern that are not kept by updates at zero temperature which start from it. */
  readonly lost: readonly number[];
  /** Random patterns of so many units that the rule holds, as far as theory says. */
  readonly holds: number;
}

export interface RestoreRequest {
  /** 784 pixels in [0, 1]. */
  readonly pixels: Float32Array;
}

export interface RestoreEnd extends RecallEnd {
  /** What the state at the end is. */
  readonly answer: Match;
}
