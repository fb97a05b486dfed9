import type { SystemSpec } from '@hkmem/backend';
import { inverse, Matrix } from 'ml-matrix';

/** What an interaction is to do. */
export interface KeptInteraction {
  /** Neurons whose oscillators keep their start together. */
  readonly kept: ReadonlySet<number>;
  /** h, the force on each towards its start. */
  readonly strength: number;
  /** A neuron outside, held or not, that they keep their place to as if it were so many of them. */
  readonly anchor?: { readonly neuron: number; readonly weight: number };
  /** Neurons that take the side of the paired image. */
  readonly hub: ReadonlySet<number>;
  /** By neuron: weights of held oscillators, whose weighted sum is the force on each of the hub. */
  readonly contexts: ReadonlyMap<number, number>;
  /** How strongly each of the hub is pulled away from the reference, neuron 0. */
  readonly away: number;
  /** By neuron of a class: how strongly the mean of the hub and the reference each pull it. */
  readonly pulls: ReadonlyMap<number, number>;
}

/**
 * A per edge of K, so that F_i = -sum_j A_ij s_j has these forces. Kept by the projection rule: A_ij = -h m_i m_j s_i Q s_j with
 * Q the inverse of sum_j m_j s_j s_j^T, m = 1 for what is kept and the weight of the anchor for that, for which
 * sum_j A_ij s_j = -h s_i whatever the starts are; with random starts Q is D / n.
 */
export function keptInteraction(spec: SystemSpec, s: Float64Array, given: KeptInteraction): Float64Array {
  const { dimension: D, graph } = spec.oscillators!;
  const { kept, strength, anchor, hub, contexts, away, pulls } = given;
  const sum = Matrix.zeros(D, D);
  const weightOf = (i: number): number => (kept.has(i) ? 1 : i === anchor?.neuron ? anchor.weight : 0);
  for (let i = 0; i < spec.neurons; i++) {
    const weight = weightOf(i);
    if (weight === 0) continue;
    for (let d = 0; d < D; d++) {
      for (let e = 0; e < D; e++) sum.set(d, e, sum.get(d, e) + weight * s[i * D + d]! * s[i * D + e]!);
    }
  }
  const Q = inverse(sum);
  const byQ = new Float64Array(s.length);
  for (let i = 0; i < spec.neurons; i++) {
    for (let d = 0; d < D; d++) for (let e = 0; e < D; e++) byQ[i * D + d]! += Q.get(d, e) * s[i * D + e]!;
  }
  const together = (i: number, j: number): number => {
    const weight = weightOf(i) * weightOf(j);
    if (weight === 0) return 0;
    let overlap = 0;
    for (let d = 0; d < D; d++) overlap += s[i * D + d]! * byQ[j * D + d]!;
    return strength * weight * overlap;
  };
  const onto = (i: number, j: number): number => {
    if (hub.has(j)) return (contexts.get(i) ?? 0) - (i === 0 ? away : 0);
    const pull = pulls.get(j) ?? 0;
    return hub.has(i) ? pull / hub.size : i === 0 ? pull : 0;
  };
  return Float64Array.from(graph.sources, (i, e) => {
    const j = graph.targets[e]!;
    return -(together(i, j) + onto(i, j) + onto(j, i));
  });
}
