import type { StateVector } from '@hkmem/backend';
import type { Device, DeviceBuffer } from '../device/device.ts';
import type { SystemLayout } from './layout.ts';

/** A state on the device: x [N, B], then s [N, D, B]. */
export class WebgpuState implements StateVector {
  readonly batch: number;
  readonly #owner: StatePool;
  readonly buffer: DeviceBuffer;
  #disposed = false;

  constructor(owner: StatePool, batch: number, buffer: DeviceBuffer) {
    this.#owner = owner;
    this.batch = batch;
    this.buffer = buffer;
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#owner.take(this.buffer, this.batch);
  }
}

/** The state behind the contract's opaque type. */
export function webgpuState(state: StateVector): WebgpuState {
  return state as WebgpuState;
}

/** Makes states and keeps the buffers of those disposed of, since solvers make and drop the same ones at every step. */
export class StatePool {
  readonly #device: Device;
  readonly #layout: SystemLayout;
  readonly #free = new Map<number, DeviceBuffer[]>();
  readonly #all = new Set<DeviceBuffer>();
  #ended = false;

  constructor(device: Device, layout: SystemLayout) {
    this.#device = device;
    this.#layout = layout;
  }

  /** A state of zeros. */
  create(batch: number): WebgpuState {
    const words = this.#layout.stateWords(batch);
    const used = this.#free.get(batch)?.pop();
    if (used !== undefined) {
      this.#device.clear(used, 0, words);
      return new WebgpuState(this, batch, used);
    }
    const buffer = this.#device.allocate(`state of ${batch} samples`, words, 'Use a smaller batch.');
    this.#all.add(buffer);
    return new WebgpuState(this, batch, buffer);
  }

  take(buffer: DeviceBuffer, batch: number): void {
    if (this.#ended) return;
    const free = this.#free.get(batch);
    if (free === undefined) this.#free.set(batch, [buffer]);
    else free.push(buffer);
  }

  /** Gives back all memory, that of states in use too. */
  dispose(): void {
    this.#ended = true;
    for (const buffer of this.#all) this.#device.release(buffer);
    this.#all.clear();
    this.#free.clear();
  }
}
