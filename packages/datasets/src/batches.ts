import { ValueError } from '@hkmem/errors';
import { requireWhole } from './arguments.ts';
import { type RandomSource, randomOrder } from './random-source.ts';

/** What becomes of the last batch if `batch` does not divide `count`. */
export type PartialBatch = 'keep' | 'drop';

/**
 * One epoch: every index below `count` once, in random order, in batches. Draws `count` uniforms when called, so the
 * epoch is fixed from then on.
 *
 * @param options `partial`: keep the shorter last batch (if left out) or drop it.
 * @returns batches of indices, each [batch], the last one shorter if kept.
 * @throws ValueError if a size is below 1, or dropping leaves no batch.
 */
export function shuffledBatches(
  count: number,
  batch: number,
  random: RandomSource,
  options: { partial?: PartialBatch | undefined } = {},
): Generator<Uint32Array, void, undefined> {
  const { partial = 'keep' } = options;
  requireSizes(count, batch);
  if (partial === 'drop' && batch > count) {
    throw new ValueError('batch size', batch, `at most ${count}, the count`, 'Or keep the partial batch.');
  }
  const end = partial === 'drop' ? count - (count % batch) : count;
  return slices(randomOrder(count, random).subarray(0, end), batch);
}

/**
 * Every index below `count` once, in ascending order, in batches; the last one may be shorter. For evaluation.
 *
 * @throws ValueError if a size is below 1.
 */
export function sequentialBatches(count: number, batch: number): Generator<Uint32Array, void, undefined> {
  requireSizes(count, batch);
  return slices(
    Uint32Array.from({ length: count }, (_, index) => index),
    batch,
  );
}

function requireSizes(count: number, batch: number): void {
  requireWhole('count of images', count, 1);
  requireWhole('batch size', batch, 1);
}

function* slices(order: Uint32Array, batch: number): Generator<Uint32Array, void, undefined> {
  for (let start = 0; start < order.length; start += batch) yield order.slice(start, start + batch);
}
