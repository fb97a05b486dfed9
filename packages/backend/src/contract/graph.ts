import { ShapeError, ValueError } from '../errors.ts';
import { edgeOrder } from './edge-order.ts';

/**
 * An undirected graph over N neurons. Edge e joins `sources[e]` and `targets[e]`; parameters per edge follow this
 * order. No self-loops, no edge twice.
 */
export interface Graph {
  /** N. */
  readonly neurons: number;
  /** One end of each edge, [E]. */
  readonly sources: Int32Array;
  /** The other end of each edge, [E]. */
  readonly targets: Int32Array;
}

/** Number of edges of a graph. */
export function edgeCount(graph: Graph): number {
  return graph.sources.length;
}

/** Whether two graphs list the same edges in the same order, so that one pass over edges serves both. */
export function sameGraph(a: Graph, b: Graph): boolean {
  if (a === b) return true;
  if (a.neurons !== b.neurons || a.sources.length !== b.sources.length) return false;
  return a.sources.every((source, e) => source === b.sources[e] && a.targets[e] === b.targets[e]);
}

/** @throws {ValueError | ShapeError} on an end out of range, a self-loop, an edge given twice, arrays of unequal length. */
export function checkGraph(graph: Graph, neurons: number, what: string): void {
  const { sources, targets } = graph;
  if (graph.neurons !== neurons) {
    throw new ValueError(`${what}: neurons of the graph`, graph.neurons, `${neurons}, as in the system`);
  }
  if (sources.length !== targets.length) {
    throw new ShapeError(
      `${what}: targets`,
      targets.length,
      sources.length,
      'Give one source and one target per edge.',
    );
  }
  let rising = true;
  for (let e = 0, before = -1; e < sources.length; e++) {
    const i = sources[e]!;
    const j = targets[e]!;
    const pair = Math.min(i, j) * neurons + Math.max(i, j);
    rising &&= pair > before;
    before = pair;
    if (i < 0 || j < 0 || i >= neurons || j >= neurons) {
      throw new ValueError(`${what}: edge ${e}`, `(${i}, ${j})`, `neurons 0 to ${neurons - 1}`);
    }
    if (i === j) throw new ValueError(`${what}: edge ${e}`, `(${i}, ${j})`, 'two different neurons');
  }
  const double = rising ? undefined : firstDouble(graph);
  if (double === undefined) return;
  const pair = `(${sources[double]}, ${targets[double]})`;
  throw new ValueError(`${what}: edge ${double}`, `${pair} a second time`, 'each pair once', 'Remove the double.');
}

/** The first edge that joins two neurons which one before it joins. */
function firstDouble({ neurons, sources, targets }: Graph): number | undefined {
  const order = edgeOrder(neurons, sources, targets);
  let first = sources.length;
  for (let k = 1; k < order.length; k++) {
    const a = order[k - 1]!;
    const b = order[k]!;
    const same =
      (sources[a] === sources[b] && targets[a] === targets[b]) ||
      (sources[a] === targets[b] && targets[a] === sources[b]);
    if (same && b < first) first = b;
  }
  return first === sources.length ? undefined : first;
}
