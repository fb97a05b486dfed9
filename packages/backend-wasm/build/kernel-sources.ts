/** Types of fields, four bytes each: whole numbers and pointers, and float32. */
export const fieldTypes = ['i32', 'usize', 'f32'] as const;

/** A field of a class. */
export interface Field {
  readonly name: string;
  readonly type: (typeof fieldTypes)[number];
}

/** An `@unmanaged` class: how a piece of memory is laid out, fields in order. */
export interface Layout {
  readonly file: string;
  readonly name: string;
  readonly fields: readonly Field[];
}

/** An exported function (block, begin, end, thread), and the class of its block. */
export interface Kernel {
  readonly file: string;
  readonly name: string;
  readonly block: string;
}

/** An exported whole number. */
export interface Constant {
  readonly file: string;
  readonly name: string;
  readonly value: number;
}

/** What the host has to know of kernels, as their sources say it. */
export interface KernelSources {
  readonly kernels: readonly Kernel[];
  readonly layouts: readonly Layout[];
  readonly constants: readonly Constant[];
}

/** A kernel's source from which no launch can be written. */
export class KernelSourceError extends Error {
  override readonly name = 'KernelSourceError';

  /** `got` is what the file holds, `expected` what is allowed there. */
  constructor(file: string, got: string, expected: string) {
    super(`assembly/${file}.ts: got ${got}, expected ${expected}.`);
  }
}
