import { registerBackend } from '@hkmem/backend';

/** Makes the wasm and webgpu backends known; their packages load when a backend is first tried. */
export function registerBackends(): void {
  registerBackend({
    name: 'wasm',
    priority: 20,
    create: async (options) => (await import('@hkmem/backend-wasm')).wasmBackend.create(options),
  });
  registerBackend({
    name: 'webgpu',
    priority: 30,
    create: async (options) => (await import('@hkmem/backend-webgpu')).webgpuBackend.create(options),
  });
}
