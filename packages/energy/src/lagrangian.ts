import { type ActivationName, activationNames, activations, ShapeError } from '@hkmem/backend';
import { type LagrangianLaw, lagrangianLaws, texOf } from '@hkmem/laws';
import { lazyRecord } from './lazy-record.ts';
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
  /** The activity that follows from it. */
  readonly name: ActivationName;
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

function lagrangian(name: ActivationName): Lagrangian {
  const activation = activations[name];
  const activity = (x: Float64Array): Float64Array => {
    const g = new Float64Array(x.length);
    activation.activity(x, g);
    return g;
  };
  return {
    name,
    ...lagrangianForm(name),
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
 * Every Lagrangian by the name of its activation. For the layered memory all layers share one Lagrangian over all N
 * units, so softmax normalises over all of them.
 */
export const lagrangians: Readonly<Record<ActivationName, Lagrangian>> = lazyRecord(activationNames, lagrangian);
