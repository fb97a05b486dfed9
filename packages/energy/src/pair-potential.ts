import {
  edgeCount,
  type InteractionName,
  nameOf,
  type OscillatorSpec,
  type ParameterValues,
  pairInteraction,
  ValueError,
} from '@hkmem/backend';
import { float64Parameters } from './parameters.ts';

/** What an interaction is, in TeX: r is the overlap s_i . s_j of edge e, f a scalar GELU MLP (tanh form of GELU). */
export interface PairPotentialForm {
  /** The interaction. */
  readonly name: InteractionName;
  /** phi_e(r), edge e's share of E_K, up to a constant. */
  readonly formula: string;
  /** phi_e'(r), what the field reads. */
  readonly slopeFormula: string;
}

/** Every interaction by name (arXiv 2505.03648, Kuramoto memory). */
export const pairPotentialForms: Readonly<Record<InteractionName, PairPotentialForm>> = Object.freeze({
  linear: { name: 'linear', formula: 'A_e r', slopeFormula: 'A_e' },
  relu: {
    name: 'relu',
    formula: 'A_e r + \\tfrac{1}{2} B_e \\max(r, 0)^2',
    slopeFormula: 'A_e + B_e \\max(r, 0)',
  },
  sigmoid: {
    name: 'sigmoid',
    formula: 'A_e r + B_e \\log (1 + e^r)',
    slopeFormula: 'A_e + \\frac{B_e}{1 + e^{-r}}',
  },
  tanh: { name: 'tanh', formula: 'A_e r + B_e \\log \\cosh r', slopeFormula: 'A_e + B_e \\tanh r' },
  mlpShared: { name: 'mlpShared', formula: 'A_e f(r)', slopeFormula: "A_e f'(r)" },
  mlpPerEdge: { name: 'mlpPerEdge', formula: 'f_e(r)', slopeFormula: "f_e'(r)" },
});

/** The pair potentials of one graph with their parameters: E_K = sum_e phi_e(s_i . s_j). */
export interface PairPotential extends PairPotentialForm {
  /** phi_e(r). @throws {ValueError} if the graph has no edge e. */
  value(e: number, r: number): number;
  /** phi_e'(r). @throws {ValueError} if the graph has no edge e. */
  slope(e: number, r: number): number;
}

/**
 * The pair potentials of `oscillators`, read from the `kuramoto.*` entries of `parameters`; others are ignored.
 * @throws {ValueError | UnknownNameError | ShapeError | NonFiniteError} if the oscillators or parameters do not fit.
 */
export function pairPotential(oscillators: OscillatorSpec, parameters: ParameterValues): PairPotential {
  const { dimension, graph, interaction, hidden } = oscillators;
  const bare: OscillatorSpec = { dimension, graph, interaction, omega: 'none', ...(hidden && { hidden }) };
  const values = float64Parameters({ neurons: graph.neurons, oscillators: bare }, parameters);
  const potentials = pairInteraction(bare, values);
  const edges = edgeCount(graph);
  const checked = (e: number): number => {
    if (!Number.isInteger(e) || e < 0 || e >= edges) throw new ValueError('edge', e, `0 to ${edges - 1}`);
    return e;
  };
  return {
    ...pairPotentialForms[nameOf(interaction)],
    value: (e, r) => potentials.energy(checked(e), r),
    slope: (e, r) => potentials.force(checked(e), r),
  };
}
