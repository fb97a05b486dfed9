import { type CouplingName, couplingNames, type ParameterValues, type SystemSpec, ValueError } from '@hkmem/backend';
import { texNames } from '@hkmem/energy';
import { arrayFunction, couplingLaws, derivative, lazyRecord, type Node, type PairLaw, texOf } from '@hkmem/laws';
import { type CoupledSystem, coupledSystem } from './coupled-system.ts';

/** What a coupling is, in TeX. */
export interface CouplingForm {
  /** The name of the coupling, or the canonical formula of a law. */
  readonly name: string;
  /** psi_e(r, g_i, g_j), edge e's share of E_HK. */
  readonly energyFormula: string;
  /** w_e of edge e = (i, j), if psi_e = -w_e r g_i g_j; otherwise the weight -d2 psi / dg_i dg_j between its units. */
  readonly formula: string;
  /** Paths of the parameters that it is made of. */
  readonly parameters: readonly string[];
}

/** The form of a coupling, by name or as a law; W = (V + V^T) / 2 of the dense Hopfield memory. */
export function couplingForm(kind: CouplingName | PairLaw): CouplingForm {
  const law = typeof kind === 'object' ? kind : couplingLaws[kind];
  const names = { ...texNames(law), ...(kind === 'network' ? { weights: 'w_e' } : {}) };
  return {
    name: typeof kind === 'object' ? law.formula : kind,
    energyFormula: texOf(law.value, names),
    formula: texOf(bareWeight(law) ?? law.effectiveWeight, names),
    parameters: law.parameters.map(({ name, per }) => (per === 'weight' ? 'hopfield.weights' : `coupling.${name}`)),
  };
}

/** Those with names (arXiv 2505.03648, coupled memory). */
export const couplingForms: Readonly<Record<CouplingName, CouplingForm>> = lazyRecord(
  Object.fromEntries(couplingNames.map((name) => [name, () => couplingForm(name)])) as Record<
    CouplingName,
    () => CouplingForm
  >,
);

/**
 * w_e [E_HK] of a coupling psi_e = -w_e r g_i g_j, in the order of the coupling's edges; parameters as `parameterShapes`
 * names them, all of them.
 * @throws {ValueError} if the system has no coupling or one of another form, or a parameter is missing.
 * @throws {ShapeError | NonFiniteError} naming the parameter.
 */
export function couplingWeights(spec: SystemSpec, parameters: ParameterValues): Float64Array {
  const system = coupledSystem(spec, parameters);
  const weights = bareWeights(system);
  if (weights !== undefined) return weights;
  const way = 'Use effectiveWeights for any other.';
  throw new ValueError(`coupling '${system.pair.law.formula}'`, 'another form', 'w_e of -w_e r g_i g_j', way);
}

/** w_e [E_HK], if the law is of the form -w_e r g_i g_j, perhaps with terms in one activity alone. */
export function bareWeights({ pair, graph, inputs }: CoupledSystem): Float64Array | undefined {
  const { law } = pair;
  const weight = bareWeight(law);
  if (weight === undefined) return undefined;
  const weights = new Float64Array(graph.sources.length);
  arrayFunction(law.arena, [weight]).run(inputs, [weights], weights.length);
  return weights;
}

/** w of -d2 psi / dg_i dg_j = w r, if w reads neither r nor activities. */
function bareWeight({ arena, effectiveWeight, facts }: PairLaw): Node | undefined {
  if (!facts.multilinear || !facts.linearInOverlap) return undefined;
  const r = arena.variable('r');
  const { operation, value } = arena.substitute(effectiveWeight, new Map([[r, arena.number(0)]]));
  return operation === 'number' && value === 0 ? derivative(arena, effectiveWeight, r) : undefined;
}
