import { expect, test } from 'vitest';
import { fromHalves, packSymmetric, toHalves, unpackSymmetric } from './half.ts';

test('every finite half comes back bit by bit', () => {
  const bits = new Uint16Array(0x7c00);
  bits.forEach((_, n) => {
    bits[n] = n;
  });
  const bytes = new Uint8Array(bits.buffer);
  expect(toHalves(fromHalves(bytes))).toEqual(bytes);
});

test('numbers become the nearest half, ties to even', () => {
  // Values of IEEE 754 binary16: 2^-24 is the least, 65504 the largest, 1 + 2^-11 a tie between 1 and 1 + 2^-10.
  const given = [1 / 3, -0.1, 2 ** -24, 65504, 1 + 2 ** -11, 1 + 3 * 2 ** -11, 1e6, -2.5];
  const expected = [0.333251953125, -0.0999755859375, 2 ** -24, 65504, 1, 1 + 2 ** -9, Number.POSITIVE_INFINITY, -2.5];
  expect([...fromHalves(toHalves(given))]).toEqual(expected);
});

test('a matrix comes back as its symmetric part', () => {
  const packed = packSymmetric([1, 2, 3, 4, 5, 6, 7, 8, 9], 3);
  expect([...packed]).toEqual([1, 3, 5, 5, 7, 9]);
  expect([...unpackSymmetric(packed, 3)]).toEqual([1, 3, 5, 3, 5, 7, 5, 7, 9]);
});
