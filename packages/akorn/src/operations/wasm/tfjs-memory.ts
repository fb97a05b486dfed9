import { DeviceError } from '@hkmem/backend';
import * as tf from '@hkmem/backend/tf';

/** What is used of tfjs's wasm backend beyond its types. */
interface TfjsWasm {
  readonly wasm: {
    readonly wasmMemory?: WebAssembly.Memory;
    readonly asm?: { readonly memory?: WebAssembly.Memory };
    _malloc(bytes: number): number;
    _free(pointer: number): void;
  };
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } | undefined };
  makeOutput(shape: number[], dtype: 'float32'): tf.TensorInfo;
}

/** Tensors of tfjs's wasm backend as pointers into its memory. */
export class TfjsMemory {
  readonly #backend: TfjsWasm;
  /** tfjs's own memory. */
  readonly memory: WebAssembly.Memory;

  /** @throws {DeviceError} if tfjs's wasm backend is not the active one, or is not as expected. */
  constructor() {
    this.#backend = tf.backend() as unknown as TfjsWasm;
    const memory = this.#backend.wasm?.wasmMemory ?? this.#backend.wasm?.asm?.memory;
    if (memory === undefined) {
      throw new DeviceError(
        'tfjs-backend-wasm: got a module without a memory, expected version 4.22. Install @tensorflow/tfjs-backend-wasm 4.22.',
      );
    }
    this.memory = memory;
  }

  /** Whether this is still the backend that tfjs computes on. */
  get active(): boolean {
    return (tf.backend() as unknown) === this.#backend;
  }

  /** Where a tensor's entries begin. The entries of another backend's tensor are moved here first. */
  pointer(tensor: tf.Tensor): number {
    const entry = this.#backend.dataIdMap.get(tensor.dataId);
    if (entry === undefined) throw new DeviceError('a tensor of another backend: got one, expected one of wasm.');
    return entry.memoryOffset >>> 0;
  }

  /** A new tensor, its entries not set. */
  output(shape: readonly number[]): tf.Tensor {
    return tf.engine().makeTensorFromTensorInfo(this.#backend.makeOutput([...shape], 'float32'));
  }

  /** Runs `use` with so many bytes that are free until it returns, from an address that is a multiple of 16. */
  scratch<T>(bytes: number, use: (pointer: number) => T): T {
    const pointer = this.#backend.wasm._malloc(bytes + 16) >>> 0;
    if (pointer === 0) {
      throw new DeviceError(`wasm memory is full: ${bytes} bytes more were asked for. Take a smaller batch or budget.`);
    }
    try {
      return use((pointer + 15) & ~15);
    } finally {
      this.#backend.wasm._free(pointer);
    }
  }
}
