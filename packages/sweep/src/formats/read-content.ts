import { readSafetensors } from '@hkmem/training';
import { graphToTensor, readEdgeTable, readEqxLeaves, readNpy, readNpz, takeMetadata } from '@hkmem/training/formats';
import { decodeText } from '../files/input-file.ts';
import type { Content, FileFormat } from './content.ts';

/** How tensors of files without names are called, and what text alone does not say. */
export interface ReadOptions {
  /** Of the file, for messages. */
  readonly path?: string | undefined;
  /** Name of the array of an .npy file or of the edges of a table. */
  readonly array?: string | undefined;
  /** Name of the weights of a table of edges; `weights` if absent. */
  readonly weights?: string | undefined;
  /** N, of a table of edges. */
  readonly neurons?: number | undefined;
  /** The most that an .npz archive may say to hold, unpacked; a GiB if absent. */
  readonly maxBytes?: number | undefined;
}

/** What the bytes of a file hold; leaves of .eqx without a template are `leaf.0` and so on. @throws {HkmemError} */
export function readContent(format: FileFormat, bytes: Uint8Array, options: ReadOptions = {}): Content {
  switch (format) {
    case 'safetensors':
      return readSafetensors(bytes);
    case 'npz':
      return takeMetadata(readNpz(bytes, options.maxBytes === undefined ? {} : { maxBytes: options.maxBytes }));
    case 'npy':
      return { tensors: { [options.array ?? 'array']: readNpy(bytes) }, metadata: {} };
    case 'eqx':
      return { tensors: Object.fromEntries(readEqxLeaves(bytes).map((leaf, n) => [`leaf.${n}`, leaf])), metadata: {} };
    case 'csv': {
      const { graph, weights } = readEdgeTable(decodeText(bytes, options.path ?? 'table'), options.neurons);
      const edges = { [options.array ?? 'edges']: graphToTensor(graph) };
      if (weights === undefined) return { tensors: edges, metadata: {} };
      const tensor = { dtype: 'F64', shape: [weights.length], data: weights } as const;
      return { tensors: { ...edges, [options.weights ?? 'weights']: tensor }, metadata: {} };
    }
  }
}
