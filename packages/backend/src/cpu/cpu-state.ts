import type { StateVector } from '../contract/state.ts';
import type { SampleState } from '../reference/field.ts';

/** A state in float64: x [B, N] and s [B, N, D], empty where the system has no such units. */
export class CpuState implements StateVector {
  readonly batch: number;
  readonly x: Float64Array;
  readonly s: Float64Array;

  /** `perX` and `perS` are the entries per sample, N or 0 and N D or 0. */
  constructor(batch: number, perX: number, perS: number) {
    this.batch = batch;
    this.x = new Float64Array(batch * perX);
    this.s = new Float64Array(batch * perS);
  }

  dispose(): void {}

  /** Views of sample b. */
  sample(b: number): SampleState {
    const perX = this.x.length / this.batch;
    const perS = this.s.length / this.batch;
    return { x: this.x.subarray(b * perX, (b + 1) * perX), s: this.s.subarray(b * perS, (b + 1) * perS) };
  }
}

/** The state behind the contract's opaque type. */
export function cpuState(state: StateVector): CpuState {
  return state as CpuState;
}
