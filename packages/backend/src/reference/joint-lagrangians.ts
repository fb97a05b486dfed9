import { type JointLagrangianName, jointEpsilon } from '../contract/system-spec.ts';

/** A Lagrangian of all units of a layer at inverse temperature 1 (Krotov and Hopfield, arXiv 2008.06996, for the first). */
export interface JointForm {
  /** L(y). */
  value(y: Float64Array): number;
  /** dL/dy into `g`. */
  activity(y: Float64Array, g: Float64Array): void;
  /** out = (d2L/dy2) v, g being the activity at y. */
  hessianProduct(y: Float64Array, g: Float64Array, v: Float64Array, out: Float64Array): void;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, entry, i) => sum + entry * b[i]!, 0);
}

function mean(v: Float64Array): number {
  return v.reduce((sum, entry) => sum + entry, 0) / v.length;
}

function logSumExp(y: Float64Array): number {
  const largest = y.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return largest + Math.log(y.reduce((sum, entry) => sum + Math.exp(entry - largest), 0));
}

/** log sum e^y: g is softmax(y). */
const softmax: JointForm = {
  value: logSumExp,
  activity(y, g) {
    const total = logSumExp(y);
    for (let i = 0; i < y.length; i++) g[i] = Math.exp(y[i]! - total);
  },
  hessianProduct(_y, g, v, out) {
    const along = dot(g, v);
    for (let i = 0; i < g.length; i++) out[i] = g[i]! * (v[i]! - along);
  },
};

function norm(y: Float64Array): number {
  return Math.sqrt(dot(y, y) + jointEpsilon);
}

/** |y|: g is y on the sphere. */
const sphericalNorm: JointForm = {
  value: norm,
  activity(y, g) {
    const length = norm(y);
    for (let i = 0; i < y.length; i++) g[i] = y[i]! / length;
  },
  hessianProduct(y, g, v, out) {
    const [length, along] = [norm(y), dot(g, v)];
    for (let i = 0; i < g.length; i++) out[i] = (v[i]! - g[i]! * along) / length;
  },
};

function deviation(y: Float64Array): number {
  const centre = mean(y);
  return Math.sqrt(y.reduce((sum, entry) => sum + (entry - centre) ** 2, 0) / y.length + jointEpsilon);
}

/** n times the standard deviation of y: g is y without its mean and of variance 1. */
const layerNorm: JointForm = {
  value: (y) => y.length * deviation(y),
  activity(y, g) {
    const [centre, scale] = [mean(y), deviation(y)];
    for (let i = 0; i < y.length; i++) g[i] = (y[i]! - centre) / scale;
  },
  hessianProduct(y, g, v, out) {
    const [scale, centre, along] = [deviation(y), mean(v), dot(g, v) / y.length];
    for (let i = 0; i < g.length; i++) out[i] = (v[i]! - centre - g[i]! * along) / scale;
  },
};

function sumRelu(y: Float64Array): number {
  return y.reduce((sum, entry) => sum + Math.max(0, 1 + entry), jointEpsilon);
}

/** log sum relu(1 + y) (Hoover et al., arXiv 2506.10801): g is shared by the units above -1; not convex. */
const logSumRelu: JointForm = {
  value: (y) => Math.log(sumRelu(y)),
  activity(y, g) {
    const total = sumRelu(y);
    for (let i = 0; i < y.length; i++) g[i] = y[i]! > -1 ? 1 / total : 0;
  },
  hessianProduct(_y, g, v, out) {
    const along = dot(g, v);
    for (let i = 0; i < g.length; i++) out[i] = -g[i]! * along;
  },
};

/** All of them by name. */
export const jointForms: Readonly<Record<JointLagrangianName, JointForm>> = {
  softmax,
  sphericalNorm,
  layerNorm,
  logSumRelu,
};
