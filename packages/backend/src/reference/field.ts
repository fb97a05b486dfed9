import { type EdgeValues, edgeValues, gatherEdges, type PairTerm } from './pair-term.ts';
import { dot, normaliseRows } from './sphere.ts';
import type { ReferenceSystem } from './system.ts';

/** One sample's state or cotangent: x [N] and s [N, D]; empty where the system has no such units. */
export interface SampleState {
  /** Threshold units, [N]. */
  readonly x: Float64Array;
  /** Oscillators, [N, D]. */
  readonly s: Float64Array;
}

/** A term of the pairs with where its edges are and its derivatives there. */
export interface TermSlopes {
  readonly term: PairTerm;
  readonly at: EdgeValues;
  readonly slopes: EdgeValues;
}

/** Activity g [N] of one sample; empty without threshold units. */
export function activityOf(system: ReferenceSystem, x: Float64Array): Float64Array {
  const g = new Float64Array(x.length);
  system.threshold?.activation.activity(x, g);
  return g;
}

/** Derivatives of every term of the pairs at `unit`, s normalised, and g. */
export function termSlopes(system: ReferenceSystem, unit: Float64Array, g: Float64Array): readonly TermSlopes[] {
  const { terms, dimension } = system.oscillators!;
  return terms.map((term) => {
    const at = gatherEdges(term, unit, g, dimension);
    const slopes = edgeValues(term);
    term.derivatives(at, slopes);
    return { term, at, slopes };
  });
}

/** F [N, D], the force on every oscillator before projection: F_i = -sum over edges of (d psi/dr) s_j. */
export function oscillatorForce(all: readonly TermSlopes[], unit: Float64Array, D: number): Float64Array {
  const force = new Float64Array(unit.length);
  for (const { term, slopes } of all) {
    const { sources, targets } = term.graph;
    for (let e = 0; e < sources.length; e++) {
      const [i, j] = [sources[e]!, targets[e]!];
      const scale = -term.weight * slopes.r[e]!;
      for (let d = 0; d < D; d++) {
        force[i * D + d]! += scale * unit[j * D + d]!;
        force[j * D + d]! += scale * unit[i * D + d]!;
      }
    }
  }
  return force;
}

/**
 * out = (dx/dt, ds/dt) of one sample (arXiv 2505.03648), psi the energy of an edge in units of kappaK:
 * dx_i/dt = (W g)_i - x_i + b_i - (kappaK / kappaH) sum over edges of d psi/dgi;
 * ds_i/dt = F_i - s_i (s_i . F_i) + Omega_i s_i with s normalised first.
 */
export function fieldOf(system: ReferenceSystem, state: SampleState, out: SampleState): void {
  const { threshold, oscillators, pullScale } = system;
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
  const all = termSlopes(system, unit, g);
  const force = oscillatorForce(all, unit, D);
  for (let i = 0; i < N; i++) {
    const radial = dot(unit, force, i * D, i * D, D);
    for (let d = 0; d < D; d++) out.s[i * D + d] = force[i * D + d]! - radial * unit[i * D + d]!;
    rotation?.apply(i, unit.subarray(i * D, (i + 1) * D), out.s.subarray(i * D, (i + 1) * D), false);
  }
  for (const { term, slopes } of all) {
    if (!term.coupled) continue;
    const { sources, targets } = term.graph;
    const scale = -term.weight * pullScale;
    for (let e = 0; e < sources.length; e++) {
      out.x[sources[e]!]! += scale * slopes.gi[e]!;
      out.x[targets[e]!]! += scale * slopes.gj[e]!;
    }
  }
}
