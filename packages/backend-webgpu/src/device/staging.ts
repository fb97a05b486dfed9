import { bufferUsage } from './usage.ts';

/** Buffers that results are copied to before the host maps them; given back ones are used again. */
export class StagingPool {
  readonly #device: GPUDevice;
  readonly #free = new Map<number, GPUBuffer[]>();

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** A buffer of at least that many bytes. */
  take(bytes: number): GPUBuffer {
    const size = 2 ** Math.ceil(Math.log2(Math.max(bytes, 256)));
    return (
      this.#free.get(size)?.pop() ??
      this.#device.createBuffer({ label: 'staging', size, usage: bufferUsage.mapRead | bufferUsage.copyTo })
    );
  }

  /** Takes back an unmapped buffer; keeps at most four of a size. */
  give(buffer: GPUBuffer): void {
    const free = this.#free.get(buffer.size) ?? [];
    this.#free.set(buffer.size, free);
    if (free.length < 4) free.push(buffer);
    else buffer.destroy();
  }

  dispose(): void {
    for (const free of this.#free.values()) for (const buffer of free) buffer.destroy();
    this.#free.clear();
  }
}
