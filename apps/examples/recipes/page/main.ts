// The page: one memory in it, and the same in a worker, which leaves the page free.
import { restored } from './memory.ts';

const assets = new URL('tfjs/', document.baseURI).href; // the .wasm files of @tensorflow/tfjs-backend-wasm/dist
document.querySelector('#page')!.textContent = await restored(0, assets);

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
worker.onmessage = ({ data }) => {
  document.querySelector('#worker')!.textContent = String(data);
};
worker.postMessage(assets);
