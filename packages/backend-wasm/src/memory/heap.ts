import { DeviceError, HkmemError } from '@hkmem/backend';

/** Who gives and takes back raw memory: tfjs's own heap, or one of ours. Pointers are bytes from the memory's start. */
export interface Allocator {
  readonly memory: WebAssembly.Memory;
  /** Returns a pointer, or undefined if there is no more. */
  take(bytes: number): number | undefined;
  give(pointer: number): void;
}

/** Cache line; panels and scratch start on one. */
const alignment = 64;

/** Aligned, accounted memory for kernels, and views of it. */
export class Heap {
  readonly memory: WebAssembly.Memory;
  readonly #allocator: Allocator;
  readonly #blocks = new Map<number, { readonly raw: number; readonly bytes: number }>();
  #bytesInUse = 0;

  constructor(allocator: Allocator) {
    this.memory = allocator.memory;
    this.#allocator = allocator;
  }

  /** Bytes taken and not given back. */
  get bytesInUse(): number {
    return this.#bytesInUse;
  }

  /** Zeroed memory. @throws {DeviceError} when the memory cannot grow so far. */
  allocate(bytes: number): number {
    const padded = Math.max(alignment, Math.ceil(bytes / alignment) * alignment);
    const raw = this.#allocator.take(padded + alignment);
    if (raw === undefined) {
      const mebibytes = (value: number): string => `${(value / 2 ** 20).toFixed(1)} MiB`;
      throw new DeviceError(
        `out of memory: got a request for ${mebibytes(bytes)} with ${mebibytes(this.#bytesInUse)} in use by kernels, ` +
          `allowed are 4 GiB in all. Use smaller batches, dispose of states, or store fewer stages.`,
      );
    }
    const pointer = Math.ceil(raw / alignment) * alignment;
    this.#blocks.set(pointer, { raw, bytes: padded });
    this.#bytesInUse += padded;
    this.bytes(pointer, padded).fill(0);
    return pointer;
  }

  free(pointer: number): void {
    const block = this.#blocks.get(pointer);
    if (block === undefined) return;
    this.#blocks.delete(pointer);
    this.#bytesInUse -= block.bytes;
    this.#allocator.give(block.raw);
  }

  /** A view that holds until the memory next grows. */
  floats(pointer: number, count: number): Float32Array<ArrayBufferLike> {
    return new Float32Array(this.memory.buffer, pointer, count);
  }

  doubles(pointer: number, count: number): Float64Array<ArrayBufferLike> {
    return new Float64Array(this.memory.buffer, pointer, count);
  }

  integers(pointer: number, count: number): Int32Array<ArrayBufferLike> {
    return new Int32Array(this.memory.buffer, pointer, count);
  }

  /** For words of several types, by their place in bytes. */
  view(pointer: number, bytes: number): DataView<ArrayBufferLike> {
    return new DataView(this.memory.buffer, pointer, bytes);
  }

  bytes(pointer: number, count: number): Uint8Array<ArrayBufferLike> {
    return new Uint8Array(this.memory.buffer, pointer, count);
  }
}

/** Memory that is given back together. */
export class Region {
  readonly heap: Heap;
  readonly #pointers = new Set<number>();
  #disposed = false;

  constructor(heap: Heap) {
    this.heap = heap;
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  /** @throws {HkmemError} once the region was disposed of. */
  check(): void {
    if (this.#disposed) throw new HkmemError('engine: it was disposed of before. Create another one.');
  }

  /** @throws {HkmemError | DeviceError} once the region was disposed of, or when memory runs out. */
  allocate(bytes: number): number {
    this.check();
    const pointer = this.heap.allocate(bytes);
    this.#pointers.add(pointer);
    return pointer;
  }

  /** Frees one block of this region; others' and freed ones are left alone. */
  free(pointer: number): void {
    if (this.#pointers.delete(pointer)) this.heap.free(pointer);
  }

  /** A block that holds at least `bytes`, the old one if it is large enough; contents are not kept. */
  atLeast(block: Block | undefined, bytes: number): Block {
    if (block !== undefined && block.bytes >= bytes) return block;
    if (block !== undefined) this.free(block.pointer);
    return { pointer: this.allocate(bytes), bytes };
  }

  dispose(): void {
    this.#disposed = true;
    for (const pointer of this.#pointers) this.heap.free(pointer);
    this.#pointers.clear();
  }
}

export interface Block {
  readonly pointer: number;
  readonly bytes: number;
}
