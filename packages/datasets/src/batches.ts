import { requireWhole } from './arguments.ts';
import { checkOptions } from './check-options.ts';
import { DatasetValueError } from './errors.ts';
import { type RandomSource, randomOrder } from './random-source.ts';

/** What becomes of the last batch if `batchSize` does not divide `count`. */
export type PartialBatch = 'keep' | 'drop';

/**
 * One epoch: every index below `count` once, in random order, in batches. Draws `count` uniforms when called, so the
 * epoch is fixed from then on.
 *
 * @param options `partial`: keep the shorter last batch (if left out) or drop it.
 * @returns batches of indices, each [batchSize], the last one shorter if kept.
 * @throws DatasetValueError if a size is below 1, or dropping leaves no batch.
 */
export function shuffledBatches(
  count: number,
  batchSize: number,
  random: RandomSource,
  options: { partial?: PartialBatch | undefined } = {},
): Generator<Uint32Array, void, undefined> {
  checkOptions<{ partial?: PartialBatch | undefined }>('shuffledBatches', options, { partial: 'optional' });
  const { partial = 'keep' } = options;
  requireSizes(count, batchSize);
  if (partial === 'drop' && batchSize > count) {
    throw new DatasetValueError('batch size', batchSize, `at most ${count}, the count`, 'Or keep the partial batch.');
  }
  const end = partial === 'drop' ? count - (count % batchSize) : count;
  return slices(randomOrder(count, random).subarray(0, end), batchSize);
}

/**
 * Every index below `count` once, in ascending order, in batches; the last one may be shorter. For evaluation.
 *
 * @throws DatasetValueError if a size is below 1.
 */
export function sequentialBatches(count: number, batchSize: number): Generator<Uint32Array, void, undefined> {
  requireSizes(count, batchSize);
  return slices(
    Uint32Array.from({ length: count }, (_, index) => index),
    batchSize,
  );
}

function requireSizes(count: number, batchSize: number): void {
  requireWhole('count of images', count, 1);
  requireWhole('batch size', batchSize, 1);
}

function* slices(order: Uint32Array, batchSize: number): Generator<Uint32Array, void, undefined> {
  for (let start = 0; start < order.length; start += batchSize) yield order.slice(start, start + batchSize);
}
