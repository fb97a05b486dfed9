import {
  type Backend,
  type BackendFactory,
  type BackendOptions,
  checkedEngine,
  checkOptions,
  type Engine,
  registerBackend,
  type SystemSpec,
} from '@hkmem/backend';
import type { GpuDevice } from './device/gpu-types.ts';
import { type SharedDevice, shareDevice } from './device/shared-device.ts';
import { WebgpuEngine } from './engine/webgpu-engine.ts';

/** What was asked of a device. */
export interface WebgpuCounts {
  /** Dispatches of kernels. */
  readonly dispatches: number;
  /** Pipelines that were made. */
  readonly pipelines: number;
  /** Reads by the host, and how often it had to wait: reads that overlap are one wait. */
  readonly reads: number;
  /** Waits of the host. */
  readonly waits: number;
}

/** What one may ask of this backend beyond what every backend takes. */
export interface WebgpuOptions extends BackendOptions {
  /** `false` leaves subgroup operations out where the device has them; sums then have another order. Default true. */
  readonly subgroups?: boolean;
}

/** The WebGPU backend when it is ready: the contract, and what is particular to a GPU. */
export class WebgpuBackend implements Backend {
  /** As it is asked for. */
  readonly name = 'webgpu';
  readonly description: string;
  /** float32, with exponentials and divisions that WGSL grants some units in the last place. */
  readonly tolerance = 2e-4;
  /** Whether the adapter computes on the processor. */
  readonly software: boolean;
  /** Whether kernels add up over subgroups of lanes. */
  readonly subgroups: boolean;
  readonly #shared: SharedDevice;

  constructor(shared: SharedDevice, { subgroups = true }: WebgpuOptions = {}) {
    this.#shared = shared;
    this.subgroups = subgroups && shared.device.limits.subgroups;
    this.software = shared.software;
    this.description = shared.software ? `${shared.adapter} (software, on the processor)` : shared.adapter;
  }

  /** The device, for those who add kernels of their own. tfjs runs on it too. */
  get device(): GpuDevice {
    return this.#shared.device.gpu;
  }

  /** What all engines on this device have asked of it so far. */
  get counts(): WebgpuCounts {
    const { dispatches, pipelines, reads } = this.#shared.device;
    return { dispatches, pipelines, ...reads };
  }

  /** @throws {ValueError | UnknownNameError | DeviceError} if the specification does not hold together or does not fit. */
  createEngine(spec: SystemSpec): Engine {
    return checkedEngine(spec, (checked) => new WebgpuEngine(checked, this.#shared.device, this.subgroups));
  }

  /** Waits for all work. @throws {DeviceError} if something failed on the device since the last read. */
  async finish(): Promise<void> {
    await this.#shared.device.finish();
  }

  /** Gives back the device, and tfjs its former backend; tensors that tfjs holds on the device are lost with it. */
  async dispose(): Promise<void> {
    await this.#shared.release();
  }
}

/**
 * The contract in WGSL on the device of tfjs's WebGPU backend, which becomes tfjs's active one. `variant` names the
 * adapter: `high-performance` (taken if none is named), `low-power` or `software`.
 */
export const webgpuBackend: BackendFactory & { create(options?: WebgpuOptions): Promise<WebgpuBackend> } = {
  name: 'webgpu',
  priority: 30,
  /** @throws {NoAdapterError} (rejects) where WebGPU cannot run, with the reason and the way to get it. */
  async create(options: WebgpuOptions = {}): Promise<WebgpuBackend> {
    checkOptions<WebgpuOptions>('webgpuBackend.create', options, {
      workers: 'optional',
      variant: 'optional',
      assets: 'optional',
      tensors: 'optional',
      subgroups: 'optional',
    });
    return new WebgpuBackend(await shareDevice(options.variant), options);
  },
};

registerBackend(webgpuBackend);
