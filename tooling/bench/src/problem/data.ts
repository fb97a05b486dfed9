import { glyphs, type ImageSet, loadMnist } from '@hkmem/datasets';
import { type BatchSource, imageSource, type Samples } from '@hkmem/training';
import type { Sizes } from './sizes.ts';
import { key } from './systems.ts';

/** Images to train on, and what they are. */
export interface Data {
  readonly set: ImageSet;
  readonly description: string;
}

const classes = 10;

/**
 * MNIST's training images where they fit the threshold units, else drawn digits of 8 x 8 pixels.
 * @throws {Error} if not even those fit.
 */
export async function loadData({ neurons, batch }: Sizes): Promise<Data> {
  if (neurons >= 784 + classes) {
    const { train } = await loadMnist();
    return { set: train, description: `MNIST, ${train.count} training images` };
  }
  if (neurons < 64 + classes) throw new Error(`N: got ${neurons}, allowed is a number from ${64 + classes}`);
  const { train } = glyphs({ count: Math.max(batch, 100), random: key.fold('glyphs').stream() });
  return { set: train, description: `drawn digits, ${train.count} images of 8 x 8 pixels` };
}

/** Batches of images in x; oscillators start at the learned start. */
export function batchSource({ set }: Data, { neurons }: Sizes): BatchSource {
  return imageSource({ set, neurons, key: key.fold('batches') });
}

/** One batch. */
export function firstBatch(data: Data, sizes: Sizes, batch: number = sizes.batch): Samples {
  return batchSource(data, sizes).trainingBatch(0, batch);
}
