import {
  edgeCount,
  type InteractionName,
  interactionNames,
  type OscillatorSpec,
  type ParameterValues,
  pairInteraction,
  ValueError,
} from '@hkmem/backend';
import { interactionLaws, lazyRecord, type PairLaw, texOf } from '@hkmem/laws';
import { float64Parameters } from './parameters.ts';
import { texNames } from './tex-names.ts';

/** What an interaction is, in TeX: r is the overlap s_i . s_j of edge e, f a scalar GELU MLP (tanh form of GELU). */
export interface PairPotentialForm {
  /** The name of the interaction, or the canonical formula of a law. */
  readonly name: string;
  /** phi_e(r), edge e's share of E_K, up to a constant. */
  readonly formula: string;
  /** phi_e'(r), what the field reads. */
  readonly slopeFormula: string;
}

/** phi and phi' of an interaction, by name or as a law, in TeX. */
export function pairPotentialForm(interaction: InteractionName | PairLaw): PairPotentialForm {
  if (interaction === 'mlpShared') return { name: interaction, formula: 'A_e f(r)', slopeFormula: "A_e f'(r)" };
  if (interaction === 'mlpPerEdge') return { name: interaction, formula: 'f_e(r)', slopeFormula: "f_e'(r)" };
  const law = typeof interaction === 'object' ? interaction : interactionLaws[interaction];
  const names = texNames(law);
  const name = typeof interaction === 'object' ? law.formula : interaction;
  return { name, formula: texOf(law.value, names), slopeFormula: texOf(law.force, names) };
}

/** Those with names (arXiv 2505.03648, Kuramoto memory). */
export const pairPotentialForms: Readonly<Record<InteractionName, PairPotentialForm>> = lazyRecord(
  Object.fromEntries(interactionNames.map((name) => [name, () => pairPotentialForm(name)])) as Record<
    InteractionName,
    () => PairPotentialForm
  >,
);

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
    ...pairPotentialForm(interaction),
    value: (e, r) => potentials.energy(checked(e), r),
    slope: (e, r) => potentials.force(checked(e), r),
  };
}
