import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { UserConfig } from 'vite';

const tfjsWasm = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'));

const config: UserConfig = {
  base: './',
  // tfjs's own .wasm files, served and copied as they are. In a page with a public folder of its own, copy them there.
  publicDir: join(tfjsWasm, 'wasm-out'),
  // The page waits for the backend at the top level of its module.
  build: { target: 'es2023', chunkSizeWarningLimit: 1500 },
};

export default config;
