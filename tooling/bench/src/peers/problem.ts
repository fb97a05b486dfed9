import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { editTask } from '@hkmem/datasets';
import { tsit5 } from '@hkmem/dynamics';
import { type Data, firstBatch } from '../problem/data.ts';
import type { Sizes } from '../problem/sizes.ts';
import { coupledProblem, editedParameters, hopfieldProblem, type Problem } from '../problem/systems.ts';

/** The updates that peers do. */
export const peerKinds = ['hopfield', 'coupled'] as const;
/** One of them: all weights of a Hopfield memory, or what an edit of a frozen one trains. */
export type PeerKind = (typeof peerKinds)[number];

/** A flat array with its shape; numbers are float32, indices int32. */
export interface PeerArray {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

/** An update as every peer gets it: a batch, a system, where training begins, and how it is integrated. */
export interface PeerProblem {
  readonly kind: PeerKind;
  readonly neurons: number;
  readonly batch: number;
  /** Equal steps of Tsit5 to T = 1. */
  readonly steps: number;
  /** Coefficients of the stages that a step needs. */
  readonly tableau: { readonly a: readonly (readonly number[])[]; readonly b: readonly number[] };
  /** Learning rate of Lion. */
  readonly rate: number;
  /** Threads that a peer may use. */
  readonly threads: number;
  /** Samples that peers take at a time where a whole batch would not fit their memory. */
  readonly chunk: number;
  /** Names of the arrays that are trained. */
  readonly trained: readonly string[];
  /** By name: V, b, x [B, N], targets [B, 10]; coupled too: A, B [E], alpha, O [D, D], start [N, D], sources and sinks of edges [E]. */
  readonly arrays: Readonly<Record<string, PeerArray>>;
}

/** A loss and its gradients by name. */
export interface PeerGradients {
  readonly loss: number;
  readonly arrays: Readonly<Record<string, PeerArray>>;
}

/** What training is asked of: the system in the terms of this software, its batch, and the same for peers. */
export interface PeerTask {
  readonly problem: Problem;
  readonly x: Float32Array;
  readonly labels: Uint8Array;
  readonly peer: PeerProblem;
}

/** Names that peers give to parameters, by path. */
export const peerNames: Readonly<Record<string, string>> = {
  'hopfield.weights': 'V',
  'hopfield.bias': 'b',
  'kuramoto.A': 'A',
  'kuramoto.B': 'B',
  'kuramoto.omega': 'O',
  'coupling.alpha': 'alpha',
  'start.s': 'start',
};

const classes = 10;

/** The parameters that an update of this kind trains, by path. */
export function trainedPaths(kind: PeerKind): readonly string[] {
  return kind === 'hopfield' ? ['hopfield.weights', 'hopfield.bias'] : editedParameters;
}

/** Options of an update that are not sizes. */
export interface PeerTaskOptions {
  readonly steps: number;
  readonly threads: number;
  readonly chunk: number;
}

/** The first batch of the images and the systems of the other rows, for every peer alike. */
export function peerTask(kind: PeerKind, sizes: Sizes, data: Data, options: PeerTaskOptions): PeerTask {
  const { neurons: N, batch: B, dimension: D } = sizes;
  const problem = kind === 'hopfield' ? hopfieldProblem(sizes) : coupledProblem(sizes);
  const first = firstBatch(data, sizes);
  const [x, labels] = [Float32Array.from(first.x!), labelsOf(kind, first.labels)];
  const graph = problem.spec.oscillators?.graph;
  const shapes: Readonly<Record<string, readonly number[]>> = {
    ...{ V: [N, N], b: [N], O: [D, D], alpha: [], start: [N, D] },
    ...(graph !== undefined && { A: [graph.sources.length], B: [graph.sources.length] }),
  };
  const arrays: Record<string, PeerArray> = {};
  for (const [path, values] of Object.entries(problem.parameters)) {
    const name = peerNames[path];
    if (name !== undefined) arrays[name] = { shape: shapes[name]!, values: Float32Array.from(values) };
  }
  arrays['x'] = { shape: [B, N], values: x };
  const sign = (_: unknown, n: number): number => (labels[Math.floor(n / classes)] === n % classes ? 1 : -1);
  arrays['targets'] = { shape: [B, classes], values: Float32Array.from({ length: B * classes }, sign) };
  if (graph !== undefined) {
    arrays['sources'] = { shape: [graph.sources.length], values: Int32Array.from(graph.sources) };
    arrays['sinks'] = { shape: [graph.targets.length], values: Int32Array.from(graph.targets) };
  }
  // The last stage is the field at the end of the step, which these steps do not need.
  const tableau = { a: tsit5.a.slice(0, -1), b: tsit5.b.slice(0, -1) };
  const trained = trainedPaths(kind).map((path) => peerNames[path]!);
  return {
    problem,
    x,
    labels,
    peer: { kind, neurons: N, batch: B, ...options, tableau, rate: 1e-4, trained, arrays },
  };
}

function labelsOf(kind: PeerKind, labels: ArrayLike<number>): Uint8Array {
  const own = Uint8Array.from(labels);
  return kind === 'hopfield' ? own : editTask({ name: 'swap' }).labels({ labels: own, classes });
}

type Entry = { readonly type: 'float32' | 'int32'; readonly shape: readonly number[]; readonly offset: number };

/** Writes problem.json and problem.bin, which programs in any language read. */
export function writeProblem(folder: string, problem: PeerProblem): void {
  mkdirSync(folder, { recursive: true });
  const entries: Record<string, Entry> = {};
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const [name, { shape, values }] of Object.entries(problem.arrays)) {
    entries[name] = { type: values instanceof Int32Array ? 'int32' : 'float32', shape, offset };
    parts.push(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    offset += values.byteLength;
  }
  writeFileSync(join(folder, 'problem.bin'), Buffer.concat(parts));
  writeFileSync(join(folder, 'problem.json'), JSON.stringify({ ...problem, arrays: entries }));
}

/** Reads what `writeProblem` has written. */
export function readProblem(folder: string): PeerProblem {
  const text = readFileSync(join(folder, 'problem.json'), 'utf8');
  const { arrays, ...rest } = JSON.parse(text) as Omit<PeerProblem, 'arrays'> & {
    readonly arrays: Readonly<Record<string, Entry>>;
  };
  return { ...rest, arrays: readArrays(join(folder, 'problem.bin'), arrays) };
}

/** Arrays of a binary file by the entries that describe them. */
export function readArrays(file: string, entries: Readonly<Record<string, Entry>>): Record<string, PeerArray> {
  const { buffer, byteOffset, byteLength } = readFileSync(file);
  const bytes = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
  const read = ({ type, shape, offset }: Entry): PeerArray => {
    const size = shape.reduce((product, length) => product * length, 1);
    return { shape, values: new (type === 'int32' ? Int32Array : Float32Array)(bytes, offset, size) };
  };
  return Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, read(entry)]));
}
