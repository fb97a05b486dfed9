import { type ActivationName, activationNames, activations, ShapeError } from '@hkmem/backend';

/**
 * A Lagrangian L of threshold units x [N] and what follows from it: the activity g = dL/dx and its slope d2L/dx2
 * (arXiv 2505.03648, threshold units). All stay finite for every finite x.
 */
export interface Lagrangian {
  /** The activity that follows from it. */
  readonly name: ActivationName;
  /** L(x) in TeX. */
  readonly formula: string;
  /** g = dL/dx in TeX, entry i. */
  readonly activityFormula: string;
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

const formulas: Readonly<Record<ActivationName, readonly [lagrangian: string, activity: string]>> = {
  relu: ['\\tfrac{1}{2} \\sum_i \\max(x_i, 0)^2', '\\max(x_i, 0)'],
  tanh: ['\\sum_i \\log \\cosh x_i', '\\tanh x_i'],
  sigmoid: ['\\sum_i \\log (1 + e^{x_i})', '\\frac{1}{1 + e^{-x_i}}'],
  identity: ['\\tfrac{1}{2} \\sum_i x_i^2', 'x_i'],
  softmax: ['\\log \\sum_i e^{x_i}', '\\frac{e^{x_i}}{\\sum_j e^{x_j}}'],
};

function lagrangian(name: ActivationName): Lagrangian {
  const activation = activations[name];
  const activity = (x: Float64Array): Float64Array => {
    const g = new Float64Array(x.length);
    activation.activity(x, g);
    return g;
  };
  const [formula, activityFormula] = formulas[name];
  return {
    name,
    formula,
    activityFormula,
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
export const lagrangians: Readonly<Record<ActivationName, Lagrangian>> = Object.freeze(
  Object.fromEntries(activationNames.map((name) => [name, lagrangian(name)])) as Record<ActivationName, Lagrangian>,
);
