import type { Tensor } from '@hkmem/backend';
import { tensor } from '@tensorflow/tfjs-core';
import { lanes } from '../../generated/constants.js';
import type { Launcher } from '../launch/launcher.ts';
import type { Heap } from '../memory/heap.ts';

/** Samples in rows [B][size] on the host or in tensors, to and from tiles [T][size][4] in the heap. */
export class HostTransfer {
  readonly #heap: Heap;
  readonly #launcher: Launcher;

  constructor(heap: Heap, launcher: Launcher) {
    this.#heap = heap;
    this.#launcher = launcher;
  }

  write(tiles: number, batch: number, size: number, values: ArrayLike<number>): void {
    const rows = this.#heap.allocate(4 * batch * size);
    this.#heap.floats(rows, batch * size).set(values);
    this.#run('rowsToTiles', rows, tiles, batch, size);
    this.#heap.free(rows);
  }

  read(tiles: number, batch: number, size: number): Float32Array<ArrayBuffer> {
    const rows = this.#heap.allocate(4 * batch * size);
    this.#run('tilesToRows', rows, tiles, batch, size);
    const values = this.#heap.floats(rows, batch * size).slice();
    this.#heap.free(rows);
    return values as Float32Array<ArrayBuffer>;
  }

  #run(kernel: 'rowsToTiles' | 'tilesToRows', rows: number, tiles: number, batch: number, size: number): void {
    const items = Math.ceil(batch / lanes.LANES);
    this.#launcher.run({ kernel, items, grain: 1, block: { rows, tiles, size, batch } });
  }
}

/** The values of a float32 tensor. */
export function tensorValues(from: Tensor): Float32Array {
  return from.dataSync() as Float32Array;
}

/** A float32 tensor on tfjs's active backend. */
export function tensorOf(values: Float32Array, shape: readonly number[]): Tensor {
  return tensor(values, [...shape], 'float32');
}
