import { expect } from 'vitest';
import { pairModule } from '../src/emit/wasm/pair-module.ts';
import type { Arena } from '../src/expression/arena.ts';
import type { Node } from '../src/expression/expression.ts';
import { interactionLaws } from '../src/law/built-in.ts';
import { pairWords } from '../src/law/pair-words.ts';
import { arrayFunction, type Input } from '../src/program/closure.ts';
import { Bench } from './bench.ts';
import { kernelImports } from './kernel-functions.ts';

const kernels = await kernelImports();
export const benchOf = (binary: Uint8Array<ArrayBuffer>, shared: boolean): Bench => new Bench(binary, shared, kernels);
const relaxedProbe = pairModule(pairWords([{ law: interactionLaws.tanh, weight: 1 }]), {
  relaxed: true,
  shared: false,
});
export const variants: readonly { readonly relaxed: boolean; readonly shared: boolean }[] = [
  { relaxed: false, shared: false },
  { relaxed: false, shared: true },
  ...(WebAssembly.validate(relaxedProbe)
    ? [
        { relaxed: true, shared: false },
        { relaxed: true, shared: true },
      ]
    : []),
];
export const runs: { readonly numRuns: number; readonly seed: number } = { numRuns: 25, seed: 20261127 };

/** float32 against float64: an ulp is 1.2e-7, and sums of some ten operations may cancel in part. */
const tolerance = 3e-5;

export function near(got: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  const scale = Math.max(1, ...Array.from(expected, Math.abs));
  for (let k = 0; k < expected.length; k++) {
    expect(Math.abs(got[k]! - expected[k]!) / scale, `${what} ${k}: ${got[k]} for ${expected[k]}`).toBeLessThan(
      tolerance,
    );
  }
}

export function single(length: number, value: (k: number) => number): Float32Array {
  return Float32Array.from({ length }, (_, k) => value(k));
}

export function float64(
  arena: Arena,
  nodes: readonly Node[],
  inputs: Record<string, Input>,
  count: number,
): Float64Array[] {
  const outputs = nodes.map(() => new Float64Array(count));
  arrayFunction(arena, nodes).run(inputs, outputs, count);
  return outputs;
}

/** Numbers between -1 and 1 that look random. */
export const noise = (k: number): number => Math.sin(12.9898 * (k + 1)) * Math.cos(4.1414 * (k + 3));
