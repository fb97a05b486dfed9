import type { RandomKey } from '@hkmem/backend';

/**
 * Weights that make `patterns` (entries +1 and -1) memories, by the projection rule: W = gain P, P the projection on
 * the span of the patterns. It stores patterns that resemble each other, which the plain sum of outer products does not.
 * With gain above 1, g = tanh keeps each pattern as a steady state.
 */
export function projectionWeights(patterns: readonly (readonly number[])[], gain = 3): Float64Array {
  const neurons = patterns[0]!.length;
  const basis: number[][] = [];
  for (const pattern of patterns) {
    // Gram-Schmidt: what the patterns before it do not hold, of length 1.
    const rest = basis.reduce<readonly number[]>((left, unit) => {
      const share = dot(left, unit);
      return left.map((entry, i) => entry - share * unit[i]!);
    }, pattern);
    const length = Math.sqrt(dot(rest, rest));
    if (length > 1e-9) basis.push(rest.map((entry) => entry / length));
  }
  const weights = new Float64Array(neurons * neurons);
  for (let i = 0; i < neurons; i++) {
    for (let j = 0; j < neurons; j++) {
      weights[i * neurons + j] = gain * basis.reduce((sum, unit) => sum + unit[i]! * unit[j]!, 0);
    }
  }
  return weights;
}

/** `pattern` with `count` entries, drawn at random, turned over. */
export function flipped(pattern: readonly number[], count: number, key: RandomKey): number[] {
  const turned = new Set(key.permutation(pattern.length).slice(0, count));
  return pattern.map((entry, i) => (turned.has(i) ? -entry : entry));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, entry, i) => sum + entry * b[i]!, 0);
}
