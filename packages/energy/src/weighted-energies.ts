import type { EnergyTerms, Engine, StateVector, SystemSpec } from '@hkmem/backend';

/**
 * The energy of every sample, [B] each, term by term as it enters E = kappaH E_H + kappaK E_K + E_HK
 * (arXiv 2505.03648); without a coupling both kappas are 1. A term is there if the system has it.
 */
export interface WeightedEnergies {
  /** kappaH E_H. */
  readonly hopfield?: Float64Array;
  /** kappaK E_K. */
  readonly kuramoto?: Float64Array;
  /** E_HK. */
  readonly coupling?: Float64Array;
  /** E, the sum of the terms. */
  readonly total: Float64Array;
}

/** Names of the terms, in the order they are summed. */
export const energyTermNames = ['hopfield', 'kuramoto', 'coupling'] as const;
/** A name of a term of E. */
export type EnergyTermName = (typeof energyTermNames)[number];

/** Puts the weights on the terms that `Engine.energies` gives, and sums; at least one term must be there. */
export function weightEnergies(spec: SystemSpec, terms: EnergyTerms): WeightedEnergies {
  const weights = { hopfield: spec.coupling?.kappaH ?? 1, kuramoto: spec.coupling?.kappaK ?? 1, coupling: 1 };
  const weighted: Partial<Record<EnergyTermName, Float64Array>> = {};
  let total: Float64Array | undefined;
  for (const name of energyTermNames) {
    const term = terms[name]?.map((energy) => weights[name] * energy);
    if (term === undefined) continue;
    weighted[name] = term;
    total = total === undefined ? term.slice() : total.map((sum, b) => sum + term[b]!);
  }
  return { ...weighted, total: total! };
}

/** The energies of a state that an engine holds, from any backend, at that backend's precision. */
export async function energyTerms(engine: Engine, state: StateVector): Promise<WeightedEnergies> {
  return weightEnergies(engine.spec, await engine.energies(state));
}
