import type { Tensor } from '@hkmem/backend';
import { DeviceError } from '@hkmem/backend';
import { ArgumentRing } from './argument-ring.ts';
import type { Device, DeviceBuffer, DeviceLimits, Dispatch } from './device.ts';
import { DeviceFailures } from './failures.ts';
import type { GpuDevice } from './gpu-types.ts';
import { type Pipeline, Pipelines } from './pipelines.ts';
import { StagingPool } from './staging.ts';
import type { TfjsBridge } from './tfjs-bridge.ts';
import { bufferUsage, mapModeRead } from './usage.ts';

interface GpuDeviceBuffer extends DeviceBuffer {
  readonly gpu: GPUBuffer;
}

/** Bind groups kept for reuse; above this number all are dropped and made again when needed. */
const bindGroupsKept = 4096;

/** A WebGPU device as engines use it: commands are collected and submitted in call order. */
export class WebgpuDevice implements Device {
  readonly limits: DeviceLimits;
  readonly failures: DeviceFailures;
  readonly gpu: GpuDevice;
  readonly #bridge: TfjsBridge;
  readonly #pipelines: Pipelines;
  readonly #ring: ArgumentRing;
  readonly #staging: StagingPool;
  readonly #bindGroups = new Map<string, GPUBindGroup>();
  readonly #kernelIds = new WeakMap<Pipeline, number>();
  #released: GPUBuffer[] = [];
  #encoder: GPUCommandEncoder | undefined;
  #pass: GPUComputePassEncoder | undefined;
  #nextId = 0;
  #dispatches = 0;
  #reads = 0;
  #waits = 0;
  #pending = 0;

  constructor(gpu: GpuDevice, bridge: TfjsBridge) {
    this.gpu = gpu;
    this.#bridge = bridge;
    this.failures = new DeviceFailures(gpu);
    this.#pipelines = new Pipelines(gpu);
    this.#ring = new ArgumentRing(gpu);
    this.#staging = new StagingPool(gpu);
    this.limits = {
      storageBuffers: gpu.limits.maxStorageBuffersPerShaderStage,
      bindingBytes: Math.min(gpu.limits.maxStorageBufferBindingSize, gpu.limits.maxBufferSize),
      subgroups: gpu.features.has('subgroups') && hasSubgroupNumbers(),
    };
  }

  /** Dispatches recorded so far. */
  get dispatches(): number {
    return this.#dispatches;
  }

