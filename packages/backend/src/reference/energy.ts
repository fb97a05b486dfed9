import { activityOf, type SampleState } from './field.ts';
import { gatherEdges } from './pair-term.ts';
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
 * E_H = (x - b) . g - L(x) - g . W g / 2; E_K = sum phi_e(r_e); E_HK = sum psi_e(r_e, g_i, g_j) (arXiv 2505.03648);
 * overlaps are taken of s as it stands, without renormalising.
 */
export function energiesOf(system: ReferenceSystem, state: SampleState): SampleEnergies {
  const { threshold, oscillators } = system;
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
  for (const term of oscillators.terms) {
    const at = gatherEdges(term, state.s, g, oscillators.dimension);
    const values = new Float64Array(at.r.length);
    term.energy(at, values);
    terms[term.name === 'interaction' ? 'kuramoto' : 'coupling'] = values.reduce((sum, value) => sum + value, 0);
  }
  return terms;
}
