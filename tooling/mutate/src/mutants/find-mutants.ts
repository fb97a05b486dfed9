import { globSync, readFileSync } from 'node:fs';
import { codeChanges } from './code-mutants.ts';
import { type Mutant, mutantsOf } from './mutant.ts';
import { shaderChanges } from './shader-mutants.ts';

/** Kinds of kernels: AssemblyScript, and WGSL in TypeScript. */
export const kernelParts = ['wasm', 'wgsl'] as const;
export type KernelPart = (typeof kernelParts)[number];

/** Files of each kind, from the root. */
const files: Readonly<Record<KernelPart, string>> = {
  wasm: 'packages/backend-wasm/assembly/*.ts',
  wgsl: 'packages/backend-webgpu/src/kernels/*.ts',
};

/** Functions beside WGSL that count its operations, from which no result follows. */
const costs = /Flops$/;

/** Files that kernels of one kind are written in, from the root. */
export function kernelFiles(root: string, part: KernelPart): readonly string[] {
  return globSync(files[part], { cwd: root })
    .filter((file) => !file.endsWith('.test.ts'))
    .sort();
}

/** Every fault that is put into the kernels of one kind, files and places in order. */
export function findMutants(root: string, part: KernelPart): readonly Mutant[] {
  return kernelFiles(root, part).flatMap((file) => {
    const text = readFileSync(`${root}/${file}`, 'utf8');
    const changes =
      part === 'wasm' ? codeChanges(file, text) : [...codeChanges(file, text, costs), ...shaderChanges(file, text)];
    return mutantsOf(file, text, changes);
  });
}

/** So many of them by a seed, in their order; all if there are no more. */
export function sampleOf<T>(all: readonly T[], order: Uint32Array, count: number): readonly T[] {
  return [...order.subarray(0, count)].sort((a, b) => a - b).map((index) => all[index]!);
}
