import type { SampleDigit } from './digits.ts';

/** Digits that answer in each context, place by place. */
export const contextDigits = [
  [0, 1, 2, 3, 4],
  [9, 8, 7, 6, 5],
] as const;

/** A test image as 14 x 14 pixels of ink (+1) and paper (-1): each is ink if its four are, on average. */
export function smallPattern(image: ArrayLike<number>): Float32Array {
  return Float32Array.from({ length: 196 }, (_, n) => {
    const [row, column] = [2 * Math.floor(n / 14), 2 * (n % 14)];
    const four = [0, 1, 28, 29].map((step) => image[28 * row + column + step]!);
    return four.reduce((sum, value) => sum + value, 0) / 4 >= 100 ? 1 : -1;
  });
}

/** The first test image of each digit of both contexts. */
export function contextSets(samples: readonly SampleDigit[]): [Float32Array[], Float32Array[]] {
  const of = (digit: number): Float32Array =>
    smallPattern(samples.find(({ label }) => label === digit)?.image ?? new Uint8Array(784));
  return [contextDigits[0].map(of), contextDigits[1].map(of)];
}

/** The upper half of a pattern; of the rest nothing is known. */
export function upperHalf(pattern: Float32Array): Float32Array {
  return pattern.map((sign, n) => (n < 98 ? sign : 0));
}
