import type { HostState, StateVector, Term } from '../contract/engine.ts';
import { CpuEngine } from './cpu-engine.ts';
import { cpuState } from './cpu-state.ts';

/**
 * The float64 reference with every stored number rounded to float32: states after each operation, and parameters. Its
 * distance from the reference is what float32 storage alone costs, whatever computes in between.
 */
export class RoundedEngine extends CpuEngine {
  override writeParameter(path: string, values: ArrayLike<number>): void {
    super.writeParameter(path, Float32Array.from(values));
  }

  override writeState(state: StateVector, host: HostState): void {
    super.writeState(state, host);
    roundState(state);
  }

  override field(state: StateVector, out: StateVector): void {
    super.field(state, out);
    roundState(out);
  }

  override vjp(state: StateVector, cotangent: StateVector, out: StateVector): void {
    super.vjp(state, cotangent, out);
    roundState(out);
  }

  override combine(out: StateVector, terms: readonly Term[]): void {
    super.combine(out, terms);
    roundState(out);
  }
}

function roundState(state: StateVector): void {
  const { x, s } = cpuState(state);
  for (const values of [x, s]) for (let i = 0; i < values.length; i++) values[i] = Math.fround(values[i]!);
}
