import type { Match } from '@hkmem/storage';
import type { MemoryFacts, RecallEnd } from './protocol.ts';

export interface RestFacts extends MemoryFacts {
  readonly hidden: number;
  /** Root mean square of pixels against the clean image at noise 0.3, of the cue and at rest; of test images. */
  readonly restored: { readonly cue: number; readonly rest: number };
}

export interface SettleRequest {
  /** 784 pixels in [0, 1]. */
  readonly pixels: Float32Array;
}

/** Where a cue came to rest. */
export interface SettleEnd extends RecallEnd {
  /** Whether the field vanishes there, as nearly as float32 can tell, and whether departures die out. */
  readonly atRest: boolean;
  readonly stability: 'minimum' | 'saddle' | 'flat' | 'unknown';
  /** Root mean square of the field. */
  readonly norm: number;
  readonly energy: number;
}

export interface LandscapeRequest {
  /** The cue that is held, 784 pixels in [0, 1]. */
  readonly pixels: Float32Array;
  /** Other images from which another rest under that cue is looked for, 784 pixels in [0, 1] each. */
  readonly others: readonly Float32Array[];
  /** Points along a side of the slice. */
  readonly side: number;
  /** Points along a side from which states flow to rest. */
  readonly starts: number;
}

/**
 * The energy on a plane through the cue's start, its rest and another rest: origin + a u + b v with u and v of length 1.
 * Coordinates are in units of state space.
 */
export interface Landscape {
  /** Ranges of a and b that are shown. */
  readonly a: readonly [number, number];
  readonly b: readonly [number, number];
  /** E, row by row, b from its low end; [side, side]. */
  readonly energies: Float64Array;
  /** Of the moments of the recall, in order. */
  readonly path: readonly (readonly [a: number, b: number])[];
  /** The rest of the cue and the other one. */
  readonly rests: readonly (readonly [a: number, b: number])[];
  readonly restEnergies: readonly number[];
  /** What class units answer at those rests. */
  readonly answers: readonly number[];
  /** Whether another rest was found; without one the slice turns to what lay farthest. */
  readonly another: boolean;
  /** Where states of the plane come to rest, by place in `rests`, or -1; [starts, starts]. */
  readonly basins: Int8Array;
}

export interface FlipEnd extends RecallEnd {
  readonly answer: Match;
  /** Directions of the oscillators at the end, [196, 3]. */
  readonly s: Float32Array;
  /** Root mean square of the field at the end. */
  readonly norm: number;
}

export interface FlipRequest {
  /** Two sets of pictures of 14 x 14, +1 and -1. */
  readonly sets: readonly [readonly Float32Array[], readonly Float32Array[]];
  /** +1, -1, and 0 where nothing is known. */
  readonly cue: Float32Array;
  readonly context: 0 | 1;
}
