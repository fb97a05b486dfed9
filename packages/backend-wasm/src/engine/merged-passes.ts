import { edgeCount, edgeOrder, type Graph } from '@hkmem/backend';
import { edgePass } from '../../generated/constants.js';
import type { EdgeForm } from './edge-words.ts';

/** The edges of one or two graphs that are walked together, and the number of each in every graph; -1 where it is not in it. */
export interface WalkedGraph {
  readonly graph: Graph;
  readonly numberings: readonly Int32Array[];
}

/** Edges of one graph, and what acts along them. */
export interface GraphPass {
  readonly walked: WalkedGraph;
  readonly form: EdgeForm;
}

/** Part of the edges of two passes that one pass over the edges of both may have, to be worth its while. */
const worthwhile = 0.9;

/** A graph by itself. */
export function walkedAlone(graph: Graph): WalkedGraph {
  return { graph, numberings: [Int32Array.from({ length: edgeCount(graph) }, (_, e) => e)] };
}

/**
 * One pass over the edges of two graphs, the first with an interaction that is compiled in and the second with such a
 * coupling, where they share enough edges: overlaps are taken and forces spread once for both. What an edge has no
 * parameter of stays 0 in its record, and so does all that comes of it. Other passes stay as they are.
 */
export function mergedPasses(passes: readonly GraphPass[]): readonly GraphPass[] {
  const [pairs, coupling, ...others] = passes;
  if (pairs === undefined || coupling === undefined || others.length > 0) return passes;
  const fit = pairs.form.kind >= 0 && !pairs.form.coupled && coupling.form.kind === edgePass.NONE;
  if (!fit) return passes;
  const walked = union(pairs.walked.graph, coupling.walked.graph);
  const apart = edgeCount(pairs.walked.graph) + edgeCount(coupling.walked.graph);
  if (edgeCount(walked.graph) > worthwhile * apart) return passes;
  const words = [...pairs.form.words, ...coupling.form.words.map((word) => ({ ...word, numbering: 1 }))];
  return [{ walked, form: { ...pairs.form, words, coupled: true } }];
}

/** The edges of both, in the order of rows. */
function union(first: Graph, second: Graph): WalkedGraph {
  const { neurons } = first;
  const [rows, others] = [rowsOf(first), rowsOf(second)];
  const most = rows.order.length + others.order.length;
  const [sources, targets] = [new Int32Array(most), new Int32Array(most)];
  const numberings = [new Int32Array(most), new Int32Array(most)] as const;
  let [a, b, count] = [0, 0, 0];
  while (a < rows.order.length || b < others.order.length) {
    const [here, there] = [rows.place(a), others.place(b)];
    const place = Math.min(here, there);
    sources[count] = Math.floor(place / neurons);
    targets[count] = place % neurons;
    numberings[0][count] = here === place ? rows.order[a++]! : -1;
    numberings[1][count] = there === place ? others.order[b++]! : -1;
    count++;
  }
  const graph = { neurons, sources: sources.slice(0, count), targets: targets.slice(0, count) };
  return { graph, numberings: numberings.map((numbers) => numbers.slice(0, count)) };
}

/** Edges in the order of rows, and the place i N + j of each; none past the last. */
function rowsOf({ neurons, sources, targets }: Graph) {
  const order = edgeOrder(neurons, sources, targets);
  const place = (k: number): number => {
    const e = order[k];
    if (e === undefined) return Number.POSITIVE_INFINITY;
    return Math.min(sources[e]!, targets[e]!) * neurons + Math.max(sources[e]!, targets[e]!);
  };
  return { order, place };
}
