import { normaliseRows, RandomKey } from '@hkmem/backend';
import type { ImageDataset, Split } from '@hkmem/datasets';
import { additionSource, type BatchSource, imageSource, type Samples } from '@hkmem/training';
import type { ModelConfig } from '../config/model-settings.ts';
import type { TaskSource } from './source.ts';
import { statisticsOf } from './sphere-statistics.ts';

/**
 * The batches of a memory that is trained as a whole. Threshold units see an image as pixels, oscillators see it on the
 * sphere; a coupled memory sees the same image in both, or the two images of a sum.
 */
export function modelSource(config: ModelConfig, dataset: ImageDataset, neurons: number, split: Split): TaskSource {
  const set = dataset[split];
  const key = RandomKey.fromSeed(config.seed).fold('data').fold(split);
  const statistics = statisticsOf(dataset);
  const dimension = config.oscillators?.dimension ?? 0;
  let source: BatchSource;
  if (config.task === 'addition') {
    source = additionSource({ set, model: config.model, neurons, dimension, statistics, key });
  } else if (config.model === 'hopfield') {
    source = imageSource({ set, neurons, key });
  } else if (config.model === 'kuramoto') {
    source = imageSource({ set, neurons, key, dimension, sphere: statistics });
  } else {
    const contexts = { indices: Uint32Array.from({ length: set.count }, (_, n) => n), statistics, set };
    source = imageSource({ set, neurons, key, dimension, contexts });
  }
  const labels = new Uint8Array(set.count);
  let at = 0;
  if (config.task === 'addition') {
    for (const samples of source.batches(1000)) {
      labels.set(samples.labels, at);
      at += samples.batch;
    }
  } else labels.set(set.labels);
  return { source: config.rotations === true ? rotated(source, dimension, key.fold('rotations')) : source, labels };
}

/** Turns all oscillators of a training batch by one random rotation or reflection, drawn for the update. */
function rotated(source: BatchSource, dimension: number, key: RandomKey): BatchSource {
  return {
    count: source.count,
    classes: source.classes,
    batches: (batch) => source.batches(batch),
    trainingBatch: (step, batch) => {
      const samples = source.trainingBatch(step, batch);
      return samples.s === undefined
        ? samples
        : { ...samples, s: turned(samples.s, orthogonal(key.fold(step), dimension)) };
    },
  };
}

/** A random orthogonal matrix [D, D]: rows of normal numbers, made orthonormal one after another (Gram and Schmidt). */
export function orthogonal(key: RandomKey, D: number): Float64Array {
  const rows = key.normal(D * D);
  for (let i = 0; i < D; i++) {
    const row = rows.subarray(i * D, (i + 1) * D);
    for (let j = 0; j < i; j++) {
      const other = rows.subarray(j * D, (j + 1) * D);
      const overlap = row.reduce((sum, value, d) => sum + value * other[d]!, 0);
      row.forEach((value, d) => {
        row[d] = value - overlap * other[d]!;
      });
    }
    normaliseRows(row, row, 1, D);
  }
  return rows;
}

function turned(s: NonNullable<Samples['s']>, rotation: Float64Array): Float32Array {
  const D = Math.sqrt(rotation.length);
  const out = new Float32Array(s.length);
  for (let at = 0; at < s.length; at += D) {
    for (let i = 0; i < D; i++) {
      let sum = 0;
      for (let d = 0; d < D; d++) sum += rotation[i * D + d]! * s[at + d]!;
      out[at + i] = sum;
    }
  }
  return out;
}
