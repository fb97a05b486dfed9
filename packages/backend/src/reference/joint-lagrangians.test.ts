import { expect, test } from 'vitest';
import { RandomKey } from '../random/random-key.ts';
import { type JointForm, jointForms } from './joint-lagrangians.ts';

const n = 5;
const epsilon = 1e-5;
const y = RandomKey.fromSeed(3).normal(n);

/** As their definitions stand. */
const closedForms = {
  softmax: (v: Float64Array) => Math.log(v.reduce((sum, entry) => sum + Math.exp(entry), 0)),
  sphericalNorm: (v: Float64Array) => Math.sqrt(v.reduce((sum, entry) => sum + entry * entry, epsilon)),
  layerNorm: (v: Float64Array) => {
    const mean = v.reduce((sum, entry) => sum + entry / n, 0);
    return n * Math.sqrt(v.reduce((sum, entry) => sum + (entry - mean) ** 2 / n, epsilon));
  },
  logSumRelu: (v: Float64Array) => Math.log(v.reduce((sum, entry) => sum + (entry > -1 ? 1 + entry : 0), epsilon)),
};

const activityOf = (form: JointForm, at: Float64Array): Float64Array => {
  const g = new Float64Array(n);
  form.activity(at, g);
  return g;
};

test.each(Object.entries(jointForms))(
  '%s: closed form, its gradient, and the Hessian as the slope of that',
  (name, form) => {
    const value = closedForms[name as keyof typeof closedForms];
    expect(form.value(y)).toBeCloseTo(value(y), 13);
    const step = 1e-5;
    const moved = (i: number, by: number): Float64Array => y.with(i, y[i]! + by);
    const g = activityOf(form, y);
    const v = RandomKey.fromSeed(4).normal(n);
    const product = new Float64Array(n);
    form.hessianProduct(y, g, v, product);
    for (let i = 0; i < n; i++) {
      expect(g[i]).toBeCloseTo((value(moved(i, step)) - value(moved(i, -step))) / (2 * step), 7);
      // The Hessian is symmetric: row i times v is the slope of g . v along entry i.
      const along = (at: Float64Array): number =>
        activityOf(form, at).reduce((sum, entry, k) => sum + entry * v[k]!, 0);
      expect(product[i]).toBeCloseTo((along(moved(i, step)) - along(moved(i, -step))) / (2 * step), 6);
    }
  },
);

test.each(Object.entries(jointForms))('%s is finite where all units rest, and far away', (_, form) => {
  for (const size of [0, 200, -200]) {
    const at = new Float64Array(n).fill(size);
    const [g, out] = [activityOf(form, at), new Float64Array(n)];
    form.hessianProduct(at, g, new Float64Array(n).fill(1), out);
    for (const value of [form.value(at), ...g, ...out]) expect(value).toSatisfy(Number.isFinite);
  }
});
