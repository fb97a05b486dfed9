import { list, section, text, unsigned } from './bytes.ts';
import { type FunctionCode, types } from './code.ts';

/** Elementary functions (v128) -> v128 that a module imports from `kernels`. */
export const kernelFunctions = ['exp', 'log', 'tanh', 'sigmoid', 'softplus', 'logcosh'] as const;
/** A name of such a function. */
export type KernelFunction = (typeof kernelFunctions)[number];

/** How a module is made. */
export interface ModuleOptions {
  /** Uses relaxed multiply-adds. */
  readonly relaxed: boolean;
  /** Imports shared memory. */
  readonly shared: boolean;
}

/** Collects functions for a module. */
export interface ModuleDraft {
  readonly relaxed: boolean;
  /** The number of an imported function, which is imported by being asked for. */
  imported(name: KernelFunction): number;
}

/** Most pages of a shared memory that a module accepts. */
const mostPages = 65536;

/**
 * A module of the functions that `write` makes, exported by name, none with a result. It imports `env.memory` and from
 * `kernels` what was asked for; it has no data, table, globals or start.
 */
export function assemble(
  { relaxed, shared }: ModuleOptions,
  write: (draft: ModuleDraft) => Readonly<Record<string, FunctionCode>>,
): Uint8Array<ArrayBuffer> {
  const imports: KernelFunction[] = [];
  const draft: ModuleDraft = {
    relaxed,
    imported(name) {
      if (!imports.includes(name)) imports.push(name);
      return imports.indexOf(name);
    },
  };
  const functions = Object.entries(write(draft));
  const elementary = [0x60, ...list([[types.v128]]), ...list([[types.v128]])];
  const signatures = functions.map(([, { parameters }]) => [
    0x60,
    ...list(parameters.map(({ type }) => [types[type]])),
    ...list([]),
  ]);
  const memory = [...text('env'), ...text('memory'), 2, ...(shared ? [3, 1, ...unsigned(mostPages)] : [0, 1])];
  const imported = imports.map((name) => [...text('kernels'), ...text(name), 0, 0]);
  const exported = functions.map(([name], k) => [...text(name), 0, ...unsigned(imports.length + k)]);
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list([elementary, ...signatures])),
    ...section(2, list([memory, ...imported])),
    ...section(3, list(functions.map((_, k) => unsigned(k + 1)))),
    ...section(7, list(exported)),
    ...section(10, list(functions.map(([, code]) => code.finish()))),
  ]);
}
