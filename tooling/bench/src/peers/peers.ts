import { fileURLToPath } from 'node:url';
import type { PeerKind } from './problem.ts';

/** A program that does the same update with another software, or with ours. */
export interface Peer {
  /** `jax`, `torch`, `jax-js`, `tfjs`, `hkmem`. */
  readonly id: string;
  readonly title: string;
  /** What runs the program: this Node, or Python with modules. */
  readonly runtime: 'node' | 'python';
  /** Modules that it imports, for the words about one that is missing. */
  readonly modules: readonly string[];
  /** File in `programs/`. */
  readonly file: string;
  /** Ways to write the update; the better one counts. */
  readonly forms: Readonly<Record<PeerKind, readonly string[]>>;
  /** What a reader must know. */
  readonly note?: string;
}

/** Ours first. */
export const peers: readonly Peer[] = [
  {
    id: 'hkmem',
    title: 'hkmem, wasm',
    runtime: 'node',
    modules: ['@hkmem/backend-wasm'],
    file: 'hkmem-peer.ts',
    forms: { hopfield: ['1', '2'], coupled: ['1', '2'] },
  },
  {
    id: 'jax',
    title: 'JAX with diffrax',
    runtime: 'python',
    modules: ['jax', 'diffrax'],
    file: 'jax_peer.py',
    forms: { hopfield: ['dense'], coupled: ['dense', 'sparse'] },
  },
  {
    id: 'torch',
    title: 'PyTorch, eager',
    runtime: 'python',
    modules: ['torch'],
    file: 'torch_peer.py',
    forms: { hopfield: ['dense'], coupled: ['dense', 'sparse'] },
  },
  {
    id: 'jax-js',
    title: 'jax-js, wasm',
    runtime: 'node',
    modules: ['@jax-js/jax'],
    file: 'jax-js-peer.ts',
    forms: { hopfield: ['dense'], coupled: ['dense'] },
  },
  {
    id: 'tfjs',
    title: 'tfjs ops, wasm',
    runtime: 'node',
    modules: ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-wasm'],
    file: 'tfjs-peer.ts',
    forms: { hopfield: ['tape'], coupled: ['tape', 'by-hand'] },
  },
];

/** The program of a peer. */
export function programOf({ file }: Peer): string {
  return fileURLToPath(new URL(`programs/${file}`, import.meta.url));
}
