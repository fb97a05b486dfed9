import { selectBackend } from '@hkmem/backend';
import '@hkmem/backend-wasm';
import { restored } from './memory.js';

addEventListener('message', async ({ data: { letter, assets } }) => {
  const { backend } = await selectBackend('wasm', { assets, workers: 1 });
  postMessage(await restored(letter, backend));
});
