/**
 * What the float64 reference calls for every sample and step, as programs call it: builds write checks of arguments into
 * what is exported, and the reference itself does not pay for them.
 */
import { edgeCount as edges, type Graph } from '../contract/graph.ts';
import { energiesOf as energies, type SampleEnergies } from './energy.ts';
import { activityOf as activity, fieldOf as field, type SampleState } from './field.ts';
import type { GradientSink } from './pair-term.ts';
import { normaliseRows as normalise, normaliseRowsVjp as normaliseVjp } from './sphere.ts';
import type { ReferenceSystem } from './system.ts';
import { vjpOf as vjp } from './vjp.ts';

/** Number of edges of a graph. */
export function edgeCount(graph: Graph): number {
  return edges(graph);
}

/** Activity g [N] of one sample; empty without threshold units. */
export function activityOf(system: ReferenceSystem, x: Float64Array): Float64Array {
  return activity(system, x);
}

/**
 * out = (dx/dt, ds/dt) of one sample (arXiv 2505.03648), psi the energy of an edge in units of kappaK:
 * dx_i/dt = (W g)_i - x_i + b_i - (kappaK / kappaH) sum over edges of d psi/dgi;
 * ds_i/dt = F_i - s_i (s_i . F_i) + Omega_i s_i with s normalised first.
 */
export function fieldOf(system: ReferenceSystem, state: SampleState, out: SampleState): void {
  field(system, state, out);
}

/**
 * E_H = (x - b) . g - L(x) - g . W g / 2; E_K = sum phi_e(r_e); E_HK = sum psi_e(r_e, g_i, g_j) (arXiv 2505.03648);
 * overlaps are taken of s as it stands, without renormalising.
 */
export function energiesOf(system: ReferenceSystem, state: SampleState): SampleEnergies {
  return energies(system, state);
}

/** out = J^T (u, v) of one sample, (u, v) the cotangent of (dx/dt, ds/dt); adds parameter gradients to the sink. */
export function vjpOf(
  system: ReferenceSystem,
  state: SampleState,
  cotangent: SampleState,
  out: SampleState,
  sink: GradientSink,
): void {
  vjp(system, state, cotangent, out, sink);
}

/** unit = s [N, D] normalised per neuron; returns the norms [N]. A zero row stays zero. */
export function normaliseRows(s: Float64Array, unit: Float64Array, N: number, D: number): Float64Array {
  return normalise(s, unit, N, D);
}

/** out += (I - u u^T) v / norm per neuron: the pull-back of normalising, u [N, D] the unit vectors, v the cotangent. */
export function normaliseRowsVjp(
  unit: Float64Array,
  norms: Float64Array,
  v: Float64Array,
  out: Float64Array,
  D: number,
): void {
  normaliseVjp(unit, norms, v, out, D);
}
