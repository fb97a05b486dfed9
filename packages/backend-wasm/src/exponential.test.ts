import { sigmoid } from '@hkmem/backend';
import { describe, expect, test } from 'vitest';
import { lagrangians } from '../generated/constants.js';
import { accurateFunctions, checkAccuracy } from '../test/elementary-accuracy.ts';
import { ownHeap } from '../test/own-heap.ts';
import { KernelInstance } from './launch/kernel-instance.ts';
import { compileVariant, variantNames } from './variant.ts';

/** A few roundings of float32 (6e-8 each) in the polynomial, the scaling and the division. */
const tolerance = 1e-6;

const arguments_ = Float32Array.from({ length: 4000 }, (_, k) => (k < 2000 ? -1 : 1) * 10 ** ((k % 2000) / 285 - 5.5));

describe.each(variantNames)('%s', (variant) => {
  test.each([
    ['TANH', Math.tanh],
    ['SIGMOID', sigmoid],
  ] as const)('%s is right to 1e-6 of itself from 1e-5.5 to 30', async (name, expected) => {
    const { heap, launcher } = await ownHeap(variant);
    const N = arguments_.length;
    const [x, g] = [heap.allocate(16 * N), heap.allocate(16 * N)];
    const values = heap.floats(x, 4 * N);
    arguments_.forEach((value, i) => {
      values[4 * i] = value;
    });
    const none = { rate: 0, bias: 0, law: 0, parameters: 0 };
    const block = { x, g, neurons: N, stride: 16 * N, kind: lagrangians[name], batch: 1, ...none };
    launcher.run({ kernel: 'activity', items: 1, grain: 1, block });
    const got = heap.floats(g, 4 * N);
    let worst = 0;
    arguments_.forEach((value, i) => {
      worst = Math.max(worst, Math.abs(got[4 * i]! / expected(value) - 1));
    });
    expect(worst).toBeLessThan(tolerance);
    expect(got.filter((_, k) => k % 4 !== 0).every((value) => value === 0)).toBe(true);
  });

  test.each(accurateFunctions)('%s is right to the last places, and not off on average', async (name) => {
    const memory = new WebAssembly.Memory({ initial: 2 });
    const kernels = await KernelInstance.create(await compileVariant(variant, false), memory);
    checkAccuracy(kernels, memory, 1024, name);
  });
});