  /** Reads so far, and how often the host had to wait for one: reads that overlap are one wait. */
  get reads(): { readonly reads: number; readonly waits: number } {
    return { reads: this.#reads, waits: this.#waits };
  }

  /** Pipelines compiled so far. */
  get pipelines(): number {
    return this.#pipelines.count;
  }

  allocate(label: string, words: number, way: string): DeviceBuffer {
    const bytes = 16 * Math.ceil(Math.max(words, 4) / 4);
    if (bytes > this.limits.bindingBytes) {
      throw new DeviceError(
        `${label} takes ${bytes} bytes, this GPU device allows ${this.limits.bindingBytes} in a buffer. ${way}`,
      );
    }
    const usage = bufferUsage.storage | bufferUsage.copyFrom | bufferUsage.copyTo;
    const buffer: GpuDeviceBuffer = {
      id: this.#nextId++,
      label,
      words: bytes / 4,
      gpu: this.gpu.createBuffer({ label, size: bytes, usage }),
    };
    return buffer;
  }

  release(buffer: DeviceBuffer): void {
    // Commands that use it may wait for submission still.
    this.#released.push(gpuOf(buffer));
  }

  write(buffer: DeviceBuffer, offset: number, data: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>): void {
    this.flush();
    this.gpu.queue.writeBuffer(gpuOf(buffer), 4 * offset, data);
  }

  clear(buffer: DeviceBuffer, offset: number, words: number): void {
    this.#outsidePass().clearBuffer(gpuOf(buffer), 4 * offset, 4 * words);
  }

  dispatch({ kernel, buffers, values, tiles }: Dispatch): void {
    if (this.#ring.full) this.flush();
    const pipeline = this.#pipelines.get(kernel);
    const group = this.#bindGroup(pipeline, buffers, kernel.fields.length + 1);
    const offset = this.#ring.push(kernel, tiles, values);
    this.#encoder ??= this.gpu.createCommandEncoder();
    this.#pass ??= this.#encoder.beginComputePass();
    this.#pass.setPipeline(pipeline.pipeline);
    this.#pass.setBindGroup(0, group, [offset]);
    const perRow = Math.min(tiles, this.gpu.limits.maxComputeWorkgroupsPerDimension);
    this.#pass.dispatchWorkgroups(perRow, Math.ceil(tiles / perRow));
    this.#dispatches++;
  }

  async read(buffer: DeviceBuffer, offset: number, words: number): Promise<ArrayBuffer> {
    const staging = this.#staging.take(4 * words);
    this.#outsidePass().copyBufferToBuffer(gpuOf(buffer), 4 * offset, staging, 0, 4 * words);
    this.flush();
    this.#reads++;
    if (this.#pending++ === 0) this.#waits++;
    try {
      await staging.mapAsync(mapModeRead, 0, 4 * words);
    } catch (cause) {
      this.failures.check();
      throw new DeviceError(`a result could not be read from the GPU: ${String(cause)}`, { cause });
    } finally {
      this.#pending--;
    }
    const data = staging.getMappedRange(0, 4 * words).slice(0);
    staging.unmap();
    this.#staging.give(staging);
    this.failures.check();
    return data;
  }

  copyTensor(tensor: Tensor, to: DeviceBuffer, offset: number): void {
    const from = this.#bridge.bufferOf(tensor);
    this.#outsidePass().copyBufferToBuffer(from, 0, gpuOf(to), 4 * offset, 4 * tensor.size);
    // tfjs may give the tensor's buffer to another one as soon as the caller disposes of it.
    this.flush();
  }

  tensorOf(from: DeviceBuffer, offset: number, shape: readonly number[]): Tensor {
    const { tensor, buffer } = this.#bridge.createTensor(shape);
    this.#outsidePass().copyBufferToBuffer(gpuOf(from), 4 * offset, buffer, 0, 4 * tensor.size);
    this.flush();
    return tensor;
  }

  /** Submits what was collected. */
  flush(): void {
    if (this.#encoder !== undefined) {
      this.#pass?.end();
      this.#ring.send(this.gpu.queue);
      this.gpu.queue.submit([this.#encoder.finish()]);
      this.#encoder = undefined;
      this.#pass = undefined;
    }
    for (const buffer of this.#released) buffer.destroy();
    this.#released = [];
  }

  /** Waits until the device has done everything asked of it. @throws {DeviceError} if something failed. */
  async finish(): Promise<void> {
    this.flush();
    await this.gpu.queue.onSubmittedWorkDone();
    this.failures.check();
  }

  /** Gives back the device's own buffers, not those of engines. */
  dispose(): void {
    this.flush();
    this.failures.end();
    this.#staging.dispose();
    this.#ring.buffer.destroy();
    this.#bindGroups.clear();
  }

  #outsidePass(): GPUCommandEncoder {
    this.#pass?.end();
    this.#pass = undefined;
    this.#encoder ??= this.gpu.createCommandEncoder();
    return this.#encoder;
  }

  #bindGroup(pipeline: Pipeline, buffers: readonly DeviceBuffer[], fields: number): GPUBindGroup {
    let id = this.#kernelIds.get(pipeline);
    if (id === undefined) {
      id = this.#nextId++;
      this.#kernelIds.set(pipeline, id);
    }
    const key = `${id}:${buffers.map((buffer) => buffer.id).join(',')}`;
    let group = this.#bindGroups.get(key);
    if (group === undefined) {
      group = this.gpu.createBindGroup({
        layout: pipeline.layout,
        entries: [
          { binding: 0, resource: { buffer: this.#ring.buffer, size: 4 * fields } },
          ...buffers.map((buffer, b) => ({ binding: b + 1, resource: { buffer: gpuOf(buffer) } })),
        ],
      });
      if (this.#bindGroups.size >= bindGroupsKept) this.#bindGroups.clear();
      this.#bindGroups.set(key, group);
    }
    return group;
  }
}

/** Whether WGSL numbers the subgroups of a workgroup here. */
function hasSubgroupNumbers(): boolean {
  return (globalThis.navigator as Navigator | undefined)?.gpu?.wgslLanguageFeatures.has('subgroup_id') === true;
}

function gpuOf(buffer: DeviceBuffer): GPUBuffer {
  return (buffer as GpuDeviceBuffer).gpu;
}
