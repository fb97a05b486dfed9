import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { engine, Tensor } from '@tensorflow/tfjs-core';

type TfjsEngine = ReturnType<typeof engine>;

/** Moves data between tfjs tensors and buffers on the device that both use. */
export class TfjsBridge {
  readonly #backend: WebGPUBackend;
  readonly #engine: TfjsEngine;

  constructor(backend: WebGPUBackend, engine: TfjsEngine) {
    this.#backend = backend;
    this.#engine = engine;
  }

  /** The buffer behind a tensor, with all commands of tfjs that write it submitted. */
  bufferOf(tensor: Tensor): GPUBuffer {
    // A tensor of another tfjs backend is moved here by `get`.
    this.#backend.tensorMap.get(tensor.dataId);
    this.#backend.uploadToGPU(tensor.dataId);
    this.#submit();
    return this.#backend.tensorMap.get(tensor.dataId).resource as GPUBuffer;
  }

  /** A float32 tensor whose buffer is to be filled by the caller before tfjs gets to run anything. */
  createTensor(shape: readonly number[]): { readonly tensor: Tensor; readonly buffer: GPUBuffer } {
    const info = this.#backend.makeTensorInfo([...shape], 'float32');
    this.#backend.uploadToGPU(info.dataId);
    const buffer = this.#backend.tensorMap.get(info.dataId).resource as GPUBuffer;
    return { tensor: this.#engine.makeTensorFromTensorInfo(info, this.#backend), buffer };
  }

  #submit(): void {
    this.#backend.ensureCommandEncoderReady();
    this.#backend.endComputePassEncoder();
    this.#backend.submitQueue();
  }
}
