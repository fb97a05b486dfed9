import { DeviceError } from '@hkmem/backend';
import type { ModuleOptions } from '@hkmem/laws';
import type { CompiledKernels } from '../variant.ts';

/** What every binary exports, besides the elementary functions that modules of laws import. */
export interface KernelExports {
  run(kernel: number, block: number, begin: number, end: number, thread: number): void;
}

/** Makes a module of a law for given kernels. */
export type MakeModule = (options: ModuleOptions) => Uint8Array<ArrayBuffer>;

/** Kernels on the memory of one thread, with the table through which they call functions of laws. */
export class KernelInstance<Exports extends KernelExports = KernelExports> {
  readonly exports: Exports;
  /** What modules of laws have to be like. */
  readonly options: ModuleOptions;
  readonly #memory: WebAssembly.Memory;
  readonly #table: WebAssembly.Table;

  private constructor(
    kernels: CompiledKernels,
    memory: WebAssembly.Memory,
    table: WebAssembly.Table,
    exports: Exports,
  ) {
    this.options = { relaxed: kernels.relaxed, shared: kernels.shared };
    this.#memory = memory;
    this.#table = table;
    this.exports = exports;
  }

  static async create<Exports extends KernelExports>(
    kernels: CompiledKernels,
    memory: WebAssembly.Memory,
  ): Promise<KernelInstance<Exports>> {
    const table = new WebAssembly.Table({ element: 'anyfunc', initial: 1 });
    const { exports } = await WebAssembly.instantiate(kernels.module, { env: { memory, table } });
    return new KernelInstance(kernels, memory, table, exports as unknown as Exports);
  }

  /** Where the next functions go in the table; its first place stays empty. */
  get nextPlace(): number {
    return this.#table.length;
  }

  /** Appends the functions that a module exports, in its order; returns the place of the first. @throws {DeviceError} */
  add(binary: Uint8Array<ArrayBuffer>): number {
    const functions = Object.values(this.#instantiate(binary).exports);
    const place = this.#table.grow(functions.length);
    functions.forEach((each, k) => void this.#table.set(place + k, each));
    return place;
  }

  /** Without waiting, since engines are made so. */
  #instantiate(binary: Uint8Array<ArrayBuffer>): WebAssembly.Instance {
    const imports = { env: { memory: this.#memory }, kernels: this.exports as unknown as WebAssembly.ModuleImports };
    try {
      return new WebAssembly.Instance(new WebAssembly.Module(binary), imports);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new DeviceError(
        `module of a law: got ${binary.length} bytes that were not taken: ${reason}. Pages whose own thread may not ` +
          'compile so much run the backend in a worker of theirs.',
      );
    }
  }
}
