import type { StateVector } from '@hkmem/backend';
import { lanes } from '../../generated/constants.js';
import type { Region } from '../memory/heap.ts';

/** Entries per sample of a state: N or 0, and N D or 0. */
export interface StateSizes {
  readonly perX: number;
  readonly perS: number;
}

/**
 * A state in tiles of four samples: x [T][N][4], then s [T][N][D][4], T = ceil(B / 4). Lanes past B hold zeros, and
 * every kernel keeps them so.
 */
export class WasmState implements StateVector {
  readonly batch: number;
  /** T. */
  readonly tiles: number;
  readonly x: number;
  readonly s: number;
  /** Vectors of four floats in all. */
  readonly vectors: number;
  readonly #region: Region;
  #disposed = false;

  constructor(region: Region, batch: number, { perX, perS }: StateSizes) {
    this.batch = batch;
    this.tiles = Math.ceil(batch / lanes.LANES);
    this.vectors = this.tiles * (perX + perS);
    this.#region = region;
    this.x = region.allocate(lanes.VECTOR * this.vectors);
    this.s = this.x + lanes.VECTOR * this.tiles * perX;
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#region.free(this.x);
  }
}

/** The state behind the contract's opaque type. */
export function wasmState(state: StateVector): WasmState {
  return state as WasmState;
}
