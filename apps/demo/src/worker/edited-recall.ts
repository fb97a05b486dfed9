import { type Engine, normaliseRows, type RandomKey, type SystemSpec } from '@hkmem/backend';
import { fixedSteps, recall, rk4, withInput, writeParameters } from '@hkmem/dynamics';
import { indexOfLargest } from './index-of-largest.ts';

/** Time of the flow, long past T = 1, and its steps. */
const [until, steps] = [5, 40];

type Numbers = Readonly<Record<string, Float32Array>>;

/** A memory at rest, and two edits of it with one rule. */
export interface EditSides {
  readonly base: { readonly spec: SystemSpec; readonly parameters: Numbers };
  /** By oscillators: `start.s` is where they start, [N, D], which is what the edit is; the rest keeps and couples them. */
  readonly edit: { readonly spec: SystemSpec; readonly parameters: Numbers };
  /** By a correction U diag(c) U^T of the weights, U [N, r]. */
  readonly lora: { readonly spec: SystemSpec; readonly U: Float32Array; readonly c: Float32Array };
}

export type SideName = 'unedited' | 'oscillators' | 'lora';

/** The engine kept under a name, made and set up when it is first asked for. */
export type EngineOf = (name: string, spec: SystemSpec, setUp: (engine: Engine) => void) => Engine;

export interface EditedRequest {
  /** 784 in [0, 1]; where the flow starts, and its input. */
  readonly pixels: Float32Array;
  /** How large the normal noise is that edits are disturbed by, in their own size. */
  readonly disturbed: number;
  readonly key: RandomKey;
}

export interface EditedEnd {
  readonly answers: Readonly<Record<SideName, number>>;
  /** Class units at the end. */
  readonly outputs: Readonly<Record<SideName, readonly number[]>>;
  /** Mean overlap of coupled oscillators with where the edit has them, at the start and at the end. */
  readonly overlap: { readonly start: number; readonly end: number };
}

/** Where oscillators start, disturbed: noise is added to each direction, which then has length 1 again; [N, D]. */
export function disturbedDirections(s: Float32Array, D: number, disturbed: number, key: RandomKey): Float32Array {
  const N = s.length / D;
  const unit = new Float64Array(s.length);
  normaliseRows(Float64Array.from(s), unit, N, D);
  if (disturbed === 0) return Float32Array.from(unit);
  const noise = key.fold('oscillators').normal(s.length);
  const moved = unit.map((entry, k) => entry + (disturbed / Math.sqrt(D)) * noise[k]!);
  normaliseRows(moved, unit, N, D);
  return Float32Array.from(unit);
}

/** U with noise of as much of the size of each of its rows. */
export function disturbedFactors(U: Float32Array, r: number, disturbed: number, key: RandomKey): Float32Array {
  if (disturbed === 0) return U;
  const noise = key.fold('lora').normal(U.length);
  return U.map((entry, k) => {
    const row = U.subarray(r * Math.floor(k / r), r * Math.floor(k / r) + r);
    const size = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    return entry + (disturbed / Math.sqrt(r)) * size * noise[k]!;
  });
}

/** The weights of a memory in layers as one matrix, with a correction; [N, N]. */
export function correctedWeights({ base, lora }: EditSides, U: Float32Array): Float32Array {
  const { neurons: N, threshold } = base.spec;
  const W = new Float32Array(N * N);
  const sizes = (threshold!.layers ?? []).map((layer) => (typeof layer === 'number' ? layer : layer.size));
  let below = 0;
  sizes.slice(0, -1).forEach((columns, l) => {
    const above = below + columns;
    base.parameters[`hopfield.layers.${l}`]!.forEach((weight, k) => {
      const [i, j] = [above + Math.floor(k / columns), below + (k % columns)];
      W[i * N + j] = weight;
      W[j * N + i] = weight;
    });
    below = above;
  });
  const r = lora.c.length;
  for (let i = 0; i < N; i++) {
    for (let j = 0; j < N; j++) {
      let sum = 0;
      for (let k = 0; k < r; k++) sum += U[i * r + k]! * lora.c[k]! * U[j * r + k]!;
      W[i * N + j]! += sum;
    }
  }
  return W;
}

/** One image under the memory as it is, and under either edit of it, disturbed. */
export async function recallEdited(engineOf: EngineOf, sides: EditSides, request: EditedRequest): Promise<EditedEnd> {
  const { base, edit, lora } = sides;
  const { disturbed, key } = request;
  const N = base.spec.neurons;
  const D = edit.spec.oscillators!.dimension;
  const x = new Float32Array(N);
  x.set(request.pixels);
  const home = disturbedDirections(edit.parameters['start.s']!, D, 0, key);
  const s = disturbedDirections(edit.parameters['start.s']!, D, disturbed, key);
  const unedited = engineOf('edit-none', base.spec, (engine) => writeParameters(engine, base.parameters));
  const oscillating = engineOf('edit-oscillators', edit.spec, (engine) => {
    const { 'start.s': _, ...parameters } = edit.parameters;
    writeParameters(engine, { ...base.parameters, ...parameters });
  });
  const corrected = engineOf('edit-lora', lora.spec, (engine) =>
    writeParameters(engine, { 'hopfield.bias': base.parameters['hopfield.bias']! }),
  );
  const U = disturbedFactors(lora.U, lora.c.length, disturbed, key);
  writeParameters(corrected, { 'hopfield.weights': correctedWeights(sides, U) });
  const plain = await flowed(unedited, { x });
  const moved = await flowed(oscillating, { x, s });
  const changed = await flowed(corrected, { x });
  const outputs = { unedited: classes(plain.x!), oscillators: classes(moved.x!), lora: classes(changed.x!) };
  const answers = {
    unedited: indexOfLargest(outputs.unedited),
    oscillators: indexOfLargest(outputs.oscillators),
    lora: indexOfLargest(outputs.lora),
  };
  const coupled = [...new Set([...edit.spec.oscillators!.graph.sources, ...edit.spec.oscillators!.graph.targets])];
  return {
    answers,
    outputs,
    overlap: { start: meanOverlap(home, s, D, coupled), end: meanOverlap(home, moved.s!, D, coupled) },
  };
}

/** The state at the end of the flow from a start, whose x is held as the input. */
async function flowed(engine: Engine, start: { readonly x: Float32Array; readonly s?: Float32Array }) {
  const driven = withInput(engine, start.x, 1);
  try {
    const settings = { solver: rk4, control: fixedSteps(steps), until, steadyBelow: false } as const;
    return (await recall(driven, start, settings)).state;
  } finally {
    driven.dispose();
  }
}

function classes(x: ArrayLike<number>): number[] {
  return Array.from({ length: 10 }, (_, n) => x[x.length - 10 + n]!);
}

function meanOverlap(a: ArrayLike<number>, b: ArrayLike<number>, D: number, neurons: readonly number[]): number {
  let sum = 0;
  for (const i of neurons) for (let d = 0; d < D; d++) sum += a[i * D + d]! * b[i * D + d]!;
  return sum / Math.max(1, neurons.length);
}
