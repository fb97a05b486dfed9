import { type Content, describeTensor, type FileFormat } from '@hkmem/sweep';
import { type SafetensorsTensor, writeSafetensors } from '@hkmem/training';
import {
  graphFromTensor,
  putMetadata,
  writeEdgeTable,
  writeEqxLeaves,
  writeNpy,
  writeNpz,
} from '@hkmem/training/formats';
import { UsageError } from '../console/errors.ts';

/** Which tensors a file of few goes with, and how it is packed. */
export interface WriteOptions {
  /** The tensor for .npy, or the edges for a table. */
  readonly array?: string | undefined;
  /** The tensor of a number per edge, for a table. */
  readonly weights?: string | undefined;
  /** Deflate .npz. */
  readonly compress?: boolean | undefined;
}

/** A file, and what of the content it does not hold. */
export interface Written {
  readonly bytes: Uint8Array;
  /** Names of tensors, and `metadata`. */
  readonly omitted: readonly string[];
}

/** The bytes of a file. @throws {UsageError} if it is not said which tensor to take. @throws {HkmemError} */
export function writeContent(format: FileFormat, content: Content, options: WriteOptions = {}): Written {
  const { tensors, metadata } = content;
  switch (format) {
    case 'safetensors': {
      const texts = Object.keys(metadata).length === 0 ? undefined : metadata;
      return { bytes: writeSafetensors(tensors, texts), omitted: [] };
    }
    case 'npz':
      return { bytes: writeNpz(putMetadata(content), { compress: options.compress === true }), omitted: [] };
    case 'npy': {
      const name = options.array ?? onlyOne(tensors, () => true, 'tensor');
      return { bytes: writeNpy(tensorNamed('--array', tensors, name)), omitted: rest(content, [name]) };
    }
    case 'csv':
      return edgeTable(content, options);
    case 'eqx': {
      const leaves = Object.keys(tensors).map((_, n) => tensors[`leaf.${n}`]);
      if (leaves.length === 0 || leaves.includes(undefined)) {
        throw new UsageError('.eqx has no names: give the order of its arrays with --template');
      }
      return { bytes: writeEqxLeaves(leaves as SafetensorsTensor[]), omitted: rest({ ...content, tensors: {} }, []) };
    }
  }
}

function edgeTable(content: Content, options: WriteOptions): Written {
  const { tensors } = content;
  const name = options.array ?? onlyOne(tensors, isEdges, 'tensor of whole numbers [E, 2]');
  const graph = graphFromTensor(name, tensorNamed('--array', tensors, name));
  const edges = graph.sources.length;
  const implied = name === 'edges' && Object.hasOwn(tensors, 'weights') ? 'weights' : undefined;
  const weights = options.weights ?? implied;
  if (weights === undefined) return { bytes: encode(writeEdgeTable(graph)), omitted: rest(content, [name]) };
  const tensor = tensorNamed('--weights', tensors, weights);
  if ((tensor.dtype !== 'F32' && tensor.dtype !== 'F64') || tensor.data.length !== edges) {
    throw new UsageError(`--weights: '${weights}' is ${describeTensor(tensor)}, allowed is F32 or F64 [${edges}]`);
  }
  return { bytes: encode(writeEdgeTable(graph, tensor.data)), omitted: rest(content, [name, weights]) };
}

function isEdges({ dtype, shape }: SafetensorsTensor): boolean {
  return /^[IU]\d+$/.test(dtype) && shape.length === 2 && shape[1] === 2;
}

function onlyOne(tensors: Content['tensors'], fits: (tensor: SafetensorsTensor) => boolean, what: string): string {
  const names = Object.keys(tensors).filter((name) => fits(tensors[name]!));
  if (names.length === 1) return names[0]!;
  const found = names.length === 0 ? 'none' : names.join(', ');
  throw new UsageError(`which ${what} is meant must be said with --array: there is ${found}`);
}

function tensorNamed(flag: string, tensors: Content['tensors'], name: string): SafetensorsTensor {
  const tensor = Object.hasOwn(tensors, name) ? tensors[name] : undefined;
  if (tensor !== undefined) return tensor;
  throw new UsageError(`${flag}: no tensor '${name}', there are ${Object.keys(tensors).join(', ') || 'none'}`);
}

function rest({ tensors, metadata }: Content, taken: readonly string[]): string[] {
  const names = Object.keys(tensors).filter((name) => !taken.includes(name));
  return Object.keys(metadata).length === 0 ? names : [...names, 'metadata'];
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
