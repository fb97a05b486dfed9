import { DeviceError, inTurn } from '@hkmem/backend';
import { backend, env, getBackend, ready, setBackend } from '@tensorflow/tfjs-core';
import type { TfjsWasm } from './memory/tfjs-heap.ts';

/** tfjs's wasm backend, active, and the way back to the backend that was active before. */
export interface StartedTfjs {
  readonly tfjs: TfjsWasm;
  restore(): Promise<void>;
}

/**
 * Makes tfjs's wasm backend the active one, after all starts that began before. `assets` is where a browser finds tfjs's
 * own .wasm files.
 * @throws {DeviceError} if tfjs cannot start it; the backend that was active before is active again then.
 */
export function startTfjsWasm(assets: string | undefined): Promise<StartedTfjs> {
  return inTurn(async () => {
    const { tfjs, restore } = await start(assets);
    return { tfjs, restore: () => inTurn(restore) };
  });
}

async function start(assets: string | undefined): Promise<StartedTfjs> {
  // None if tfjs has not started any, or the last one was removed.
  const before = getBackend() as string | null | undefined;
  const restore = async (): Promise<void> => {
    if (before && before !== 'wasm') await setBackend(before);
  };
  let reason = 'setBackend returned false.';
  try {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    if (before !== 'wasm') {
      if (assets !== undefined) setWasmPaths(assets);
      // tfjs's threaded build breaks under minifiers, and its threads would compete with those of our pool.
      env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    }
    if (await setBackend('wasm')) {
      await ready();
      return { tfjs: backend() as unknown as TfjsWasm, restore };
    }
  } catch (error) {
    reason = error instanceof Error ? error.message : String(error);
  }
  await restore();
  throw new DeviceError(
    `tfjs's wasm backend did not start: ${reason} In a page or a bundle, point \`assets\` at its .wasm files.`,
  );
}
