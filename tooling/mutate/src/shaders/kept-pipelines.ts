import { boundedLoops } from './bounded-loops.ts';

/** What stands for a module until a pipeline of it is made. */
interface ModuleText {
  readonly label: string;
  readonly code: string;
}

/**
 * A GPU device that keeps the pipelines of texts that were compiled while `keeping`, and drops others with those who
 * asked for them. Loops of all kernels are bounded.
 */
export class KeptPipelines {
  readonly device: GPUDevice;
  keeping = true;
  readonly #kept = new Map<string, GPUComputePipeline>();

  constructor(gpu: GPUDevice) {
    const makers: Partial<Record<keyof GPUDevice, unknown>> = {
      createShaderModule: ({ label = '', code }: GPUShaderModuleDescriptor): ModuleText => ({ label, code }),
      createComputePipeline: (descriptor: GPUComputePipelineDescriptor): GPUComputePipeline => {
        const { label, code } = descriptor.compute.module as unknown as ModuleText;
        const known = this.#kept.get(code);
        if (known !== undefined) return known;
        const module = gpu.createShaderModule({ label, code: boundedLoops(code) });
        const pipeline = gpu.createComputePipeline({ ...descriptor, compute: { ...descriptor.compute, module } });
        if (this.keeping) this.#kept.set(code, pipeline);
        return pipeline;
      },
    };
    this.device = new Proxy(gpu, {
      get(target, name) {
        const made = makers[name as keyof GPUDevice];
        if (made !== undefined) return made;
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }
}
