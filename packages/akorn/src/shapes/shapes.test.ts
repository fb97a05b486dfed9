import { RandomKey } from '@hkmem/backend';
import { adamDefaults, weightMeanDefaults } from '@hkmem/training';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { float64Operations as operations } from '../operations/float64/float64-operations.ts';
import { decodeShapes, encodeShapes } from './checkpoint.ts';
import { clusterPoints } from './cluster.ts';
import { evaluateShapes } from './evaluate.ts';
import { groupingLoss } from './grouping-loss.ts';
import { drawScenes } from './scene.ts';
import { adjustedRandIndex, foregroundAri, meanBestOverlap } from './scores.ts';
import { initialShapes, runShapes, type ShapesSpec, shapesVjp } from './shapes-model.ts';
import { ShapesTrainer, type ShapesTraining } from './trainer.ts';

const key = RandomKey.fromSeed(3);
const cpu = { name: 'cpu' };

describe('scores', () => {
  test('the adjusted Rand index has the values of others', () => {
    // The two examples in the documentation of scikit-learn's adjusted_rand_score that are neither 0 nor 1.
    expect(adjustedRandIndex([0, 0, 1, 2], [0, 0, 1, 1])).toBeCloseTo(0.571428571, 8);
    expect(adjustedRandIndex([0, 0, 1, 1], [0, 0, 1, 2])).toBeCloseTo(0.571428571, 8);
    expect(adjustedRandIndex([0, 0, 0, 0], [0, 1, 2, 3])).toBe(0);
    expect(adjustedRandIndex([0, 0, 1, 1], [5, 5, 2, 2])).toBe(1);
    expect(adjustedRandIndex([1, 1], [4, 4])).toBe(1);
  });

  test('it is that of counting all pairs', () => {
    const grouping = fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { minLength: 3, maxLength: 12 });
    fc.assert(
      fc.property(grouping, (points) => {
        let [together, first, second, all] = [0, 0, 0, 0];
        points.forEach(([a, b], i) => {
          for (const [c, d] of points.slice(0, i)) {
            all++;
            if (a === c) first++;
            if (b === d) second++;
            if (a === c && b === d) together++;
          }
        });
        const expected = (first * second) / all;
        const most = (first + second) / 2;
        const index = most === expected ? 1 : (together - expected) / (most - expected);
        const groups = [points.map(([a]) => a), points.map(([, b]) => b)] as const;
        expect(adjustedRandIndex(...groups)).toBeCloseTo(index, 12);
      }),
      { numRuns: 200, seed: 18 },
    );
  });

  test('FG-ARI passes over the background, MBO takes the best group of each object', () => {
    const labels = [0, 0, 1, 1, 2, 2];
    expect(foregroundAri(labels, [7, 3, 3, 3, 4, 4])).toBe(1);
    expect(foregroundAri(labels, [0, 0, 1, 1, 1, 1])).toBe(0);
    // Object 1 is 2 of the 3 pixels of group 3; object 2 is group 4.
    expect(meanBestOverlap(labels, [7, 3, 3, 3, 4, 4])).toBeCloseTo((2 / 3 + 1) / 2, 12);
    expect(meanBestOverlap(labels, [0, 0, 0, 0, 0, 0])).toBeCloseTo(1 / 3, 12);
    expect(() => foregroundAri([0, 0], [1, 2])).toThrow(/background alone/);
    expect(() => meanBestOverlap([1], [1, 2])).toThrow(/groups/);
  });
});

