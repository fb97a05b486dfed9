import { RandomKey } from '@hkmem/backend';
import type { SampleDigit } from './digits.ts';

/** A pattern of ink (+1) and paper (-1), 784 pixels. */
export type Pattern = Float32Array;

/** Ink where a value is at least `middle`. */
export function patternOf(values: ArrayLike<number>, middle: number): Pattern {
  return Float32Array.from(values, (value) => (value >= middle ? 1 : -1));
}

/** A pattern as intensities, 0 and 1. */
export function inkOf(pattern: Pattern): Float32Array {
  return pattern.map((sign) => (sign > 0 ? 1 : 0));
}

/** The first test image of each digit, as patterns. */
export function firstDigits(samples: readonly SampleDigit[]): Pattern[] {
  return Array.from({ length: 10 }, (_, digit) => samples.find(({ label }) => label === digit)).flatMap((sample) =>
    sample === undefined ? [] : [patternOf(sample.image, 128)],
  );
}

/** The next test images that are not stored yet, at most ten. */
export function moreDigits(samples: readonly SampleDigit[], stored: readonly Pattern[]): Pattern[] {
  const known = new Set(stored.map((pattern) => pattern.join()));
  return samples
    .map(({ image }) => patternOf(image, 128))
    .filter((pattern) => !known.has(pattern.join()))
    .slice(0, 10);
}

/** Patterns of random pixels; other ones for another count of what is stored. */
export function randomPatterns(count: number, stored: number): Pattern[] {
  const bits = RandomKey.fromSeed(stored)
    .fold('random patterns')
    .uniform(784 * count);
  return Array.from({ length: count }, (_, k) => patternOf(bits.subarray(784 * k, 784 * (k + 1)), 0.5));
}
