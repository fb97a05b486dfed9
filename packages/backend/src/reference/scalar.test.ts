import { expect, test } from 'vitest';
import { gelu, logCosh, sigmoid, softplus } from './scalar.ts';

test('closed forms, and finite values far out', () => {
  for (const x of [-3, -0.5, 0, 0.2, 4]) {
    expect(softplus(x)).toBeCloseTo(Math.log(1 + Math.exp(x)), 14);
    expect(logCosh(x)).toBeCloseTo(Math.log(Math.cosh(x)), 14);
    expect(sigmoid(x)).toBeCloseTo(1 / (1 + Math.exp(-x)), 15);
  }
  expect([softplus(200), softplus(-200), logCosh(-200)]).toEqual([200, Math.exp(-200), 200 - Math.LN2]);
  expect([sigmoid(1000), sigmoid(-1000)]).toEqual([1, 0]);
});

test('derivatives of gelu against central differences', () => {
  for (const z of [-2.3, -0.4, 0, 0.7, 3.1]) {
    const step = 1e-5;
    const [, first, second] = gelu(z);
    expect(first).toBeCloseTo((gelu(z + step)[0] - gelu(z - step)[0]) / (2 * step), 9);
    expect(second).toBeCloseTo((gelu(z + step)[1] - gelu(z - step)[1]) / (2 * step), 9);
  }
});
