import { checkOptions, ValueError } from '@hkmem/backend';
import { sequentialBatches } from '@hkmem/datasets';
import type { Batch, BatchSource } from './batch.ts';

/** What a source of indexed samples is made of. */
export interface IndexedSourceSettings {
  /** Number of samples in the split. */
  readonly count: number;
  /** Number of classes. */
  readonly classes: number;
  /** The batches of indices of one epoch, counted from 0; `floor(count / size)` of them with `size` indices each. */
  readonly epoch: (epoch: number, size: number) => Iterable<Uint32Array>;
  /** The batch of samples with these indices, states and labels. */
  readonly encode: (indices: Uint32Array) => Batch;
}

/** A source whose samples have indices: epochs of batches for training, the split in order for evaluation. */
export function indexedSource(settings: IndexedSourceSettings): BatchSource {
  checkOptions<IndexedSourceSettings>('indexedSource', settings, {
    count: 'required',
    classes: 'required',
    epoch: 'required',
    encode: 'required',
  });
  const { count, classes, epoch, encode } = settings;
  let kept: { readonly epoch: number; readonly size: number; readonly batches: readonly Uint32Array[] } | undefined;

  function trainingBatch(step: number, size: number): Batch {
    if (!(Number.isSafeInteger(step) && step >= 0)) throw new ValueError('step', step, 'a whole number from 0');
    if (!(Number.isInteger(size) && size >= 1 && size <= count)) {
      throw new ValueError('batch size', size, `a whole number from 1 to ${count}, the samples of the split`);
    }
    const perEpoch = Math.floor(count / size);
    const number = Math.floor(step / perEpoch);
    if (kept?.epoch !== number || kept.size !== size) {
      kept = { epoch: number, size, batches: [...epoch(number, size)] };
    }
    return encode(kept.batches[step % perEpoch]!);
  }

  function* batches(size: number): Generator<Batch, void, undefined> {
    for (const indices of sequentialBatches(count, size)) yield encode(indices);
  }

  return { count, classes, trainingBatch, batches };
}
