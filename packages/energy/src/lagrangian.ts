import {
  type Activation,
  type ActivationName,
  activationNames,
  activationOf,
  activations,
  type Float64Parameters,
  parametersOfSystem,
  resolveSystem,
  ShapeError,
  type SystemSpec,
  ValueError,
} from '@hkmem/backend';
import { type LagrangianLaw, lagrangianLaws, lazyRecord, texOf } from '@hkmem/laws';
import { texNames } from './tex-names.ts';

/** What a Lagrangian is, in TeX. */
export interface LagrangianForm {
  /** L(x). */
  readonly formula: string;
  /** g = dL/dx, entry i. */
  readonly activityFormula: string;
}

/** L and g of an activation, by name or as a law, in TeX. */
export function lagrangianForm(activation: ActivationName | LagrangianLaw): LagrangianForm {
  if (activation === 'softmax') {
    return { formula: '\\log \\sum_i e^{x_i}', activityFormula: '\\frac{e^{x_i}}{\\sum_j e^{x_j}}' };
  }
  const law = typeof activation === 'object' ? activation : lagrangianLaws[activation];
  const names = { ...texNames(law), x: 'x_i' };
  const { operation } = law.value;
  const one = texOf(law.value, names);
  const summand = operation === 'add' || operation === 'sub' ? `\\left(${one}\\right)` : one;
  return { formula: `\\sum_i ${summand}`, activityFormula: texOf(law.activity, names) };
}

/**
 * A Lagrangian L of threshold units x [N] and what follows from it: the activity g = dL/dx and its slope d2L/dx2
 * (arXiv 2505.03648, threshold units). All stay finite for every finite x.
 */
export interface Lagrangian extends LagrangianForm {
  /** The name of its activity, or the canonical formula of a law. */
  readonly name: string;
  /** L(x). */
  value(x: Float64Array): number;
  /** g(x) = dL/dx [N]. */
  activity(x: Float64Array): Float64Array;
  /**
   * (d2L/dx2) v [N]. The Hessian is symmetric and positive semidefinite, which is why energies fall along the flow;
   * relu's slope at 0 is taken as 0. @throws {ShapeError} unless v has the length of x.
   */
  hessianProduct(x: Float64Array, v: Float64Array): Float64Array;
}

function lagrangianFrom(activation: Activation, form: LagrangianForm, name: string): Lagrangian {
  const activity = (x: Float64Array): Float64Array => {
    const g = new Float64Array(x.length);
    activation.activity(x, g);
    return g;
  };
  return {
    ...form,
    name,
    value: (x) => activation.lagrangian(x),
    activity,
    hessianProduct(x, v) {
      if (v.length !== x.length) throw new ShapeError('v', v.length, x.length, 'Give one entry per threshold unit.');
      const out = new Float64Array(x.length);
      activation.hessianProduct(x, activity(x), v, out);
      return out;
    },
  };
}

/**
 * The Lagrangian of all N threshold units of a system.
 * @throws {ValueError} if it has none, or its law has parameters that are not given.
 */
export function lagrangianOf(spec: SystemSpec, parameters: Float64Parameters = {}): Lagrangian {
  if (spec.threshold === undefined) throw new ValueError('Lagrangian', 'a system without threshold units', 'one with');
  const { activation } = spec.threshold;
  if (typeof activation === 'string') return lagrangians[activation];
  const missing = parametersOfSystem(spec).find(({ role, path }) => role === 'lagrangian' && !parameters[path]);
  if (missing !== undefined) {
    const way = 'Use a law whose numbers are written in the formula here.';
    throw new ValueError(`Lagrangian '${activation.formula}'`, `no values of '${missing.path}'`, 'all parameters', way);
  }
  const made = activationOf(resolveSystem(spec).layers, parameters);
  return lagrangianFrom(made, lagrangianForm(activation), activation.formula);
}

/**
 * Every Lagrangian by the name of its activation. For the layered memory all layers share one Lagrangian over all N
 * units, so softmax normalises over all of them.
 */
export const lagrangians: Readonly<Record<ActivationName, Lagrangian>> = lazyRecord(
  Object.fromEntries(
    activationNames.map((name) => [name, () => lagrangianFrom(activations[name], lagrangianForm(name), name)]),
  ) as Record<ActivationName, () => Lagrangian>,
);
