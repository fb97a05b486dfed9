import type { Device, DeviceBuffer, Dispatch } from '../../../../packages/backend-webgpu/src/device/device.ts';
import type { Kernel } from '../../../../packages/backend-webgpu/src/device/kernel.ts';
import { callOf } from './kernel-calls.ts';

/** Calls that made kernels that ran, with the kinds of dispatches of each: alike are those of about the same numbers. */
export type Dispatched = Map<string, Set<string>>;

/** A device that runs other kernels in place of some, by the calls that made them, and keeps which those are. */
export class ReplacedKernels implements Device {
  readonly limits: Device['limits'];
  readonly #device: Device;
  readonly #others: ReadonlyMap<string, Kernel>;
  readonly #ran: Dispatched;

  /** The calls that made the kernels that are run go to `ran`. */
  constructor(device: Device, others: ReadonlyMap<string, Kernel>, ran: Dispatched) {
    this.limits = device.limits;
    this.#device = device;
    this.#others = others;
    this.#ran = ran;
  }

  dispatch(dispatch: Dispatch): void {
    const call = callOf(dispatch.kernel);
    if (call === undefined) throw new Error(`kernel '${dispatch.kernel.name}' was not made by a call that is known`);
    const kinds = this.#ran.get(call) ?? new Set();
    this.#ran.set(call, kinds.add(kindOf(dispatch)));
    this.#device.dispatch({ ...dispatch, kernel: this.#others.get(call) ?? dispatch.kernel });
  }

  allocate(label: string, words: number, way: string): DeviceBuffer {
    return this.#device.allocate(label, words, way);
  }

  release(buffer: DeviceBuffer): void {
    this.#device.release(buffer);
  }

  write(...given: Parameters<Device['write']>): void {
    this.#device.write(...given);
  }

  clear(buffer: DeviceBuffer, offset: number, words: number): void {
    this.#device.clear(buffer, offset, words);
  }

  read(buffer: DeviceBuffer, offset: number, words: number): Promise<ArrayBuffer> {
    return this.#device.read(buffer, offset, words);
  }

  copyTensor(...given: Parameters<Device['copyTensor']>): void {
    this.#device.copyTensor(...given);
  }

  tensorOf(...given: Parameters<Device['tensorOf']>): ReturnType<Device['tensorOf']> {
    return this.#device.tensorOf(...given);
  }
}

/** Small numbers as they are, others by their binary order. */
function kindOf({ values, tiles }: Dispatch): string {
  const about = (value: number): number =>
    Math.abs(value) <= 2 ? value : Math.sign(value) * Math.ceil(Math.log2(Math.abs(value))) + 2;
  const numbers = Object.entries(values).filter(([name]) => !name.endsWith('At'));
  return [['tiles', tiles] as const, ...numbers].map(([name, value]) => `${name} ${about(value)}`).join();
}

/** About how many workgroups dispatches of a kind have; 0 of none. */
export function tilesOf(kind: string): number {
  return Number(/\btiles (\d+)/.exec(kind)?.[1] ?? 0);
}
