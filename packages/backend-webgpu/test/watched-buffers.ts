/** Bytes behind every buffer of an engine. */
const guardBytes = 256;

/** NaN, which spreads from wherever it is read. */
const guard = new Uint32Array(guardBytes / 4).fill(0x7fc00000);

const usage = { mapRead: 0x1, copyFrom: 0x4, copyTo: 0x8, storage: 0x80 } as const;

interface Watched {
  readonly label: string;
  readonly buffer: GPUBuffer;
  /** Bytes that were asked for. */
  readonly size: number;
  readonly destroy: () => void;
}

/**
 * Puts words behind each named storage buffer of a device, within what kernels may reach: without them the device leaves out
 * what is written past the end, and gives something else for what is read there.
 */
export class WatchedBuffers {
  readonly #gpu: GPUDevice;
  readonly #alive = new Set<Watched>();
  readonly #ended: Watched[] = [];

  /** From now on buffers that this device makes are watched. */
  constructor(gpu: GPUDevice) {
    this.#gpu = gpu;
    const create = gpu.createBuffer.bind(gpu);
    gpu.createBuffer = (descriptor) => {
      const { label = '', size } = descriptor;
      if (label === '' || (descriptor.usage & usage.storage) === 0) return create(descriptor);
      const buffer = create({ ...descriptor, size: size + guardBytes });
      gpu.queue.writeBuffer(buffer, size, guard);
      const watched: Watched = { label, buffer, size, destroy: buffer.destroy.bind(buffer) };
      this.#alive.add(watched);
      // It is looked at once more before it goes.
      buffer.destroy = () => {
        if (this.#alive.delete(watched)) this.#ended.push(watched);
        else watched.destroy();
      };
      return buffer;
    };
  }

  /** @throws {Error} (rejects) naming the buffers behind which something was written. */
  async check(): Promise<void> {
    const all = [...this.#alive, ...this.#ended];
    if (all.length === 0) return;
    const staging = this.#gpu.createBuffer({
      size: guardBytes * all.length,
      usage: usage.mapRead | usage.copyTo,
    });
    const encoder = this.#gpu.createCommandEncoder();
    for (const [n, { buffer, size }] of all.entries()) {
      encoder.copyBufferToBuffer(buffer, size, staging, n * guardBytes, guardBytes);
    }
    this.#gpu.queue.submit([encoder.finish()]);
    for (const { destroy } of this.#ended.splice(0)) destroy();
    await staging.mapAsync(usage.mapRead);
    const words = new Uint32Array(staging.getMappedRange());
    const written = all.filter((_, n) => guard.some((word, k) => words[n * guard.length + k] !== word));
    staging.destroy();
    for (const each of written) this.#alive.delete(each);
    if (written.length > 0) throw new Error(`written past the end of ${written.map(({ label }) => label).join(', ')}`);
  }
}
