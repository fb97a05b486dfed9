/**
 * Serves the built site on this machine, with the headers that let wasm use several threads, and the documentation below
 * it if that is built. `--port <n>` chooses a port.
 */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Plugin, preview } from 'vite';

const { values } = parseArgs({ options: { port: { type: 'string' } } });
const root = fileURLToPath(new URL('..', import.meta.url));
const documentation = fileURLToPath(new URL('../../docs/dist/', import.meta.url));
const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** What `assemble-site.ts` of the documentation puts into one folder, as two. */
const below: Plugin = {
  name: 'documentation',
  configurePreviewServer(server) {
    server.middlewares.use('/docs', (request, response) => {
      const path = decodeURIComponent((request.url ?? '/').split('?')[0]!);
      const file = join(documentation, normalize(path.endsWith('/') ? `${path}index.html` : path));
      if (file.startsWith(documentation) && existsSync(file) && statSync(file).isFile()) {
        const type = types[extname(file)] ?? (extname(file) === '.svg' ? 'image/svg+xml' : 'application/octet-stream');
        response.writeHead(200, { 'Content-Type': type });
        createReadStream(file).pipe(response);
        return;
      }
      response.writeHead(404, { 'Content-Type': 'text/plain' });
      response.end(
        'The documentation is not built. `npx -y pnpm@12 site:build` builds it and the page, into dist/site.\n',
      );
    });
  },
};

const server = await preview({ root, plugins: [below], preview: { port: Number(values.port ?? 4173) } });
server.printUrls();
