import type { Tensor } from '@hkmem/backend';
import type { GpuBuffer } from './gpu-types.ts';

/** What names a tensor's data in tfjs. */
export interface TensorInfo {
  readonly dataId: object;
  readonly shape: number[];
  readonly dtype: 'float32';
}

/** What is needed of tfjs's WebGPU backend. */
export interface TfjsDevice {
  readonly tensorMap: { get(dataId: object): { readonly resource?: unknown } };
  uploadToGPU(dataId: object): void;
  makeTensorInfo(shape: number[], dtype: 'float32'): Pick<TensorInfo, 'dataId'>;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
}

/** Makes a tensor of what the device was told to hold. */
export type TensorOf = (info: TensorInfo) => Tensor;

/** Moves data between tfjs tensors and buffers on the device that both use. */
export class TfjsBridge {
  readonly #backend: TfjsDevice;
  readonly #tensorOf: TensorOf;

  constructor(backend: TfjsDevice, tensorOf: TensorOf) {
    this.#backend = backend;
    this.#tensorOf = tensorOf;
  }

  /** The buffer behind a tensor, with all commands of tfjs that write it submitted. */
  bufferOf(tensor: Tensor): GpuBuffer {
    // A tensor of another tfjs backend is moved here by `get`.
    this.#backend.tensorMap.get(tensor.dataId);
    this.#backend.uploadToGPU(tensor.dataId);
    this.#submit();
    return this.#backend.tensorMap.get(tensor.dataId).resource as GpuBuffer;
  }

  /** A float32 tensor whose buffer is to be filled by the caller before tfjs gets to run anything. */
  createTensor(shape: readonly number[]): { readonly tensor: Tensor; readonly buffer: GpuBuffer } {
    const { dataId } = this.#backend.makeTensorInfo([...shape], 'float32');
    this.#backend.uploadToGPU(dataId);
    const buffer = this.#backend.tensorMap.get(dataId).resource as GpuBuffer;
    return { tensor: this.#tensorOf({ dataId, shape: [...shape], dtype: 'float32' }), buffer };
  }

  #submit(): void {
    this.#backend.ensureCommandEncoderReady();
    this.#backend.endComputePassEncoder();
    this.#backend.submitQueue();
  }
}
