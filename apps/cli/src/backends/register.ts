import { type BackendFactory, BackendUnavailableError, registerBackend } from '@hkmem/backend';

/** Makes the wasm and webgpu backends known; their packages load when a backend is first tried. */
export function registerBackends(): void {
  registerBackend(lazily('wasm', 20, 'wasmBackend', () => import('@hkmem/backend-wasm')));
  registerBackend(lazily('webgpu', 30, 'webgpuBackend', () => import('@hkmem/backend-webgpu')));
}

function lazily(name: string, priority: number, exported: string, load: () => Promise<object>): BackendFactory {
  return {
    name,
    priority,
    create: async (options) => {
      const factory: unknown = Reflect.get(await load(), exported);
      if (!isFactory(factory)) throw new BackendUnavailableError(name, `its package has no '${exported}'.`, []);
      return factory.create(options);
    },
  };
}

function isFactory(value: unknown): value is BackendFactory {
  return typeof value === 'object' && value !== null && 'create' in value && typeof value.create === 'function';
}
