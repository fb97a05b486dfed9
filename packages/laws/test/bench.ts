/** Row functions of a module. */
export type Rows = Record<string, (...pointers: number[]) => void>;

/** A module with memory of its own, and a place to put arrays. */
export class Bench {
  readonly memory: WebAssembly.Memory;
  readonly rows: Rows;
  #top = 1024;

  constructor(binary: Uint8Array<ArrayBuffer>, shared: boolean, kernels: WebAssembly.ModuleImports) {
    this.memory = new WebAssembly.Memory({ initial: 4, ...(shared ? { maximum: 4, shared } : {}) });
    const imports = { env: { memory: this.memory }, kernels };
    this.rows = new WebAssembly.Instance(new WebAssembly.Module(binary), imports).exports as Rows;
  }

  /** A pointer to float32 values. */
  put(values: ArrayLike<number>): number {
    const pointer = this.#take(4 * values.length);
    new Float32Array(this.memory.buffer, pointer, values.length).set(values);
    return pointer;
  }

  words(values: readonly number[]): number {
    const pointer = this.#take(4 * values.length);
    new Uint32Array(this.memory.buffer, pointer, values.length).set(values);
    return pointer;
  }

  floats(pointer: number, count: number): Float32Array {
    return new Float32Array(this.memory.buffer, pointer, count);
  }

  doubles(pointer: number, count: number): Float64Array {
    return new Float64Array(this.memory.buffer, pointer, count);
  }

  #take(bytes: number): number {
    const pointer = this.#top;
    this.#top += 16 * Math.ceil(bytes / 16) + 16;
    return pointer;
  }
}
