import type { Block, Region } from '../memory/heap.ts';

/** Most shards, and most memory that the sums of all shards may take. */
const mostShards = 16;
const mostBytes = 64 * 2 ** 20;

/**
 * Number of shards whose sums of `bytes` each are kept apart: fixed by the system, never by the number of threads, so
 * that any number of threads gives the same bits.
 */
export function shardCount(bytes: number): number {
  return Math.max(1, Math.min(mostShards, Math.floor(mostBytes / Math.max(1, bytes))));
}

/** Sums of gradients per shard, each shard a fixed range of tiles; made when first needed. */
export class ShardSums {
  /** Bytes of one shard's sums. */
  readonly stride: number;
  readonly shards: number;
  readonly #region: Region;
  #block: Block | undefined;
  #dirty = false;

  constructor(region: Region, stride: number, shards: number) {
    this.#region = region;
    this.stride = stride;
    this.shards = shards;
  }

  /** Whether anything was added since the sums were last taken. */
  get dirty(): boolean {
    return this.#dirty;
  }

  /** Pointer to the sums, to be added to. */
  open(): number {
    this.#block = this.#region.atLeast(this.#block, this.stride * this.shards);
    this.#dirty = true;
    return this.#block.pointer;
  }

  /** Pointer to the sums, for one who takes them and sets them to 0. */
  take(): number {
    this.#dirty = false;
    return this.#block!.pointer;
  }

  reset(): void {
    if (this.#dirty) this.#region.heap.bytes(this.#block!.pointer, this.#block!.bytes).fill(0);
    this.#dirty = false;
  }
}
