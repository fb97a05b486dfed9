/** Serves the built site on this machine, with the headers that let wasm use several threads. `--port <n>` chooses one. */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { preview } from 'vite';

const { values } = parseArgs({ options: { port: { type: 'string' } } });
const root = fileURLToPath(new URL('..', import.meta.url));
const server = await preview({ root, preview: { port: Number(values.port ?? 4173) } });
server.printUrls();
