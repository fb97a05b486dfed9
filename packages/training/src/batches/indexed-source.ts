import { ValueError } from '@hkmem/backend';
import { sequentialBatches } from '@hkmem/datasets';
import { checkWhole } from '../check-whole.ts';
import type { BatchSource, Samples } from './batch.ts';

/** What a source of indexed samples is made of. */
export interface IndexedSourceSettings {
  /** Number of samples in the split. */
  readonly count: number;
  /** Number of classes. */
  readonly classes: number;
  /** The batches of indices of one epoch, counted from 0; `floor(count / batch)` of them with `batch` indices each. */
  readonly epoch: (epoch: number, batch: number) => Iterable<Uint32Array>;
  /** The batch of samples with these indices, states and labels. */
  readonly encode: (indices: Uint32Array) => Samples;
}

/**
 * A source whose samples have indices: epochs of batches for training, the split in order for evaluation.
 * @throws {ValueError} on numbers of samples or classes that are none.
 */
export function indexedSource(settings: IndexedSourceSettings): BatchSource {
  const { count, classes, epoch, encode } = settings;
  checkWhole('count', count, 0);
  checkWhole('classes', classes, 1);
  let kept: { readonly epoch: number; readonly batch: number; readonly batches: readonly Uint32Array[] } | undefined;

  function trainingBatch(step: number, batch: number): Samples {
    if (!(Number.isSafeInteger(step) && step >= 0)) throw new ValueError('step', step, 'a whole number from 0');
    if (!(Number.isInteger(batch) && batch >= 1 && batch <= count)) {
      throw new ValueError('batch size', batch, `a whole number from 1 to ${count}, the samples of the split`);
    }
    const perEpoch = Math.floor(count / batch);
    const number = Math.floor(step / perEpoch);
    if (kept?.epoch !== number || kept.batch !== batch) {
      kept = { epoch: number, batch, batches: [...epoch(number, batch)] };
    }
    return encode(kept.batches[step % perEpoch]!);
  }

  function* batches(batch: number): Generator<Samples, void, undefined> {
    for (const indices of sequentialBatches(count, batch)) yield encode(indices);
  }

  return { count, classes, trainingBatch, batches };
}
