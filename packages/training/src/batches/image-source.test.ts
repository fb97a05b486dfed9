import { RandomKey, ShapeError, ValueError } from '@hkmem/backend';
import {
  editTask,
  encodeSphereBatch,
  encodeThresholdBatch,
  pairContexts,
  selectLabels,
  sphereStatistics,
} from '@hkmem/datasets';
import { describe, expect, test } from 'vitest';
import { images, key, neurons } from '../../test/glyph-memory.ts';
import type { Samples } from './batch.ts';
import { imageSource } from './image-source.ts';

const set = images.test;
const statistics = sphereStatistics([images.train, images.test]);
const everything = Uint32Array.from({ length: set.count }, (_, index) => index);

/** Places in the set of a batch's images, found by their pixels, which all differ. */
function placesOf(samples: Samples): number[] {
  const all = encodeThresholdBatch(set, everything, neurons);
  const row = (values: Float32Array, n: number): string => values.subarray(n * neurons, (n + 1) * neurons).join();
  const places = new Map(Array.from(everything, (index) => [row(all, index), index]));
  expect(places.size).toBe(set.count);
  return Array.from({ length: samples.batch }, (_, n) => places.get(row(samples.x!, n))!);
}

describe('training batches', () => {
  test('show every image once an epoch, apart from a rest that fills no batch, in another order each epoch', () => {
    const source = imageSource({ set, neurons, key });
    // 60 images make 4 batches of 14; 4 images stay out.
    const epochs = [0, 1].map((epoch) =>
      [0, 1, 2, 3].flatMap((n) => placesOf(source.trainingBatch(4 * epoch + n, 14))),
    );
    for (const places of epochs) {
      expect(new Set(places).size).toBe(56);
      expect(places).not.toEqual(places.toSorted((a, b) => a - b));
    }
    expect(epochs[0]).not.toEqual(epochs[1]);
  });

  test.for([undefined, { digits: [0, 1], share: 0.5 }])(
    'are a pure function of key, step and size (bias %o)',
    (bias) => {
      const make = (seed: RandomKey) => imageSource({ set, neurons, key: seed, ...(bias && { bias }) });
      const source = make(key);
      const steps = [0, 1, 2, 7, 8];
      const first = steps.map((step) => source.trainingBatch(step, 20));
      expect(steps.toReversed().map((step) => source.trainingBatch(step, 20))).toEqual(first.toReversed());
      expect(source.trainingBatch(3, 5)).toEqual(make(key).trainingBatch(3, 5));
      expect(steps.map((step) => make(key).trainingBatch(step, 20))).toEqual(first);
      expect(make(RandomKey.fromSeed(9)).trainingBatch(0, 20)).not.toEqual(first[0]);
    },
  );

  test('favour the digits of a bias by the labels of the set, not by those to learn', () => {
    const labels = editTask({ name: 'conflation' }).labels(set);
    const source = imageSource({ set, neurons, key, labels, bias: { digits: [1], share: 0.25 } });
    for (let step = 0; step < 9; step++) {
      const samples = source.trainingBatch(step, 20);
      const places = placesOf(samples);
      expect(places.filter((place) => set.labels[place] === 1)).toHaveLength(5);
      expect(Array.from(samples.labels)).toEqual(places.map((place) => labels[place]));
    }
  });

  test('that cannot be made are refused', () => {
    const source = imageSource({ set, neurons, key });
    expect(() => source.trainingBatch(0, 61)).toThrow(/batch size: got 61.*1 to 60/);
    expect(() => source.trainingBatch(0, 0)).toThrow(ValueError);
    expect(() => source.trainingBatch(-1, 5)).toThrow(/step: got -1/);
  });
});

test('evaluation goes through the split in order', () => {
  const labels = editTask({ name: 'swap' }).labels(set);
  const source = imageSource({ set, neurons, key, labels });
  const batches = [...source.batches(25)];
  expect(batches.map(({ batch }) => batch)).toEqual([25, 25, 10]);
  expect(batches.flatMap(placesOf)).toEqual(Array.from(everything));
  expect(batches.flatMap((samples) => Array.from(samples.labels))).toEqual(Array.from(labels));
  expect([source.count, source.classes]).toEqual([60, 10]);
});

test('contexts are encoded beside their images, also those of another set', () => {
  const indices = pairContexts(set, [0, 1], key.fold('contexts'));
  const labels = editTask({ name: 'associative-swap' }).labels(set, selectLabels(set, indices));
  const source = imageSource({ set, neurons, key, labels, dimension: 3, contexts: { indices, statistics, set } });
  const samples = source.trainingBatch(2, 20);
  const places = Uint32Array.from(placesOf(samples));
  const paired = places.map((place) => indices[place]!);
  expect(samples.s).toEqual(encodeSphereBatch(set, paired, statistics, { neurons, dimension: 3 }));
  expect(samples.labels).toEqual(selectLabels({ labels }, places));
  const others = { indices, statistics, set: images.train };
  const [other] = imageSource({ set, neurons, key, dimension: 3, contexts: others }).batches(60);
  expect(other!.s).toEqual(encodeSphereBatch(images.train, indices, statistics, { neurons, dimension: 3 }));
});

test('images alone go to the sphere for a memory of oscillators', () => {
  const [samples] = imageSource({ set, neurons, key, dimension: 4, sphere: statistics }).batches(60);
  expect(samples!.x).toBeUndefined();
  expect(samples!.s).toEqual(encodeSphereBatch(set, everything, statistics, { neurons, dimension: 4 }));
});

test('settings that do not go together are refused', () => {
  const contexts = { indices: everything.subarray(1), statistics, set };
  expect(() => imageSource({ set, neurons, key, labels: new Uint8Array(3) })).toThrow(ShapeError);
  expect(() => imageSource({ set, neurons, key, labels: new Uint8Array(60).fill(10) })).toThrow(
    /label of image 0: got 10/,
  );
  expect(() => imageSource({ set, neurons, key, contexts, dimension: 3 })).toThrow(ShapeError);
  const whole = { ...contexts, indices: everything };
  expect(() => imageSource({ set, neurons, key, contexts: whole })).toThrow(/dimension D: got none/);
  expect(() => imageSource({ set, neurons, key, contexts: whole, sphere: statistics, dimension: 3 })).toThrow(/one of/);
});
