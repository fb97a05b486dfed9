import { edgeCount, type Graph, RandomKey, resolveSystem } from '@hkmem/backend';
import { caseOf, coveringFeatures, randomGraph } from '@hkmem/backend/conformance';
import { expect, test } from 'vitest';
import { edgePass, interactions } from '../../generated/constants.js';
import type { EdgeForm } from './edge-words.ts';
import { type GraphPass, mergedPasses, walkedAlone } from './merged-passes.ts';

const form = (kind: number, coupled: boolean): EdgeForm => ({
  ...{ kind, recordBytes: 16, gradientBytes: 16, coupled, place: 0, common: [], terms: [] },
  words: [
    coupled ? { place: 12, values: 'coupling.weights', scale: 1 } : { place: 4, values: 'kuramoto.A', scale: -1 },
  ],
});
const pairs = form(interactions.RELU, false);
const coupling = form(edgePass.NONE, true);
const pass = (graph: Graph, of: EdgeForm): GraphPass => ({ walked: walkedAlone(graph), form: of });
const graphOf = (name: string, density: number): Graph => randomGraph(RandomKey.fromSeed(3).fold(name), 12, density);

/** Five edges from one neuron to the next, from `first` on. */
const path = (first: number): Graph => {
  const sources = Int32Array.from({ length: 5 }, (_, e) => first + e);
  return { neurons: 12, sources, targets: sources.map((source) => source + 1) };
};

/** Edges as text, smaller end first. */
const edges = ({ sources, targets }: Graph): string[] =>
  Array.from(sources, (source, e) => `${Math.min(source, targets[e]!)}-${Math.max(source, targets[e]!)}`);

test('edges of both graphs are walked once, each with its number in both', () => {
  const graphs = [graphOf('pairs', 0.6), graphOf('coupling', 0.7)] as const;
  const [merged, ...others] = mergedPasses([pass(graphs[0], pairs), pass(graphs[1], coupling)]);
  expect(others).toEqual([]);
  const { walked } = merged!;
  const all = edges(walked.graph);
  expect(new Set(all).size).toBe(all.length);
  expect(new Set(all)).toEqual(new Set(graphs.flatMap(edges)));
  for (const [n, graph] of graphs.entries()) {
    const numbers = walked.numberings[n]!;
    const own = edges(graph);
    expect(all.map((edge) => own.indexOf(edge))).toEqual(Array.from(numbers));
  }
  expect(merged!.form).toMatchObject({ kind: interactions.RELU, coupled: true });
  expect(merged!.form.words.map(({ numbering = 0, values }) => [values, numbering])).toEqual([
    ['kuramoto.A', 0],
    ['coupling.weights', 1],
  ]);
});

test('graphs that share little, and laws that are called, are walked apart', () => {
  const apart = [
    [pass(path(0), pairs), pass(path(6), coupling)],
    [pass(graphOf('pairs', 0.6), form(edgePass.CALLED, false)), pass(graphOf('coupling', 0.7), coupling)],
    [pass(graphOf('pairs', 0.6), form(edgePass.MLP, false)), pass(graphOf('coupling', 0.7), coupling)],
    [pass(graphOf('pairs', 0.6), pairs), pass(graphOf('coupling', 0.7), form(edgePass.CALLED, true))],
    [pass(graphOf('pairs', 0.6), pairs)],
  ];
  for (const passes of apart) expect(mergedPasses(passes)).toEqual(passes);
});

test('the conformance suite has systems whose graphs are walked together', () => {
  const specs = coveringFeatures().map((features) => caseOf(features).spec);
  const merged = specs.filter((spec) => {
    const graphs = spec.oscillators === undefined ? [] : resolveSystem(spec).pairs;
    const [first, second] = graphs;
    if (first === undefined || second === undefined || first.mlp !== undefined) return false;
    const [together] = mergedPasses([pass(first.graph, pairs), pass(second.graph, coupling)]);
    return edgeCount(together!.walked.graph) !== edgeCount(first.graph) || edgeCount(first.graph) === 0;
  });
  expect(merged.length).toBeGreaterThan(3);
});
