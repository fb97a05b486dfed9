import { restored } from './memory.ts';

addEventListener('message', async ({ data: assets }: MessageEvent<string>) => postMessage(await restored(1, assets)));
