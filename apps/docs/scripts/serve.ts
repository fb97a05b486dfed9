/** Serves the built documentation on this machine, or another folder: `serve.ts [folder] [--port <n>]`. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { serveFolder } from './static-server.ts';

const { values, positionals } = parseArgs({ options: { port: { type: 'string' } }, allowPositionals: true });
const folder = resolve(positionals[0] ?? fileURLToPath(new URL('../dist', import.meta.url)));
const { address } = await serveFolder(folder, '/', Number(values.port ?? 4174));
process.stdout.write(`${folder}\n  ${address}\n`);
