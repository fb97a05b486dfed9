import type { Graph, SystemSpec } from '@hkmem/backend';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { indexGraph } from './graph-index.ts';
import { SystemLayout } from './layout.ts';
import { weightTiles } from './weight-tiles.ts';

/** A graph of up to 12 neurons; each pair is an edge in either order, or none. */
const graphs = fc.integer({ min: 2, max: 12 }).chain((neurons) => {
  const pairs = Array.from({ length: neurons }, (_, i) => Array.from({ length: i }, (_, j) => [i, j] as const)).flat();
  return fc.shuffledSubarray(pairs).map((edges): Graph => {
    return { neurons, sources: Int32Array.from(edges, ([i]) => i), targets: Int32Array.from(edges, ([, j]) => j) };
  });
});

test('neighbour lists hold every edge from both ends, in rising order', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const { rows, entries, edges } = indexGraph(graph);
      const seen = new Map<number, number[]>();
      for (let i = 0; i < graph.neurons; i++) {
        let last = -1;
        for (let k = rows[i]!; k < rows[i + 1]!; k++) {
          const [j, e] = [entries[2 * k]!, entries[2 * k + 1]!];
          expect(j).toBeGreaterThan(last);
          expect([graph.sources[e]!, graph.targets[e]!].sort()).toEqual([i, j].sort());
          seen.set(e, [...(seen.get(e) ?? []), i]);
          last = j;
        }
      }
      expect(seen.size).toBe(graph.sources.length);
      expect([...seen.values()].every((ends) => ends.length === 2)).toBe(true);
      const numbers = Array.from({ length: edges.length / 3 }, (_, k) => edges[3 * k + 2]!);
      expect(numbers.sort((a, b) => a - b)).toEqual(Array.from(graph.sources, (_, e) => e));
    }),
  );
});

test('tiles of a hierarchical memory are those that hold a weight, no more and no fewer', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 2, maxLength: 6 }), (layers) => {
      const layerOf = layers.flatMap((size, l) => Array<number>(size).fill(l));
      const neurons = layerOf.length;
      const { rows, list, pairs } = weightTiles(neurons, layers);
      const [filled, raised] = [new Set<string>(), new Set<string>()];
      for (let i = 0; i < neurons; i++) {
        for (let j = 0; j < neurons; j++) {
          const name = `${i >> 5},${j >> 5}`;
          if (Math.abs(layerOf[i]! - layerOf[j]!) === 1) filled.add(name);
          if (layerOf[i]! - layerOf[j]! === 1) raised.add(name);
        }
      }
      const listed = Array.from({ length: rows.length - 1 }, (_, I) => {
        return [...list.subarray(rows[I]!, rows[I + 1]!)].map((J) => `${I},${J}`);
      }).flat();
      expect(new Set(listed)).toEqual(filled);
      expect(listed).toHaveLength(filled.size);
      const named = Array.from({ length: pairs.length / 2 }, (_, k) => `${pairs[2 * k]},${pairs[2 * k + 1]}`);
      expect(new Set(named)).toEqual(raised);
    }),
    { numRuns: 30 },
  );
});

test('a dense memory takes every tile, and its gradient those on and above the diagonal', () => {
  const { rows, list, pairs } = weightTiles(70, undefined);
  expect([...rows]).toEqual([0, 3, 6, 9]);
  expect([...list]).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2]);
  expect([...pairs]).toEqual([0, 0, 0, 1, 0, 2, 1, 1, 1, 2, 2, 2]);
});

test('parameters and sums do not overlap', () => {
  const graph: Graph = { neurons: 5, sources: Int32Array.of(0, 1, 2), targets: Int32Array.of(1, 2, 3) };
  const spec: SystemSpec = {
    neurons: 5,
    threshold: { activation: 'relu' },
    oscillators: { dimension: 3, graph, interaction: 'mlpShared', omega: 'local', learnedStart: true },
    coupling: { kind: 'additive', graph, kappaH: 1, kappaK: 1 },
  };
  const layout = new SystemLayout(spec);
  const runs = [...layout.shapes.keys()].map((path) => [layout.offset(path), layout.size(path)] as const);
  // 3 edges' parts of alpha's gradient, 5 blocks of 3 x 3, 3 rows of an MLP with 10 + 10 + 10 + 1 parameters.
  runs.push([layout.edgeSums.get('coupling.alpha')!, 3], [layout.sums.omega, 45], [layout.sums.mlp, 93]);
  runs.sort((a, b) => a[0] - b[0]);
  runs.forEach(([start, size], k) => {
    expect(start + size).toBeLessThanOrEqual(runs[k + 1]?.[0] ?? layout.gradientWords);
  });
});
