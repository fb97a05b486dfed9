import { expect, test } from 'vitest';
import { encodeThreshold, encodeThresholdBatch } from './threshold-encoding.ts';

const set = { images: Uint8Array.of(0, 51, 102, 153, 204, 255), count: 3, height: 1, width: 2 };

test('pixels become intensities in [0, 1], the rest starts at 0', () => {
  const x = encodeThreshold(Uint8Array.of(0, 51, 255), 5);
  expect(x).toEqual(Float32Array.of(0, 51 / 255, 1, 0, 0));
});

test('a batch holds what its images give one by one', () => {
  const x = encodeThresholdBatch(set, Uint32Array.of(2, 0), 3);
  expect(x).toEqual(Float32Array.of(204 / 255, 1, 0, 0, 51 / 255, 0));
});

test('several lists stand side by side', () => {
  const x = encodeThresholdBatch(set, [Uint32Array.of(0, 1), Uint32Array.of(2, 2)], 5);
  const right = [204 / 255, 1, 0];
  expect(x).toEqual(Float32Array.of(0, 51 / 255, ...right, 102 / 255, 153 / 255, ...right));
});

test('bad input is refused', () => {
  expect(() => encodeThreshold(new Uint8Array(4), 3)).toThrow(/got 3, allowed is a whole number, 4 or more/);
  expect(() => encodeThresholdBatch(set, Uint32Array.of(0), 1)).toThrow(/got 1, allowed is a whole number, 2 or more/);
  expect(() => encodeThresholdBatch(set, Uint32Array.of(3), 4)).toThrow(/got 3, allowed is below the count of images/);
  expect(() => encodeThresholdBatch(set, [], 4)).toThrow(/number of index lists/);
  expect(() => encodeThresholdBatch(set, [Uint32Array.of(0), Uint32Array.of(0, 1)], 4)).toThrow(/side by side/);
});
