import type { Tensor } from '@hkmem/backend';
import { DeviceError } from '@hkmem/backend';
import type { Device, DeviceBuffer, DeviceLimits, Dispatch, DispatchCost } from '../device/device.ts';

/** What was asked of a device under one name. */
export interface Tally {
  dispatches: number;
  flops: number;
  /** 4-byte words given and taken by buffers, each touched once per dispatch. */
  words: number;
  /** Words that invocations load, from memory or caches. */
  loads: number;
}

/** A device without a GPU: takes the commands of an engine and adds up what they cost. */
export class CountingDevice implements Device {
  readonly limits: DeviceLimits;
  /** By name of the kernel; fills with zeros are under that name. */
  readonly tallies: Map<string, Tally> = new Map();
  /** Every dispatch in order. */
  readonly dispatched: Dispatch[] = [];
  uploadedWords = 0;
  readWords = 0;
  heldWords = 0;
  #nextId = 0;

  /** @param storageBuffers bound at a time; 10 is what the backend asks an adapter for. */
  constructor(storageBuffers = 10) {
    this.limits = { storageBuffers, bindingBytes: Number.POSITIVE_INFINITY, subgroups: false };
  }

  /** Forgets what was counted, not what is held. */
  restart(): void {
    this.tallies.clear();
    this.dispatched.length = 0;
    this.uploadedWords = 0;
    this.readWords = 0;
  }

  allocate(label: string, words: number): DeviceBuffer {
    this.heldWords += words;
    return { id: this.#nextId++, label, words };
  }

  release(buffer: DeviceBuffer): void {
    this.heldWords -= buffer.words;
  }

  write(_buffer: DeviceBuffer, _offset: number, data: Float32Array | Uint32Array): void {
    this.uploadedWords += data.length;
  }

  clear(_buffer: DeviceBuffer, _offset: number, words: number): void {
    this.#count('fill with zeros', 0, { flops: 0, words });
  }

  dispatch(dispatch: Dispatch): void {
    this.dispatched.push(dispatch);
    this.#count(dispatch.kernel.name, 1, dispatch.cost);
  }

  async read(_buffer: DeviceBuffer, _offset: number, words: number): Promise<ArrayBuffer> {
    this.readWords += words;
    return new ArrayBuffer(4 * words);
  }

  copyTensor(_tensor: Tensor): void {
    throw new DeviceError('a device that only counts has no tensors. Write host arrays.');
  }

  tensorOf(): Tensor {
    throw new DeviceError('a device that only counts has no tensors. Read host arrays.');
  }

  #count(name: string, dispatches: number, { flops, words, loads }: DispatchCost): void {
    let tally = this.tallies.get(name);
    if (tally === undefined) {
      tally = { dispatches: 0, flops: 0, words: 0, loads: 0 };
      this.tallies.set(name, tally);
    }
    tally.dispatches += dispatches;
    tally.flops += flops;
    tally.words += words;
    tally.loads += Math.max(words, loads ?? 0);
  }
}
