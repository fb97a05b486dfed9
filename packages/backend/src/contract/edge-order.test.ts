import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ValueError } from '../errors.ts';
import { edgeOrder } from './edge-order.ts';
import { checkGraph } from './graph.ts';

const edgeLists = fc.integer({ min: 1, max: 12 }).chain((neurons) => {
  const end = fc.nat(neurons - 1);
  return fc.record({ neurons: fc.constant(neurons), pairs: fc.array(fc.tuple(end, end), { maxLength: 40 }) });
});

test('sorts by the smaller end, then by the larger, and leaves equal edges as they come', () => {
  const property = fc.property(edgeLists, ({ neurons, pairs }) => {
    const [sources, targets] = [0, 1].map((end) => Int32Array.from(pairs, (pair) => pair[end]!));
    const expected = pairs
      .map((pair, e) => [Math.min(...pair), Math.max(...pair), e] as const)
      .sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2])
      .map(([, , e]) => e);
    expect([...edgeOrder(neurons, sources!, targets!)]).toEqual(expected);
  });
  fc.assert(property, { numRuns: 300, seed: 20261128 });
});

test('the first edge given a second time is named, in whatever order edges come', () => {
  const property = fc.property(edgeLists, ({ neurons, pairs }) => {
    const edges = pairs.filter(([i, j]) => i !== j);
    const [sources, targets] = [0, 1].map((end) => Int32Array.from(edges, (pair) => pair[end]!));
    const seen = new Set<string>();
    const double = edges.findIndex((pair) => {
      const key = [...pair].sort((a, b) => a - b).join();
      return seen.size === seen.add(key).size;
    });
    const check = (): void => checkGraph({ neurons, sources: sources!, targets: targets! }, neurons, 'graph');
    if (double < 0) expect(check).not.toThrow();
    else {
      expect(check).toThrow(ValueError);
      expect(check).toThrow(`graph: edge ${double}: got (${edges[double]!.join(', ')}) a second time`);
    }
  });
  fc.assert(property, { numRuns: 300, seed: 20261128 });
});
