import type { Activation } from './activation.ts';

function logSumExp(x: Float64Array): number {
  const largest = x.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return largest + Math.log(x.reduce((sum, entry) => sum + Math.exp(entry - largest), 0));
}

/** L = log sum e^x over all units. */
export const softmax: Activation = {
  lagrangian: logSumExp,
  activity(x, g) {
    const total = logSumExp(x);
    for (let i = 0; i < x.length; i++) g[i] = Math.exp(x[i]! - total);
  },
  hessianProduct(_x, g, v, out) {
    const mean = g.reduce((sum, entry, i) => sum + entry * v[i]!, 0);
    for (let i = 0; i < g.length; i++) out[i] = g[i]! * (v[i]! - mean);
  },
  parameterVjp() {},
};
