import { DeviceError } from '@hkmem/backend';
import type { Allocator } from './heap.ts';

/** What is used of tfjs's wasm backend beyond its types: the Emscripten module and the table of tensors. */
export interface TfjsWasm {
  readonly wasm: {
    readonly wasmMemory?: WebAssembly.Memory;
    readonly asm?: { readonly memory?: WebAssembly.Memory };
    _malloc(bytes: number): number;
    _free(pointer: number): void;
  };
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } | undefined };
}

/** tfjs's own heap, so that kernels work where its tensors live. */
export function tfjsAllocator({ wasm }: TfjsWasm): Allocator {
  const memory = wasm.wasmMemory ?? wasm.asm?.memory;
  if (memory === undefined) {
    throw new DeviceError(
      `tfjs-backend-wasm: got a module without a memory, expected version 4.22. Install @tensorflow/tfjs-backend-wasm 4.22.`,
    );
  }
  return {
    memory,
    take(bytes) {
      try {
        const pointer = wasm._malloc(bytes) >>> 0;
        return pointer === 0 ? undefined : pointer;
      } catch {
        return undefined;
      }
    },
    give: (pointer) => wasm._free(pointer),
  };
}
