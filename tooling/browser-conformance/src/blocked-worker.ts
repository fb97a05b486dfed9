import { wasmBackend } from '@hkmem/backend-wasm';
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';

/** A page of its own: tells the page around it what comes of a pool of two threads under its Content-Security-Policy. */
async function outcome(): Promise<string> {
  const assets = new URL('.', new URL(simdUrl, import.meta.url)).href;
  try {
    const backend = await wasmBackend.create({ assets, workers: 2 });
    await backend.dispose();
    return backend.description;
  } catch (error) {
    const { name, message } = error as Error;
    return `${name}: ${message}`;
  }
}

parent.postMessage({ outcome: await outcome() }, '*');
