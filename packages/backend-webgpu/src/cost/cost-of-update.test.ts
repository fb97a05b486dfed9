import { RandomKey, type SystemSpec, ValueError } from '@hkmem/backend';
import { randomGraph } from '@hkmem/backend/conformance';
import { expect, test } from 'vitest';
import { costOfUpdate, middleCard } from './cost-of-update.ts';

const graph = randomGraph(RandomKey.fromSeed(1), 64, 0.2);
const hopfield: SystemSpec = { neurons: 64, threshold: { activation: 'relu' } };
const kuramoto: SystemSpec = {
  neurons: 64,
  oscillators: { dimension: 4, graph, interaction: 'relu', omega: 'none' },
};

test('a Hopfield update is its products, and the weight gradient once for all passes', () => {
  const [N, B, evaluations] = [64, 32, 8];
  const cost = costOfUpdate(hopfield, B, evaluations);
  const product = cost.kernels.find(({ name }) => name === 'product')!;
  // One product W g per evaluation forward and one W u backward, 2 N^2 B each, and 4 N B to finish each.
  expect(product).toMatchObject({ dispatches: 2 * evaluations, flops: 2 * evaluations * (2 * N * N * B + 4 * N * B) });
  // 3 pairs of 32 x 32 tiles cover the upper half of W; each sums u g and g u over all passes.
  const gradient = cost.kernels.find(({ name }) => name === 'weightGradient')!;
  expect(gradient).toMatchObject({ dispatches: 1, flops: 3 * 32 * 32 * 4 * evaluations * B });
  expect(cost.uploadedBytes).toBe(4 * (N * B + B));
  expect(cost.readBytes).toBe(4);
});

test('what is not trained costs nothing', () => {
  const [all, some] = [costOfUpdate(kuramoto, 5, 8), costOfUpdate(kuramoto, 5, 8, { trainable: [] })];
  expect(some.kernels.map(({ name }) => name)).not.toContain('edgeGradient');
  expect(all.dispatches - some.dispatches).toBe(8 + 2);
});

test('totals are sums over kernels, and the bound is the longer of arithmetic and memory', () => {
  const { kernels, flops, bytes, boundSeconds, card } = costOfUpdate(kuramoto, 16, 4);
  expect(card).toBe(middleCard);
  expect(flops).toBe(kernels.reduce((sum, kernel) => sum + kernel.flops, 0));
  expect(bytes).toBe(kernels.reduce((sum, kernel) => sum + kernel.bytes, 0));
  expect(boundSeconds).toBeGreaterThanOrEqual(Math.max(flops / card.flops, bytes / card.bytes));
  const slow = costOfUpdate(kuramoto, 16, 4, { card: { name: 'slow', flops: 1e3, bytes: 1e12 } });
  expect(slow.boundSeconds).toBeGreaterThanOrEqual(slow.flops / 1e3);
});

test('evaluations come in fours', () => {
  expect(() => costOfUpdate(hopfield, 4, 6)).toThrow(ValueError);
  expect(() => costOfUpdate(hopfield, 4, 0)).toThrow(/allowed is a multiple of 4/);
});
