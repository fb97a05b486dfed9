import { DeviceError } from '@hkmem/backend';
import type { Kernel } from './kernel.ts';
import { bufferUsage } from './usage.ts';

const slots = 64;

/**
 * The uniform buffer that holds the scalars of all dispatches of one submission, one slot each, reached by dynamic
 * offsets. It is written once before the submission, so it may be filled again right after.
 */
export class ArgumentRing {
  readonly buffer: GPUBuffer;
  readonly #slotBytes: number;
  readonly #host: DataView<ArrayBuffer>;
  #used = 0;

  constructor(device: GPUDevice) {
    this.#slotBytes = Math.max(256, device.limits.minUniformBufferOffsetAlignment);
    this.#host = new DataView(new ArrayBuffer(slots * this.#slotBytes));
    this.buffer = device.createBuffer({
      label: 'arguments',
      size: this.#host.byteLength,
      usage: bufferUsage.uniform | bufferUsage.copyTo,
    });
  }

  get full(): boolean {
    return this.#used === slots;
  }

  /** Puts the scalars of a dispatch into the next slot and returns its offset in bytes. */
  push(kernel: Kernel, tiles: number, values: Readonly<Record<string, number>>): number {
    const start = this.#used++ * this.#slotBytes;
    this.#host.setUint32(start, tiles, true);
    kernel.fields.forEach(([name, type], k) => {
      const value = values[name];
      if (value === undefined) throw new DeviceError(`kernel '${kernel.name}' was not given '${name}'.`);
      if (type === 'u32') this.#host.setUint32(start + 4 * (k + 1), value, true);
      else this.#host.setFloat32(start + 4 * (k + 1), value, true);
    });
    return start;
  }

  /** Sends the slots in use to the device and starts over. */
  send(queue: GPUQueue): void {
    if (this.#used > 0) queue.writeBuffer(this.buffer, 0, this.#host.buffer, 0, this.#used * this.#slotBytes);
    this.#used = 0;
  }
}
