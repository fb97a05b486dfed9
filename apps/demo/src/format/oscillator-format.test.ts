import { expect, test } from 'vitest';
import { packParameters, unpackParameters } from './oscillator-format.ts';

test('parameters come back by name and shape, each number within half a level', () => {
  const parameters = {
    gamma: { shape: [1], data: Float32Array.of(0.7) },
    'layer.weight': { shape: [2, 3], data: Float32Array.of(-1, 0.5, 0.25, 0.01, 0, 0.99) },
    'layer.bias': { shape: [3], data: Float32Array.of(0, 0, 0) },
  };
  const { arrays, bytes } = packParameters(parameters);
  expect(bytes).toHaveLength(10);
  // As a part of a larger buffer, which need not begin at a multiple of anything.
  const shifted = new Uint8Array([9, ...bytes]).subarray(1);
  const found = unpackParameters(arrays, shifted);
  expect(Object.keys(found)).toEqual(Object.keys(parameters));
  for (const [name, { shape, data }] of Object.entries(parameters)) {
    expect(found[name]!.shape).toEqual(shape);
    data.forEach((value, n) => {
      expect(Math.abs(found[name]!.data[n]! - value)).toBeLessThanOrEqual(0.5 / 127 + 1e-7);
    });
  }
});
