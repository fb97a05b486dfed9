import { activityOf, type SampleState } from './field.ts';
import { dot } from './sphere.ts';
import type { ReferenceSystem } from './system.ts';

/** The energy terms of one sample, not yet weighted; a term is there if the system has it. */
export interface SampleEnergies {
  /** E_H. */
  readonly hopfield?: number;
  /** E_K. */
  readonly kuramoto?: number;
  /** E_HK. */
  readonly coupling?: number;
}

/**
 * E_H = (x - b) . g - L(x) - g . W g / 2; E_K = sum phi_e(r_e); E_HK = -sum w_e r_e g_i g_j (arXiv 2505.03648);
 * overlaps are taken of s as it stands, without renormalising.
 */
export function energiesOf(system: ReferenceSystem, state: SampleState): SampleEnergies {
  const { threshold, oscillators, coupling } = system;
  const N = system.spec.neurons;
  const g = activityOf(system, state.x);
  const terms: { hopfield?: number; kuramoto?: number; coupling?: number } = {};
  if (threshold !== undefined) {
    const Wg = new Float64Array(N);
    threshold.weights.product(g, Wg);
    let sum = -threshold.activation.lagrangian(state.x);
    for (let i = 0; i < N; i++) sum += (state.x[i]! - threshold.bias[i]! - Wg[i]! / 2) * g[i]!;
    terms.hopfield = sum;
  }
  if (oscillators === undefined) return terms;
  const { dimension: D, graph, interaction } = oscillators;
  const overlap = (i: number, j: number): number => dot(state.s, state.s, i * D, j * D, D);
  terms.kuramoto = 0;
  for (let e = 0; e < graph.sources.length; e++) {
    terms.kuramoto += interaction.energy(e, overlap(graph.sources[e]!, graph.targets[e]!));
  }
  if (coupling === undefined) return terms;
  terms.coupling = 0;
  for (let e = 0; e < coupling.weights.length; e++) {
    const i = coupling.graph.sources[e]!;
    const j = coupling.graph.targets[e]!;
    terms.coupling -= coupling.weights[e]! * overlap(i, j) * g[i]! * g[j]!;
  }
  return terms;
}
