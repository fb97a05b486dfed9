import type { BatchSource, Samples } from '@hkmem/training';

/** A source whose samples are changed on the way, a pure function of each batch. */
export function mappedSource(source: BatchSource, change: (samples: Samples) => Samples): BatchSource {
  return {
    count: source.count,
    classes: source.classes,
    trainingBatch: (step, batch) => change(source.trainingBatch(step, batch)),
    *batches(batch) {
      for (const samples of source.batches(batch)) yield change(samples);
    },
  };
}
