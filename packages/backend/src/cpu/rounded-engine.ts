import type { HostState, StateVector, Term } from '../contract/state.ts';
import { CpuEngine } from './cpu-engine.ts';
import { cpuState } from './cpu-state.ts';

/**
 * The float64 reference with every stored number rounded to float32: states after each operation, and parameters. Its
 * distance from the reference is what float32 storage alone costs, whatever computes in between.
 */
export class RoundedEngine extends CpuEngine {
  /** Sets a parameter, rounded. */
  override writeParameter(path: string, values: ArrayLike<number>): void {
    super.writeParameter(path, Float32Array.from(values));
  }

  /** Sets all entries of a state, rounded. */
  override writeState(state: StateVector, host: HostState): void {
    super.writeState(state, host);
    roundState(state);
  }

  /** out = f(state), rounded. */
  override field(state: StateVector, out: StateVector): void {
    super.field(state, out);
    roundState(out);
  }

  /** out = J(state)^T cotangent, rounded; gradients of parameters are not. */
  override vjp(state: StateVector, cotangent: StateVector, out: StateVector): void {
    super.vjp(state, cotangent, out);
    roundState(out);
  }

  /** out = sum of terms, rounded. */
  override combine(out: StateVector, terms: readonly Term[]): void {
    super.combine(out, terms);
    roundState(out);
  }

  /** out_b = base_b + sizes_b times the sum of terms, rounded. */
  override combineSamples(out: StateVector, base: StateVector, sizes: ArrayLike<number>, terms: readonly Term[]): void {
    super.combineSamples(out, base, sizes, terms);
    roundState(out);
  }
}

function roundState(state: StateVector): void {
  const { x, s } = cpuState(state);
  for (const values of [x, s]) for (let i = 0; i < values.length; i++) values[i] = Math.fround(values[i]!);
}
