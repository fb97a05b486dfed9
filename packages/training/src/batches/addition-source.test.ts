import { UnknownNameError, ValueError } from '@hkmem/backend';
import { encodeSphereBatch, encodeThresholdBatch, pairForAddition, sphereStatistics } from '@hkmem/datasets';
import { expect, test } from 'vitest';
import { images, key } from '../../test/glyph-memory.ts';
import { additionSource } from './addition-source.ts';

const set = images.test;
const statistics = sphereStatistics(set);
// Two images of 64 pixels and 10 class units.
const size = { neurons: 138, dimension: 3 };
const pairs = pairForAddition(set, key.fold('pairs'));
const { first, second, labels } = pairs;

test('the hopfield model sees both images in x', () => {
  const [samples] = additionSource({ set, model: 'hopfield', neurons: size.neurons, key }).batches(60);
  expect(samples).toEqual({ x: encodeThresholdBatch(set, [first, second], size.neurons), labels, batch: 60 });
});

test('the kuramoto model sees both images in s', () => {
  const [samples] = additionSource({ set, model: 'kuramoto', ...size, statistics, key }).batches(60);
  expect(samples).toEqual({ s: encodeSphereBatch(set, [first, second], statistics, size), labels, batch: 60 });
});

test('the coupled model sees the first in x and the second in s', () => {
  const [samples] = additionSource({ set, model: 'coupled', ...size, statistics, key }).batches(60);
  expect(samples).toEqual({
    x: encodeThresholdBatch(set, first, size.neurons),
    s: encodeSphereBatch(set, second, statistics, size),
    labels,
    batch: 60,
  });
});

test('labels are sums modulo 10, epochs are shuffled, given pairs are used', () => {
  const source = additionSource({ set, model: 'hopfield', neurons: size.neurons, key, pairs });
  expect(labels.every((sum, n) => sum === (set.labels[first[n]!]! + set.labels[second[n]!]!) % 10)).toBe(true);
  const epoch = [0, 1].flatMap((step) => Array.from(source.trainingBatch(step, 30).labels));
  expect(epoch.toSorted()).toEqual(Array.from(labels).toSorted());
  expect(epoch).not.toEqual(Array.from(labels));
  const part = { first: first.subarray(0, 5), second: second.subarray(0, 5), labels: labels.subarray(0, 5) };
  expect(additionSource({ set, model: 'hopfield', neurons: size.neurons, key, pairs: part }).count).toBe(5);
});

test('settings that are missing are named', () => {
  const settings = { set, neurons: size.neurons, key };
  expect(() => additionSource({ ...settings, model: 'kuramoto', dimension: 3 })).toThrow(/statistics: got none/);
  expect(() => additionSource({ ...settings, model: 'coupled', statistics })).toThrow(ValueError);
  expect(() => additionSource({ ...settings, model: 'both' as 'coupled' })).toThrow(UnknownNameError);
  expect(() =>
    additionSource({ ...settings, neurons: 100, model: 'hopfield' })
      .batches(5)
      .next(),
  ).toThrow(/100/);
});
