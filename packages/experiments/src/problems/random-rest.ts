import { normaliseRows, RandomKey } from '@hkmem/backend';
import type { BatchSource } from '@hkmem/training';
import { mappedSource } from './mapped-source.ts';

/** N, D and the neurons of pixels, which come first. */
export interface RestSize {
  readonly neurons: number;
  readonly dimension: number;
  readonly pixels: number;
}

/** Directions of the neurons after the pixels, [N - pixels, D], uniform on the sphere and fixed by the seed. */
export function randomRest({ neurons, dimension, pixels }: RestSize, seed: number): Float32Array {
  const rows = neurons - pixels;
  const drawn = RandomKey.fromSeed(seed)
    .fold('rest')
    .normal(rows * dimension);
  const unit = new Float64Array(drawn.length);
  normaliseRows(drawn, unit, rows, dimension);
  return Float32Array.from(unit);
}

/** Puts directions [N - pixels, D] in place of those of the neurons after the pixels, in every sample of s [B, N, D]. */
export function placeRest(s: Float32Array, { neurons, dimension, pixels }: RestSize, rest: Float32Array): void {
  for (let at = pixels * dimension; at < s.length; at += neurons * dimension) s.set(rest, at);
}

/**
 * A source whose hidden and class neurons start in random directions instead of at the reference e_1. Paired images lie
 * in span(e_1, e_2) and so do all forces on neurons that start there: only directions outside give a D above 2 a meaning.
 */
export function withRandomRest(source: BatchSource, size: RestSize, seed: number): BatchSource {
  const rest = randomRest(size, seed);
  return mappedSource(source, (samples) => {
    if (samples.s !== undefined) placeRest(samples.s, size, rest);
    return samples;
  });
}
