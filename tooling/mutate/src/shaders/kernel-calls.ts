import type { Kernel } from '../../../../packages/backend-webgpu/src/device/kernel.ts';

/** A call of a function that makes kernels, by code that does not. */
export interface KernelCall {
  /** Of the module, from the root. */
  readonly file: string;
  readonly name: string;
  readonly given: readonly unknown[];
  readonly result: unknown;
}

/** Constants that modules of kernels give to code outside. */
export interface KernelConstant {
  readonly file: string;
  readonly name: string;
  readonly value: unknown;
}

/** Calls by their keys: the function and what it was given. */
export const kernelCalls: Map<string, KernelCall> = new Map();
export const kernelConstants: KernelConstant[] = [];
/** Keys of the calls since it was last emptied. */
export const recentCalls: Set<string> = new Set();

const keys = new WeakMap<object, string>();
const identities = new WeakMap<object, number>();
let nextIdentity = 0;

/** What stands for an export of a module of kernels outside of these modules: of functions every call is kept. */
export function recorded<T>(file: string, name: string, value: T): T {
  if (typeof value !== 'function') {
    kernelConstants.push({ file, name, value });
    return value;
  }
  const call = value as unknown as (...given: readonly unknown[]) => unknown;
  return ((...given: readonly unknown[]): unknown => {
    const result = call(...given);
    const key = `${file} ${name} ${given.map(keyOf).join()}`;
    recentCalls.add(key);
    if (!kernelCalls.has(key)) kernelCalls.set(key, { file, name, given, result });
    if (typeof result === 'object' && result !== null) keys.set(result, key);
    return result;
  }) as T;
}

/** The key of the call that made a kernel. */
export function callOf(kernel: Kernel): string | undefined {
  return keys.get(kernel);
}

/** Laws and functions are told apart by being others, all else by what it says. */
function keyOf(value: unknown): string {
  if (typeof value === 'function') return identityOf(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  if (Array.isArray(value)) return `[${value.map(keyOf).join()}]`;
  const isPlain = Object.getPrototypeOf(value) === Object.prototype && !('arena' in value) && !('args' in value);
  if (!isPlain) return identityOf(value);
  return `{${Object.entries(value)
    .map(([name, entry]) => `${name}:${keyOf(entry)}`)
    .join()}}`;
}

function identityOf(value: object): string {
  const known = identities.get(value) ?? nextIdentity++;
  identities.set(value, known);
  return `#${known}`;
}