test('clusters join what is most alike on the average', () => {
  // Three directions with little noise, in mixed order.
  const directions = [0, 1, 2, 2, 1, 0, 0, 1];
  const points = directions.flatMap((d, i) => [0, 1, 2].map((c) => Number(c === d) + 0.01 * Math.sin(7 * i + c)));
  expect([...clusterPoints(points, 3, 3)]).toEqual([0, 1, 2, 2, 1, 0, 0, 1]);
  expect([...clusterPoints(points, 3, 8)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(new Set(clusterPoints(points, 3, 1)).size).toBe(1);
  const alike = plainClusters(key.fold('points').normal(60), 5, 4);
  expect([...clusterPoints(key.fold('points').normal(60), 5, 4)]).toEqual(alike);
  expect(() => clusterPoints(points, 3, 9)).toThrow(/1 to 8 points/);
});

test('scenes have as many shapes as asked for, none on another, and depend on key and number', () => {
  const all = drawScenes({ count: 12, size: 16, shapes: [2, 3], key });
  for (let n = 0; n < 12; n++) {
    const labels = all.labels.subarray(256 * n, 256 * (n + 1));
    const objects = new Set(labels);
    objects.delete(0);
    expect([...objects].sort()).toEqual([1, 2, 3].slice(0, objects.size));
    expect(objects.size).toBeGreaterThanOrEqual(1);
    labels.forEach((label, pixel) => {
      expect(all.images[256 * n + pixel]).toBe(Number(label !== 0));
    });
  }
  expect(drawScenes({ count: 2, size: 16, shapes: [2, 3], key, first: 3 }).labels).toEqual(
    all.labels.slice(3 * 256, 5 * 256),
  );
  expect(() => drawScenes({ count: 1, size: 16, shapes: [3, 2], key })).toThrow(/shapes/);
  expect(() => drawScenes({ count: 1, size: 8, shapes: [1, 2], key })).toThrow(/size/);
});

const spec: ShapesSpec = { channels: 6, n: 3, size: 12, stimulus: 3, kernel: 3 };

test('the loss of groups and its gradient through the network are those of differences', () => {
  const scenes = drawScenes({ count: 2, size: 12, shapes: [2, 2], key });
  const start = key.fold('start').normal(2 * 144 * 6);
  const host = initialShapes(spec, key);
  const lossOf = (name = '', direction = new Float64Array(0), shift = 0): number => {
    const entries = Object.entries(host).map(([path, { data, shape }]) => {
      const moved = path === name ? Array.from(data, (value: number, i) => value + shift * direction[i]!) : data;
      return [path, operations.upload(moved, shape)] as const;
    });
    const input = { images: scenes.images, start, steps: 2 };
    const { end, record } = runShapes(operations, spec, Object.fromEntries(entries), input);
    const { loss, gradient } = groupingLoss(end.data, scenes.labels, { batch: 2, channels: 6, n: 3 });
    if (name === '') gradients = shapesVjp(operations, spec, record!, operations.upload(gradient, end.shape));
    return loss;
  };
  let gradients: Readonly<Record<string, { readonly data: ArrayLike<number> }>> = {};
  lossOf();
  expect(Object.keys(gradients).sort()).toEqual(Object.keys(host).sort());
  for (const [name, { data }] of Object.entries(gradients)) {
    const direction = Float64Array.from(key.fold(name).normal(data.length));
    const expected = (lossOf(name, direction, 1e-5) - lossOf(name, direction, -1e-5)) / 2e-5;
    const got = direction.reduce((sum, value, i) => sum + value * data[i]!, 0);
    // Differences of second order; a pair whose overlap changes its sign within a step adds as much again.
    expect(Math.abs(got - expected), name).toBeLessThan(1e-6 * Math.max(1, Math.abs(expected)));
  }
});

const settings: ShapesTraining = {
  seed: 1,
  updates: 6,
  batch: 2,
  steps: 3,
  shapes: [2, 3],
  optimiser: { ...adamDefaults, rate: 1e-2 },
  clip: 1,
  mean: { ...weightMeanDefaults, after: 2, every: 2 },
};

test('a training lowers the loss, goes on bit for bit, and its network is scored', async () => {
  const whole = new ShapesTrainer(cpu, spec, settings);
  const losses: number[] = [];
  for (let n = 0; n < 30; n++) losses.push((await whole.step()).loss);
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b) / values.length;
  expect(mean(losses.slice(-5))).toBeLessThan(0.9 * mean(losses.slice(0, 5)));
  const part = new ShapesTrainer(cpu, spec, settings);
  for (let n = 0; n < 4; n++) await part.step();
  const stored = decodeShapes(encodeShapes({ spec, settings, state: part.state }));
  expect(stored).toEqual({ spec, settings, state: part.state });
  const rest = new ShapesTrainer(cpu, stored.spec, stored.settings, stored.state);
  const direct = new ShapesTrainer(cpu, spec, settings);
  for (let n = 0; n < 6; n++) await direct.step();
  for (let n = 0; n < 2; n++) await rest.step();
  expect(rest.state).toEqual(direct.state);
  const found = await evaluateShapes(cpu, spec, whole.state.mean, { steps: 3, count: 3, shapes: [2, 3] });
  expect(found.groups).toHaveLength(3 * 144);
  for (const score of [found.foregroundAri, found.meanBestOverlap]) {
    expect(score).toBeGreaterThan(-1);
    expect(score).toBeLessThanOrEqual(1);
  }
});

/** Average linkage by its definition: the mean over all pairs is computed anew at every join. */
function plainClusters(points: Float64Array, channels: number, groups: number): number[] {
  const N = points.length / channels;
  const alike = (i: number, j: number): number => {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += points[i * channels + c]! * points[j * channels + c]!;
    return sum;
  };
  let all = Array.from({ length: N }, (_, i) => [i]);
  while (all.length > groups) {
    let [best, a, b] = [Number.NEGATIVE_INFINITY, 0, 0];
    for (let i = 0; i < all.length; i++) {
      for (let j = i + 1; j < all.length; j++) {
        const pairs = all[i]!.flatMap((p) => all[j]!.map((q) => alike(p, q)));
        const value = pairs.reduce((sum, each) => sum + each, 0) / pairs.length;
        if (value > best) [best, a, b] = [value, i, j];
      }
    }
    const joined = [...all[a]!, ...all[b]!];
    all = all.flatMap((group, k) => (k === a ? [joined] : k === b ? [] : [group]));
  }
  const numbers = new Map<number, number>();
  return Array.from({ length: N }, (_, point) => {
    const group = all.findIndex((members) => members.includes(point));
    if (!numbers.has(group)) numbers.set(group, numbers.size);
    return numbers.get(group)!;
  });
}
