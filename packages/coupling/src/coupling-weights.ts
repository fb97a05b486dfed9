import {
  type CouplingName,
  type ParameterValues,
  type ReferenceSystem,
  referenceSystem,
  type SystemSpec,
  ValueError,
} from '@hkmem/backend';
import { float64Parameters } from '@hkmem/energy';

/** How a coupling makes the weights w_e of E_HK = -sum_e w_e (s_i . s_j) g_i g_j. */
export interface CouplingForm {
  /** The kind of coupling. */
  readonly name: CouplingName;
  /** w_e of edge e = (i, j), in TeX. */
  readonly formula: string;
  /** Paths of the parameters that w_e is made of. */
  readonly parameters: readonly string[];
}

/** Every coupling by name (arXiv 2505.03648, coupled memory); W = (V + V^T) / 2 of the dense Hopfield memory. */
export const couplingForms: Readonly<Record<CouplingName, CouplingForm>> = Object.freeze({
  network: { name: 'network', formula: 'w_e', parameters: ['coupling.weights'] },
  additive: { name: 'additive', formula: '\\alpha', parameters: ['coupling.alpha'] },
  multiplicative: {
    name: 'multiplicative',
    formula: '\\alpha W_{ij}',
    parameters: ['coupling.alpha', 'hopfield.weights'],
  },
});

/**
 * w_e [E_HK] in the order of the coupling's edges; parameters as `parameterShapes` names them, all of them.
 * @throws {ValueError} if the system has no coupling or a parameter is missing.
 * @throws {ShapeError | NonFiniteError} naming the parameter.
 */
export function couplingWeights(spec: SystemSpec, parameters: ParameterValues): Float64Array {
  return coupledSystem(spec, parameters).coupling.weights.slice();
}

/** A reference system that has a coupling. */
export type CoupledSystem = ReferenceSystem & {
  readonly [unit in 'threshold' | 'oscillators' | 'coupling']: NonNullable<ReferenceSystem[unit]>;
};

/** Reads a coupled system; throws as `couplingWeights`. */
export function coupledSystem(spec: SystemSpec, parameters: ParameterValues): CoupledSystem {
  const system = referenceSystem(spec, float64Parameters(spec, parameters));
  if (system.coupling === undefined) throw new ValueError('system', 'one without coupling', 'a coupled system');
  return system as CoupledSystem;
}
