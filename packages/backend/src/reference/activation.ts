import type { ActivationName } from '../contract/system-spec.ts';
import { logCosh, sigmoid, softplus } from './scalar.ts';

/** A Lagrangian L of one sample's threshold units x [N], and what follows from it (arXiv 2505.03648, threshold units). */
export interface Activation {
  /** L(x). */
  lagrangian(x: Float64Array): number;
  /** g = dL/dx into `g` [N]. */
  activity(x: Float64Array, g: Float64Array): void;
  /** out = (d2L/dx2) v [N]; the Hessian is symmetric, so this is both the forward and the reverse product. */
  hessianProduct(x: Float64Array, g: Float64Array, v: Float64Array, out: Float64Array): void;
}

function pointwise(
  value: (x: number) => number,
  activity: (x: number) => number,
  slope: (x: number, g: number) => number,
): Activation {
  return {
    lagrangian: (x) => x.reduce((sum, entry) => sum + value(entry), 0),
    activity(x, g) {
      for (let i = 0; i < x.length; i++) g[i] = activity(x[i]!);
    },
    hessianProduct(x, g, v, out) {
      for (let i = 0; i < x.length; i++) out[i] = slope(x[i]!, g[i]!) * v[i]!;
    },
  };
}

function logSumExp(x: Float64Array): number {
  const largest = x.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return largest + Math.log(x.reduce((sum, entry) => sum + Math.exp(entry - largest), 0));
}

const softmax: Activation = {
  lagrangian: logSumExp,
  activity(x, g) {
    const total = logSumExp(x);
    for (let i = 0; i < x.length; i++) g[i] = Math.exp(x[i]! - total);
  },
  hessianProduct(_x, g, v, out) {
    const mean = g.reduce((sum, entry, i) => sum + entry * v[i]!, 0);
    for (let i = 0; i < g.length; i++) out[i] = g[i]! * (v[i]! - mean);
  },
};

/**
 * relu: L = sum relu(x)^2 / 2. tanh: sum log cosh x. sigmoid: sum log(1 + e^x). identity: sum x^2 / 2.
 * softmax: log sum e^x over all N units. relu's slope at 0 is taken as 0.
 */
export const activations: Readonly<Record<ActivationName, Activation>> = {
  relu: pointwise(
    (x) => 0.5 * Math.max(x, 0) ** 2,
    (x) => Math.max(x, 0),
    (x) => (x > 0 ? 1 : 0),
  ),
  tanh: pointwise(logCosh, Math.tanh, (_x, g) => 1 - g * g),
  sigmoid: pointwise(softplus, sigmoid, (_x, g) => g * (1 - g)),
  identity: pointwise(
    (x) => 0.5 * x * x,
    (x) => x,
    () => 1,
  ),
  softmax,
};
