import { DeviceError, HkmemError, inTurn } from '@hkmem/backend';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { engine as tfjsEngine } from '@tensorflow/tfjs-core';
import { adapterName, isSoftware, requestAdapter } from './adapters.ts';
import { loadGpu } from './load-gpu.ts';
import { TfjsBridge } from './tfjs-bridge.ts';
import { WebgpuDevice } from './webgpu-device.ts';

/** Name under which tfjs knows its backend and kernels. */
const tfjsName = 'webgpu';

/** A device in use, its adapter, and how to let go of it. */
export interface SharedDevice {
  readonly device: WebgpuDevice;
  /** One line for people. */
  readonly adapter: string;
  readonly software: boolean;
  /** Lets go of the device; the last user's call ends it and gives tfjs its former backend back. */
  release(): Promise<void>;
}

interface OpenDevice {
  readonly device: WebgpuDevice;
  readonly adapter: string;
  readonly software: boolean;
  close(): Promise<void>;
}

let open: { readonly variant: string | undefined; readonly opening: Promise<OpenDevice>; users: number } | undefined;

/** Done when the last device has been closed; the next one opens after it. */
let closed: Promise<void> = Promise.resolve();

/**
 * The device that tfjs's WebGPU backend and all engines share; opened by the first user. tfjs then runs on it.
 * @throws {NoAdapterError | UnknownNameError | DeviceError} if there is none, and leaves tfjs as it was.
 */
export async function shareDevice(variant: string | undefined): Promise<SharedDevice> {
  if (open !== undefined && open.variant !== variant) {
    throw new HkmemError(
      `webgpu: a device of variant '${open.variant ?? 'default'}' is in use, '${variant ?? 'default'}' was asked for. ` +
        'Dispose of the other backend first.',
    );
  }
  open ??= { variant, opening: closed.then(() => inTurn(() => openDevice(variant))), users: 0 };
  const mine = open;
  mine.users++;
  let released = false;
  const release = async (): Promise<void> => {
    if (released) return;
    released = true;
    if (--mine.users > 0) return;
    if (open === mine) open = undefined;
    const closing = mine.opening.then((device) => inTurn(() => device.close()));
    closed = closing.catch(() => undefined);
    await closing;
  };
  try {
    const { device, adapter, software } = await mine.opening;
    return { device, adapter, software, release };
  } catch (error) {
    mine.users--;
    if (open === mine) open = undefined;
    throw error;
  }
}

async function openDevice(variant: string | undefined): Promise<OpenDevice> {
  const { gpu, fromPackage } = await loadGpu();
  const adapter = await requestAdapter(gpu, variant);
  // tfjs looks for it when it is loaded and when its backend starts.
  if (fromPackage) Object.defineProperty(globalThis.navigator, 'gpu', { value: gpu, configurable: true });
  try {
    const bound = await bindTfjs(adapter, fromPackage);
    return { ...bound, adapter: adapterName(adapter.info), software: isSoftware(adapter) };
  } catch (error) {
    if (fromPackage) forgetGpu();
    throw error;
  }
}

/** The bridge to tfjs, which makes its tensors. */
function bridgeOf(backend: WebGPUBackend, engine: ReturnType<typeof tfjsEngine>): TfjsBridge {
  return new TfjsBridge(backend, (info) => engine.makeTensorFromTensorInfo(info, backend));
}

/** Starts tfjs's WebGPU backend on a device of this adapter, or joins the one that tfjs runs on already. */
async function bindTfjs(adapter: GPUAdapter, fromPackage: boolean): Promise<Pick<OpenDevice, 'device' | 'close'>> {
  const [tf, { WebGPUBackend }] = await Promise.all([import('@tensorflow/tfjs-core'), loadTfjsBackend()]);
  const engine = tf.engine();
  const former = engine.backendName as string | null | undefined;
  const running = engine.registry[tfjsName] as WebGPUBackend | undefined;
  const formerFactory = engine.registryFactory[tfjsName];
  let gpuDevice: GPUDevice | undefined;
  const restore = async (): Promise<void> => {
    const back = former !== tfjsName && former ? former : undefined;
    if (engine.backendName === tfjsName && back !== undefined) await tf.setBackend(back);
    if (running === undefined && tfjsName in engine.registryFactory) {
      tf.removeBackend(tfjsName);
      if (formerFactory !== undefined && !fromPackage) {
        tf.registerBackend(tfjsName, formerFactory.factory, formerFactory.priority);
      }
    }
    gpuDevice?.destroy();
    if (fromPackage) forgetGpu();
  };
  try {
    let backend = running;
    if (backend === undefined) {
      gpuDevice = await adapter.requestDevice(deviceDescriptor(adapter));
      backend = new WebGPUBackend(gpuDevice, adapter.info);
      if (formerFactory !== undefined) tf.removeBackend(tfjsName);
      tf.registerBackend(tfjsName, () => backend as WebGPUBackend, 3);
    }
    const device = new WebgpuDevice(backend.device, bridgeOf(backend, engine));
    if (!(await tf.setBackend(tfjsName))) throw new DeviceError('tfjs could not start its WebGPU backend.');
    const close = async (): Promise<void> => {
      device.dispose();
      await restore();
    };
    return { device, close };
  } catch (error) {
    await restore();
    throw error;
  }
}

/** In Node the package is CommonJS, whose exports may sit under `default`. */
async function loadTfjsBackend(): Promise<Pick<typeof import('@tensorflow/tfjs-backend-webgpu'), 'WebGPUBackend'>> {
  const loaded = await import('@tensorflow/tfjs-backend-webgpu');
  return 'WebGPUBackend' in loaded ? loaded : (loaded as { default: typeof loaded }).default;
}

/** The limits and features that tfjs asks for, enough storage buffers for the longest combination, and subgroups. */
function deviceDescriptor(adapter: GPUAdapter): GPUDeviceDescriptor {
  const { limits, features } = adapter;
  const wanted = ['timestamp-query', 'bgra8unorm-storage', 'subgroups'] as const;
  return {
    requiredFeatures: wanted.filter((feature) => features.has(feature)),
    requiredLimits: {
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxBufferSize: limits.maxBufferSize,
      maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
      maxStorageBuffersPerShaderStage: Math.min(limits.maxStorageBuffersPerShaderStage, 10),
    },
  };
}

/** Takes the npm package's entry out of `navigator` again, where it was put for tfjs. */
function forgetGpu(): void {
  Reflect.deleteProperty(globalThis.navigator, 'gpu');
}
