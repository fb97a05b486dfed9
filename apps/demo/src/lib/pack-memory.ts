import { type Graph, type ParameterInfo, parametersOfSystem, type SystemSpec } from '@hkmem/backend';
import { type Checkpoint, specToJson } from '@hkmem/training';
import { packEdges } from '../format/edge-bits.ts';
import { packSymmetric, toLevels } from '../format/level-bytes.ts';
import type { PackedArray, Packing } from '../format/weights-format.ts';

/** The bytes of a weights file before it is compressed, and what lies where. */
export interface PackedMemory {
  readonly bytes: Uint8Array;
  readonly arrays: readonly PackedArray[];
  readonly spec: unknown;
}

/**
 * Packs the parameters of a checkpoint whose path `keep` takes, and its graphs. Parameters per edge follow the bits. `step`
 * is that of levels: none changes an answer at a tenth in a memory that is read on the way (docs/decisions/0046).
 */
export function packMemory(
  checkpoint: Pick<Checkpoint, 'spec' | 'parameters'>,
  keep: (path: string) => boolean,
  step = 0,
): PackedMemory {
  const { spec, graphs } = specToJson(checkpoint.spec);
  const parts: { path: string; packing: Packing; scale?: number; bytes: Uint8Array }[] = [];
  const ranks = new Map<Graph, Uint32Array>();
  for (const [path, graph] of Object.entries(graphs)) {
    const { bits, rank } = packEdges(graph);
    parts.push({ path, packing: 'edge-bits', bytes: bits });
    ranks.set(graph, rank);
  }
  const infos = new Map(parametersOfSystem(checkpoint.spec).map((info) => [info.path, info]));
  for (const [path, { data, shape }] of Object.entries(checkpoint.parameters).filter(([name]) => keep(name))) {
    const [first = 1] = shape;
    if (path === 'hopfield.weights') {
      parts.push({ path, packing: 'symmetric-levels', ...inBytes(packSymmetric(data, first), step) });
      continue;
    }
    const graph = graphOf(infos.get(path), checkpoint.spec, graphs);
    const rank = graph && ranks.get(graph);
    parts.push({ path, packing: 'levels', ...inBytes(rank ? ranked(data, rank, data.length / first) : data, step) });
  }
  let offset = 0;
  const arrays = parts.map(({ bytes, ...part }) => {
    const array = { ...part, offset, bytes: bytes.length };
    offset += bytes.length;
    return array;
  });
  const bytes = new Uint8Array(offset);
  parts.forEach((part, n) => {
    bytes.set(part.bytes, arrays[n]!.offset);
  });
  return { bytes, arrays, spec };
}

function inBytes(values: ArrayLike<number>, step: number): { readonly scale: number; readonly bytes: Uint8Array } {
  const { levels, scale } = toLevels(values, step);
  return { scale, bytes: new Uint8Array(levels.buffer) };
}

/** The graph whose edges a parameter has entries for, if it is given per edge, as matrices of one MLP per edge are. */
function graphOf(
  info: ParameterInfo | undefined,
  { oscillators }: SystemSpec,
  graphs: Readonly<Record<string, Graph>>,
): Graph | undefined {
  const perEdge = info?.per === 'edge' || (info?.role === 'interaction' && oscillators?.interaction === 'mlpPerEdge');
  if (!perEdge) return undefined;
  return (info?.role === 'coupling' && graphs['graph.HK']) || graphs['graph.K'];
}

/** Rows of `width` numbers, the row of edge e put at its rank. */
function ranked(data: ArrayLike<number>, rank: Uint32Array, width: number): Float64Array {
  const sorted = new Float64Array(data.length);
  rank.forEach((to, from) => {
    for (let k = 0; k < width; k++) sorted[to * width + k] = data[from * width + k]!;
  });
  return sorted;
}
