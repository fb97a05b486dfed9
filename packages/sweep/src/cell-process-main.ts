import { parseArgs } from 'node:util';
import { serveCells } from './process/serve-cells.ts';

const { values } = parseArgs({
  options: { backend: { type: 'string' }, workers: { type: 'string' }, 'data-dir': { type: 'string' } },
});
const controller = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => controller.abort());
await serveCells({
  backend: values.backend,
  workers: values.workers === undefined ? undefined : Number(values.workers),
  dataDirectory: values['data-dir'],
  signal: controller.signal,
});
