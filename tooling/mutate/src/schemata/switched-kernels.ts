import type { Backend } from '@hkmem/backend';
import type { KernelExports } from '../../../../packages/backend-wasm/src/launch/kernel-instance.ts';
import type { Heap } from '../../../../packages/backend-wasm/src/memory/heap.ts';
import { type WatchedOptions, watchedBackend } from '../../../../packages/backend-wasm/test/watched-backend.ts';

/** What binaries with switches export besides. */
interface SwitchExports extends KernelExports {
  readonly mutant: WebAssembly.Global<'i32'>;
  readonly reached: WebAssembly.Global<'i32'>;
  readonly fuel: WebAssembly.Global<'i32'>;
}

/** The most fuel there is. */
const fullTank = 2 ** 31 - 1;

/** Kernels with mutants in them, one of which is on, on one thread and memory of their own. */
export class SwitchedKernels {
  readonly backend: Backend;
  readonly #heap: Heap;
  readonly #exports: SwitchExports;
  readonly #flags: number;
  readonly #size: number;

  private constructor(heap: Heap, exports: SwitchExports, backend: Backend, flags: number, size: number) {
    this.backend = backend;
    this.#heap = heap;
    this.#exports = exports;
    this.#flags = flags;
    this.#size = size;
  }

  /** `size` mutants are in the binary; `mutant` is on, none if it is negative. */
  static async create(
    module: WebAssembly.Module,
    watched: WatchedOptions,
    size: number,
    mutant: number,
  ): Promise<SwitchedKernels> {
    // Modules of laws, which run beside relaxed kernels too, are plain ones.
    const kernels = { module, relaxed: false, shared: true };
    const backend = await watchedBackend<SwitchExports>(kernels, watched);
    const { heap, instance } = backend;
    const flags = heap.allocate(Math.max(size, 1));
    const { exports } = instance;
    exports.mutant.value = mutant;
    exports.reached.value = flags;
    return new SwitchedKernels(heap, exports, backend, flags, size);
  }

  /** Fills up, before a system is run, with a full tank or less. */
  refuel(fuel: number = fullTank): void {
    this.#exports.fuel.value = Math.min(fuel, fullTank);
    this.#marks().fill(0);
  }

  /** What was taken since. */
  get burnt(): number {
    return fullTank - this.#exports.fuel.value;
  }

  /** Numbers of the mutants whose code was run since. */
  get reached(): readonly number[] {
    return [...this.#marks()].flatMap((flag, number) => (flag === 0 ? [] : [number]));
  }

  #marks(): Uint8Array {
    return new Uint8Array(this.#heap.memory.buffer, this.#flags, this.#size);
  }
}
