import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

/** Where the site keeps tfjs's .wasm files, relative to its root; with a slash at the end, as the wasm backend asks. */
export const tfjsFolder = 'tfjs/';

/** Serves tfjs's own .wasm files, and copies them into a build. */
export function tfjsWasmFiles(): Plugin {
  const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
  const folder = join(dirname(entry), 'wasm-out');
  const names = readdirSync(folder).filter((name) => name.endsWith('.wasm'));
  return {
    name: 'tfjs-wasm-files',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const name = names.find((candidate) => request.url?.split('?')[0] === `/${tfjsFolder}${candidate}`);
        if (name === undefined) return next();
        response.setHeader('Content-Type', 'application/wasm');
        response.end(readFileSync(join(folder, name)));
      });
    },
    generateBundle() {
      for (const name of names) {
        this.emitFile({ type: 'asset', fileName: tfjsFolder + name, source: readFileSync(join(folder, name)) });
      }
    },
  };
}
