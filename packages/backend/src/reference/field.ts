import { dot, normaliseRows } from './sphere.ts';
import type { ReferenceSystem } from './system.ts';

/** One sample's state or cotangent: x [N] and s [N, D]; empty where the system has no such units. */
export interface SampleState {
  /** Threshold units, [N]. */
  readonly x: Float64Array;
  /** Oscillators, [N, D]. */
  readonly s: Float64Array;
}

/** Activity g [N] of one sample; empty without threshold units. */
export function activityOf(system: ReferenceSystem, x: Float64Array): Float64Array {
  const g = new Float64Array(x.length);
  system.threshold?.activation.activity(x, g);
  return g;
}

/**
 * F [N, D], the force on every oscillator before projection: F_i = -sum phi_e'(r_e) s_j + sum w_e g_i g_j s_j / kappaK,
 * `unit` being s normalised.
 */
export function oscillatorForce(system: ReferenceSystem, unit: Float64Array, g: Float64Array): Float64Array {
  const { graph, interaction, dimension: D } = system.oscillators!;
  const force = new Float64Array(unit.length);
  const push = (i: number, j: number, scale: number): void => {
    for (let d = 0; d < D; d++) {
      force[i * D + d]! += scale * unit[j * D + d]!;
      force[j * D + d]! += scale * unit[i * D + d]!;
    }
  };
  for (let e = 0; e < graph.sources.length; e++) {
    const i = graph.sources[e]!;
    const j = graph.targets[e]!;
    push(i, j, -interaction.force(e, dot(unit, unit, i * D, j * D, D)));
  }
  const coupling = system.coupling;
  if (coupling !== undefined) {
    for (let e = 0; e < coupling.weights.length; e++) {
      const i = coupling.graph.sources[e]!;
      const j = coupling.graph.targets[e]!;
      push(i, j, (coupling.weights[e]! * g[i]! * g[j]!) / coupling.kappaK);
    }
  }
  return force;
}

/**
 * out = (dx/dt, ds/dt) of one sample (arXiv 2505.03648): dx/dt = W g - x + b + sum w_e r_e g_j / kappaH;
 * ds_i/dt = F_i - s_i (s_i . F_i) + Omega_i s_i with s normalised first.
 */
export function fieldOf(system: ReferenceSystem, state: SampleState, out: SampleState): void {
  const { threshold, oscillators, coupling } = system;
  const g = activityOf(system, state.x);
  if (threshold !== undefined) {
    for (let i = 0; i < g.length; i++) out.x[i] = threshold.bias[i]! - state.x[i]!;
    threshold.weights.product(g, out.x);
  }
  if (oscillators === undefined) return;
  const { dimension: D, rotation } = oscillators;
  const N = system.spec.neurons;
  const unit = new Float64Array(state.s.length);
  normaliseRows(state.s, unit, N, D);
  const force = oscillatorForce(system, unit, g);
  for (let i = 0; i < N; i++) {
    const radial = dot(unit, force, i * D, i * D, D);
    for (let d = 0; d < D; d++) out.s[i * D + d] = force[i * D + d]! - radial * unit[i * D + d]!;
    rotation?.apply(i, unit.subarray(i * D, (i + 1) * D), out.s.subarray(i * D, (i + 1) * D), false);
  }
  if (coupling === undefined) return;
  for (let e = 0; e < coupling.weights.length; e++) {
    const i = coupling.graph.sources[e]!;
    const j = coupling.graph.targets[e]!;
    const scale = (coupling.weights[e]! * dot(unit, unit, i * D, j * D, D)) / coupling.kappaH;
    out.x[i]! += scale * g[j]!;
    out.x[j]! += scale * g[i]!;
  }
}
