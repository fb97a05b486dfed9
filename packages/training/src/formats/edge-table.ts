import { checkGraph, edgeCount, type Graph, plainText, ShapeError } from '@hkmem/backend';
import { EdgeTableError } from './errors.ts';

/** A graph as text holds it, with a number per edge if there are any. */
export interface EdgeTable {
  /** The graph, edges in the order of the lines. */
  readonly graph: Graph;
  /** w_e [E], in the order of the edges. */
  readonly weights?: Float64Array;
}

const row = /^(\d{1,10}),(\d{1,10})(?:,([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?))?$/;
const header = /^"?[A-Za-z_][\w ]*"?(?:,"?[A-Za-z_][\w ]*"?){1,2}$/;
/** As many neurons as the generators of graphs allow. */
const mostNeurons = 2 ** 26;

/**
 * Reads edges as text: `i,j` or `i,j,w` a line, neurons counted from 0, edges kept in order. The first line may be a
 * header; what follows `#` is a comment; empty lines are passed over; lines may end in CR LF. What NumPy writes with
 * `savetxt('K.csv', edges, fmt='%d', delimiter=',')` is of this form.
 * @param neurons N; one more than the largest neuron named if left out, which is too few if the last ones have no edge.
 * @throws {EdgeTableError} naming the line that is no edge, joins a neuron to itself or no neuron, or repeats a pair.
 */
export function readEdgeTable(text: string, neurons?: number): EdgeTable {
  const [sources, targets, weights]: [number[], number[], number[]] = [[], [], []];
  const lineOf = new Map<number, number>();
  const most = neurons ?? mostNeurons;
  let largest = -1;
  let first = true;
  let line = 0;
  for (const written of lines(withoutMark(text))) {
    line++;
    const content = written
      .replace(/#.*$/s, '')
      .replaceAll(/\s*,\s*/g, ',')
      .trim();
    if (content === '') continue;
    const match = row.exec(content);
    if (match === null && first && header.test(content)) {
      first = false;
      continue;
    }
    first = false;
    if (match === null) {
      const shown = content.length > 40 ? `${content.slice(0, 40)}...` : content;
      throw new EdgeTableError(
        line,
        `got '${shown}', allowed are 'i,j' and 'i,j,w': two whole numbers, neurons counted from 0, and a number. ` +
          'Only the first line may be a header; # starts a comment.',
      );
    }
    const [i, j] = [Number(match[1]), Number(match[2])];
    if (i >= most || j >= most) {
      throw new EdgeTableError(line, `got the edge (${i}, ${j}), allowed are neurons 0 to ${most - 1}.`);
    }
    if (i === j) throw new EdgeTableError(line, `the edge (${i}, ${j}) joins a neuron to itself. Leave it out.`);
    const pair = Math.min(i, j) * mostNeurons + Math.max(i, j);
    if (lineOf.has(pair)) {
      throw new EdgeTableError(line, `the pair (${i}, ${j}) is that of line ${lineOf.get(pair)}. Leave one out.`);
    }
    lineOf.set(pair, line);
    if (match[3] !== undefined) weights.push(Number(match[3]));
    if (weights.length !== 0 && weights.length !== sources.length + 1) {
      throw new EdgeTableError(line, 'some edges have a weight and some have none. Give all or none.');
    }
    if (!Number.isFinite(weights.at(-1) ?? 0)) throw new EdgeTableError(line, `the weight ${match[3]} is not finite.`);
    sources.push(i);
    targets.push(j);
    largest = Math.max(largest, i, j);
  }
  if (neurons === undefined && largest < 0)
    throw new EdgeTableError(0, 'it has no edge, so the number of neurons is not known.');
  const graph = {
    neurons: neurons ?? largest + 1,
    sources: Int32Array.from(sources),
    targets: Int32Array.from(targets),
  };
  return weights.length === 0 ? { graph } : { graph, weights: Float64Array.from(weights) };
}

/** @throws {EdgeTableError} on text of another encoding than UTF-8. */
function withoutMark(text: string): string {
  try {
    return plainText(text, 'the text');
  } catch (cause) {
    throw new EdgeTableError(0, (cause as Error).message, { cause });
  }
}

/** Lines of a text, without their ends; one at a time, so that a text of line ends alone costs nothing. */
function* lines(text: string): Generator<string> {
  let start = 0;
  for (const { 0: end, index } of text.matchAll(/\r\n|\n|\r/g)) {
    yield text.slice(start, index);
    start = index + end.length;
  }
  yield text.slice(start);
}

/**
 * A graph as text that `readEdgeTable` reads: a header, then `source,target` or `source,target,weight` a line, edges in
 * order. Weights are written so that they are read back bit for bit.
 * @throws {ValueError | ShapeError} if the graph does not hold together, or there is not one finite weight per edge.
 */
export function writeEdgeTable(graph: Graph, weights?: ArrayLike<number>): string {
  checkGraph(graph, graph.neurons, 'edge table');
  const edges = edgeCount(graph);
  if (weights !== undefined && weights.length !== edges) {
    throw new ShapeError('edge table: weights', weights.length, edges, 'Give one weight per edge.');
  }
  const text = [weights === undefined ? 'source,target' : 'source,target,weight'];
  for (let e = 0; e < edges; e++) {
    const pair = `${graph.sources[e]},${graph.targets[e]}`;
    text.push(weights === undefined ? pair : `${pair},${weightText(weights[e]!, e)}`);
  }
  return `${text.join('\n')}\n`;
}

function weightText(weight: number, edge: number): string {
  if (!Number.isFinite(weight)) throw new EdgeTableError(0, `the weight of edge ${edge} is ${weight}, not finite.`);
  return Object.is(weight, -0) ? '-0' : String(weight);
}
