import type { StateVector } from '../contract/engine.ts';
import { HkmemError, ValueError } from '../errors.ts';
import type { SampleState } from '../reference/field.ts';

/** A state in float64: x [B, N] and s [B, N, D], empty where the system has no such units. */
export class CpuState implements StateVector {
  readonly batch: number;
  readonly x: Float64Array;
  readonly s: Float64Array;
  #disposed = false;

  /** `perX` and `perS` are the entries per sample, N or 0 and N D or 0. */
  constructor(batch: number, perX: number, perS: number) {
    if (!Number.isInteger(batch) || batch < 1) throw new ValueError('batch B', batch, 'a whole number from 1');
    this.batch = batch;
    this.x = new Float64Array(batch * perX);
    this.s = new Float64Array(batch * perS);
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  dispose(): void {
    this.#disposed = true;
  }

  /** Views of sample b. */
  sample(b: number): SampleState {
    const perX = this.x.length / this.batch;
    const perS = this.s.length / this.batch;
    return { x: this.x.subarray(b * perX, (b + 1) * perX), s: this.s.subarray(b * perS, (b + 1) * perS) };
  }
}

/** The state behind the contract's opaque type. @throws {HkmemError} if it is another backend's, or disposed of. */
export function cpuState(state: StateVector): CpuState {
  if (!(state instanceof CpuState)) {
    throw new HkmemError('state: it belongs to another backend. Create it with this engine and copy through the host.');
  }
  if (state.disposed) throw new HkmemError('state: it was disposed of before. Keep it until the last use.');
  return state;
}
