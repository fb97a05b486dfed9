import { DeviceError } from '@hkmem/backend';
import type { Kernel } from './kernel.ts';
import { computeStage } from './usage.ts';

/** A kernel compiled for a device. */
export interface Pipeline {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

/** Compiled kernels of a device. Two kernels are the same if their WGSL text and bindings are. */
export class Pipelines {
  readonly #device: GPUDevice;
  readonly #byKernel = new WeakMap<Kernel, Pipeline>();
  readonly #byCode = new Map<string, Pipeline>();

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** Number of different pipelines compiled so far. */
  get count(): number {
    return this.#byCode.size;
  }

  /** @throws {DeviceError} if the kernel binds more buffers than the device allows. */
  get(kernel: Kernel): Pipeline {
    const known = this.#byKernel.get(kernel);
    if (known !== undefined) return known;
    const pipeline = this.#byCode.get(kernel.code) ?? this.#compile(kernel);
    this.#byCode.set(kernel.code, pipeline);
    this.#byKernel.set(kernel, pipeline);
    return pipeline;
  }

  #compile(kernel: Kernel): Pipeline {
    const limit = this.#device.limits.maxStorageBuffersPerShaderStage;
    if (kernel.storage.length > limit) {
      throw new DeviceError(
        `kernel '${kernel.name}' binds ${kernel.storage.length} storage buffers, this device allows ${limit}. ` +
          'Use another adapter or backend.',
      );
    }
    const layout = this.#device.createBindGroupLayout({
      label: kernel.name,
      entries: [
        {
          binding: 0,
          visibility: computeStage,
          buffer: { type: 'uniform', hasDynamicOffset: true, minBindingSize: 4 * (kernel.fields.length + 1) },
        },
        ...kernel.storage.map(({ access }, b) => ({
          binding: b + 1,
          visibility: computeStage,
          buffer: { type: access === 'read' ? ('read-only-storage' as const) : ('storage' as const) },
        })),
      ],
    });
    const pipeline = this.#device.createComputePipeline({
      label: kernel.name,
      layout: this.#device.createPipelineLayout({ label: kernel.name, bindGroupLayouts: [layout] }),
      compute: {
        module: this.#device.createShaderModule({ label: kernel.name, code: kernel.code }),
        entryPoint: 'main',
      },
    });
    return { pipeline, layout };
  }
}
