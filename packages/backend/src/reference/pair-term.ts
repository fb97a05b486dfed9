import { edgeCount, type Graph } from '../contract/graph.ts';
import type { Float64Parameters } from './float64-parameters.ts';
import { dot } from './sphere.ts';

/** The overlap of every edge of a graph and the activities of its ends, or derivatives or cotangents of these; [E] each. */
export interface EdgeValues {
  /** r. */
  readonly r: Float64Array;
  /** Of the sources. */
  readonly gi: Float64Array;
  /** Of the targets. */
  readonly gj: Float64Array;
}

/** Where a reverse pass adds parameter gradients; what is absent is not computed. */
export interface GradientSink {
  /** Sums by parameter path. */
  readonly gradients: Partial<Float64Parameters>;
  /** dL/dW [N, N] before the pull-back to the free matrix V. */
  readonly dW: Float64Array | undefined;
}

/** Energies psi_e(r, gi, gj) on the edges of a graph, with their parameters read out. */
export interface PairTerm {
  /** Which energy they are summed up in. */
  readonly name: 'interaction' | 'coupling';
  /** Whose edges they lie on, E of them. */
  readonly graph: Graph;
  /** The factor they enter the field by, in units of kappaK. */
  readonly weight: number;
  /** Whether they read activities; if not, those of `EdgeValues` are not read and hold nothing of use. */
  readonly coupled: boolean;
  /** psi into `out` [E]. */
  energy(at: EdgeValues, out: Float64Array): void;
  /** d psi/dr, d psi/dgi and d psi/dgj into `out`. */
  derivatives(at: EdgeValues, out: EdgeValues): void;
  /**
   * Reverse pass of `derivatives`: with S = cotangent . derivatives, dS/dr, dS/dgi and dS/dgj into `out`; adds dS/dtheta to
   * the gradients that are there.
   */
  vjp(at: EdgeValues, cotangent: EdgeValues, out: EdgeValues, sink: GradientSink): void;
}

/** Zeros for every edge. */
export function edgeValues({ graph }: PairTerm): EdgeValues {
  const edges = edgeCount(graph);
  return { r: new Float64Array(edges), gi: new Float64Array(edges), gj: new Float64Array(edges) };
}

/** Overlaps of s [N, D] as it stands and activities g [N] on the edges of a term. */
export function gatherEdges(term: PairTerm, s: Float64Array, g: Float64Array, D: number): EdgeValues {
  const at = edgeValues(term);
  const { sources, targets } = term.graph;
  for (let e = 0; e < sources.length; e++) {
    const i = sources[e]!;
    const j = targets[e]!;
    at.r[e] = dot(s, s, i * D, j * D, D);
    if (!term.coupled) continue;
    at.gi[e] = g[i]!;
    at.gj[e] = g[j]!;
  }
  return at;
}
