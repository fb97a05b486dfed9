import { type WebgpuBackend, webgpuBackend } from '@hkmem/backend-webgpu';

/** The backends in use. */
export const running: Set<WebgpuBackend> = new Set();

/** The webgpu backend, which does not end with an error on its device that nobody was told of. */
export async function watchedWebgpu(): Promise<WebgpuBackend> {
  const backend = await webgpuBackend.create();
  const dispose = backend.dispose.bind(backend);
  running.add(backend);
  backend.dispose = async () => {
    if (!running.delete(backend)) return;
    await backend.finish();
    await dispose();
  };
  return backend;
}
