import { checkGraph, type Graph, plainText, ValueError } from '@hkmem/backend';
import { EdgeListError } from '../errors.ts';
import { checkCount } from './edge-set.ts';

/**
 * A graph of your own edges, in the order given, which parameters per edge follow.
 * @throws {ValueError} on an end that is no neuron, a self-loop or a pair given twice, naming the edge.
 */
export function graphFromEdges(neurons: number, edges: Iterable<readonly [number, number]>): Graph {
  checkCount('neurons of an edge list', neurons, 1);
  const list = [...edges];
  list.forEach(([i, j], e) => {
    if (!Number.isInteger(i) || !Number.isInteger(j)) {
      throw new ValueError(`edge list: edge ${e}`, `(${i}, ${j})`, `neurons 0 to ${neurons - 1}`);
    }
  });
  const graph = {
    neurons,
    sources: Int32Array.from(list, ([source]) => source),
    targets: Int32Array.from(list, ([, target]) => target),
  };
  checkGraph(graph, neurons, 'edge list');
  return graph;
}

/** The edges as text: a header, then `source,target` a line, neurons counted from 0, edges in order. */
export function edgesToCsv(graph: Graph): string {
  const lines = ['source,target'];
  for (let e = 0; e < graph.sources.length; e++) lines.push(`${graph.sources[e]},${graph.targets[e]}`);
  return `${lines.join('\n')}\n`;
}

/**
 * Reads what `edgesToCsv` writes, and what spreadsheets make of it: the header may be absent, lines may end in CR LF,
 * empty ones are passed over. The number of neurons is not in the text, since a neuron may have no edge.
 * @throws {EdgeListError} naming the line that is no edge. @throws {ValueError} as `graphFromEdges`.
 * @throws {TextError} on text of another encoding than UTF-8. A byte order mark is passed over.
 */
export function edgesFromCsv(text: string, neurons: number): Graph {
  const edges: [number, number][] = [];
  const lines = plainText(text, 'edge list').split(/\r\n|\n|\r/);
  lines.forEach((line, index) => {
    if (line.trim() === '') return;
    const match = /^\s*(\d+)\s*,\s*(\d+)\s*$/.exec(line);
    if (match !== null) edges.push([Number(match[1]), Number(match[2])]);
    else if (index > 0 || !/^\s*[A-Za-z]\w*\s*,\s*[A-Za-z]\w*\s*$/.test(line)) throw new EdgeListError(index + 1, line);
  });
  return graphFromEdges(neurons, edges);
}
