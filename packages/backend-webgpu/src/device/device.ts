import type { Tensor } from '@hkmem/backend';
import type { Kernel } from './kernel.ts';

/** Memory on a device in 4-byte words, zeros at first. */
export interface DeviceBuffer {
  readonly id: number;
  readonly label: string;
  readonly words: number;
}

/** What one dispatch does at least: arithmetic, and words that its buffers give and take when each is touched once. */
export interface DispatchCost {
  readonly flops: number;
  readonly words: number;
  /** Words that invocations load, from memory or caches, where that is more than `words`. */
  readonly loads?: number;
}

/** One run of a kernel. */
export interface Dispatch {
  readonly kernel: Kernel;
  /** In the order of `kernel.storage`. */
  readonly buffers: readonly DeviceBuffer[];
  /** Every field of the kernel. */
  readonly values: Readonly<Record<string, number>>;
  /** Number of workgroups. */
  readonly tiles: number;
  readonly cost: DispatchCost;
}

/** Limits that decide how work is cut. */
export interface DeviceLimits {
  readonly storageBuffers: number;
  readonly bindingBytes: number;
  /** Whether kernels may add up over subgroups of lanes. */
  readonly subgroups: boolean;
}

/**
 * Where an engine runs: buffers, and commands that are done in call order. Offsets and lengths are in words. Only
 * `read` waits.
 */
export interface Device {
  readonly limits: DeviceLimits;
  /** @throws {DeviceError} above the device's limits; `way` says what to change. */
  allocate(label: string, words: number, way: string): DeviceBuffer;
  release(buffer: DeviceBuffer): void;
  write(buffer: DeviceBuffer, offset: number, data: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>): void;
  /** Sets words to 0. */
  clear(buffer: DeviceBuffer, offset: number, words: number): void;
  dispatch(dispatch: Dispatch): void;
  /** @throws {DeviceError} (rejects) if anything failed on the device since the last read. */
  read(buffer: DeviceBuffer, offset: number, words: number): Promise<ArrayBuffer>;
  /** Copies a float32 tensor into a buffer. */
  copyTensor(tensor: Tensor, to: DeviceBuffer, offset: number): void;
  /** A new tensor with a copy of words. */
  tensorOf(from: DeviceBuffer, offset: number, shape: readonly number[]): Tensor;
}

/** Runs a kernel with one invocation per index from 0 to `count`, given to it as `given.count`. */
export function dispatchFlat(device: Device, dispatch: Omit<Dispatch, 'tiles'>, count: number): void {
  if (count === 0) return;
  const tiles = Math.ceil(count / dispatch.kernel.workgroup);
  device.dispatch({ ...dispatch, values: { ...dispatch.values, count }, tiles });
}
