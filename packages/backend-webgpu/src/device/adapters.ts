import { UnknownNameError } from '@hkmem/backend';
import { NoAdapterError } from '../errors.ts';
import { inNode, loadGpu } from './load-gpu.ts';

/** Which adapter to take, by the name of a variant of the backend. */
export const adapterVariants = ['high-performance', 'low-power', 'software'] as const;
/** A name of such a variant. */
export type AdapterVariant = (typeof adapterVariants)[number];

/** An adapter: what it is and what it can do. */
export interface AdapterDescription {
  /** Vendor, architecture, device and driver, as far as the platform tells. */
  readonly name: string;
  /** Whether it computes on the processor: SwiftShader, llvmpipe, WARP. Right, and slower than the wasm backend. */
  readonly software: boolean;
  /** The variants that take it. */
  readonly variants: readonly AdapterVariant[];
  /** Limits of WebGPU by name. */
  readonly limits: Readonly<Record<string, number>>;
  /** Features of WebGPU. */
  readonly features: readonly string[];
}

/** The adapters that WebGPU offers here, or why there are none. */
export interface AdapterReport {
  /** The adapters; empty if there are none. */
  readonly adapters: readonly AdapterDescription[];
  /** Why there are none; absent if there are. */
  readonly absence: string | undefined;
}

/** Lists adapters with limits and features; never throws because WebGPU is absent. */
export async function describeAdapters(): Promise<AdapterReport> {
  try {
    const { gpu } = await loadGpu();
    const found = new Map<string, AdapterDescription>();
    for (const variant of adapterVariants) {
      const adapter = await gpu.requestAdapter(requestOptions(variant));
      if (adapter === null) continue;
      const name = adapterName(adapter.info);
      const variants = [...(found.get(name)?.variants ?? []), variant];
      found.set(name, {
        name,
        software: isSoftware(adapter),
        variants,
        limits: limitsOf(adapter),
        features: [...adapter.features].sort(),
      });
    }
    return { adapters: [...found.values()], absence: found.size === 0 ? noAdapterReason() : undefined };
  } catch (error) {
    if (error instanceof NoAdapterError) return { adapters: [], absence: error.message };
    throw error;
  }
}

/**
 * Takes an adapter; without a variant the fastest one.
 * @throws {UnknownNameError} for a variant that does not exist. @throws {NoAdapterError} if there is no such adapter.
 */
export async function requestAdapter(gpu: GPU, variant: string | undefined): Promise<GPUAdapter> {
  const known = adapterVariants.find((name) => name === variant);
  if (variant !== undefined && known === undefined) {
    throw new UnknownNameError('variant of the webgpu backend', variant, adapterVariants);
  }
  const adapter = await gpu.requestAdapter(requestOptions(known ?? 'high-performance'));
  if (adapter === null) throw new NoAdapterError(noAdapterReason());
  return adapter;
}

/** One line for people. */
export function adapterName(info: GPUAdapterInfo): string {
  const parts = [info.vendor, info.architecture, info.device, info.description].filter((part) => part !== '');
  return parts.length === 0 ? 'an adapter that does not tell its name' : parts.join(' ');
}

export function isSoftware(adapter: GPUAdapter): boolean {
  const named = /swiftshader|llvmpipe|lavapipe|\bwarp\b|microsoft basic render/i.test(adapterName(adapter.info));
  return adapter.info.isFallbackAdapter || named;
}

function requestOptions(variant: AdapterVariant): GPURequestAdapterOptions {
  return variant === 'software' ? { forceFallbackAdapter: true } : { powerPreference: variant };
}

function noAdapterReason(): string {
  if (!inNode()) {
    return 'this browser has WebGPU but no adapter: the GPU or its driver is blocked. Update the driver, or use the wasm backend.';
  }
  return (
    'no adapter was found: on Linux, WebGPU needs libvulkan1 and a Vulkan driver (mesa-vulkan-drivers, or the GPU ' +
    "vendor's), on Windows Direct3D 12, on macOS Metal. To test without a GPU, name the description file of " +
    'SwiftShader in VK_ICD_FILENAMES (vk_swiftshader_icd.json, which comes with Chromium).'
  );
}

function limitsOf(adapter: GPUAdapter): Record<string, number> {
  const limits: Record<string, number> = {};
  for (const name in adapter.limits) {
    const value = adapter.limits[name as keyof GPUSupportedLimits];
    if (typeof value === 'number') limits[name] = value;
  }
  return limits;
}
