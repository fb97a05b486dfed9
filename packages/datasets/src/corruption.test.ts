import { ValueError } from '@hkmem/errors';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seeded } from '../test/seeded.ts';
import { type Corruption, corrupt, type ImageHalf } from './corruption.ts';

const size = { height: 3, width: 4 };
const ones = new Float32Array(12).fill(1);

describe('noise', () => {
  const image = new Float32Array(10_000).fill(0.5);
  const square = { height: 100, width: 100 };
  const noisy = (level: number): Float32Array => corrupt(image, { kind: 'noise', level }, seeded(4), square);

  test('of level 0 changes nothing, and the given image never changes', () => {
    expect(noisy(0)).toEqual(image);
    noisy(1);
    expect(image.every((pixel) => pixel === 0.5)).toBe(true);
  });

  test('replaces the share of pixels that its level says by uniform values', () => {
    const changed = noisy(0.3).filter((pixel) => pixel !== 0.5);
    // 10,000 pixels: 3,000 expected, standard deviation 46; five of them.
    expect(Math.abs(changed.length - 3000)).toBeLessThan(230);
    const mean = changed.reduce((sum, pixel) => sum + pixel, 0) / changed.length;
    // A uniform value has mean 1/2 and deviation 0.289; five deviations of the mean of some 3,000.
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.027);
    expect(noisy(1).every((pixel) => pixel >= 0 && pixel <= 1)).toBe(true);
  });

  test('of a higher level changes the same pixels to the same values, and more', () => {
    const [low, high] = [noisy(0.2), noisy(0.6)];
    low.forEach((pixel, index) => {
      if (pixel !== 0.5) expect(high[index]).toBe(pixel);
    });
  });
});

test.each<[ImageHalf, number[]]>([
  ['top', [0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1]],
  ['bottom', [1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0]],
  ['left', [0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1]],
  ['right', [1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0]],
])('erasing the %s half leaves the rest, a middle row with it', (half, expected) => {
  expect([...corrupt(ones, { kind: 'erase', half }, seeded(1), size)]).toEqual(expected);
});

describe('occlusion', () => {
  test('fills a square where it is told to, with the value it is told', () => {
    const at = corrupt(ones, { kind: 'occlude', size: 2, row: 1, column: 2 }, seeded(1), size);
    expect([...at]).toEqual([1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0]);
    const grey = corrupt(ones, { kind: 'occlude', size: 3, row: 0, column: 0, value: 0.5 }, seeded(1), size);
    expect(grey.filter((pixel) => pixel === 0.5)).toHaveLength(9);
  });

  test('drawn at random lies whole within the image, and in every place at times', () => {
    const places = new Set<number>();
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const occluded = corrupt(ones, { kind: 'occlude', size: 2 }, seeded(seed), size);
        expect(occluded.filter((pixel) => pixel === 0)).toHaveLength(4);
        places.add(occluded.indexOf(0));
      }),
      { numRuns: 300, seed: 1 },
    );
    expect(places).toEqual(new Set([0, 1, 2, 4, 5, 6]));
  });
});

test('bad input is one ValueError', () => {
  const cases: [Float32Array, unknown, RegExp][] = [
    [ones.subarray(1), { kind: 'erase', half: 'top' }, /got 11, allowed is 12/],
    [Float32Array.from(ones).fill(NaN, 3, 4), { kind: 'erase', half: 'top' }, /pixel 3 .*got NaN/],
    [Float32Array.from(ones).fill(2, 5, 6), { kind: 'noise', level: 0.1 }, /pixel 5 .*got 2/],
    [ones, { kind: 'noise', level: 1.5 }, /level of noise: got 1.5/],
    [ones, { kind: 'noise', level: NaN }, /level of noise: got NaN/],
    [ones, { kind: 'erase', half: 'middle' }, /corruption.half: 'middle' is not known/],
    [ones, { kind: 'occlude', size: 4 }, /size of an occlusion: got 4, .*1 to 3/],
    [ones, { kind: 'occlude', size: 2, row: 2 }, /row of an occlusion: got 2, .*0 to 1/],
    [ones, { kind: 'occlude', size: 2, row: 0, column: -1 }, /column of an occlusion: got -1/],
    [ones, { kind: 'occlude', size: 2, value: 2 }, /value of an occlusion: got 2/],
    [ones, { kind: 'blur' }, /corruption.kind: 'blur' is not known, allowed are 'noise', 'erase', 'occlude'/],
  ];
  for (const [image, corruption, message] of cases) {
    const act = (): unknown => corrupt(image, corruption as Corruption, seeded(1), size);
    expect(act).toThrow(ValueError);
    expect(act).toThrow(message);
  }
  expect(() => corrupt(ones, { kind: 'noise', level: 0 }, seeded(1), { height: 0, width: 4 })).toThrow(/height/);
});
