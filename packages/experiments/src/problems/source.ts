import type { BatchSource } from '@hkmem/training';

/** One split of a task: batches, and the labels in the split's order. */
export interface TaskSource {
  /** The batches. */
  readonly source: BatchSource;
  /** Of each image, in the split's order. */
  readonly labels: Uint8Array;
  /** Index of the paired image for each image, of the associative tasks. */
  readonly contexts?: Uint32Array;
}
