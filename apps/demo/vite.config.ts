import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defaultClientConditions, defineConfig } from 'vite';
import { isolationHeaders } from './scripts/isolation-headers.ts';
import { referenceValues } from './scripts/reference-file.ts';
import { renderedFormulas } from './scripts/rendered-formulas.ts';
import { tfjsWasmFiles } from './scripts/tfjs-wasm-files.ts';
import { withoutTensors } from './scripts/without-tensors.ts';

const conditions = ['@hkmem/source', ...defaultClientConditions];

export default defineConfig({
  base: './',
  // Another folder beside the page, such as the documentation, is not there rather than the page again.
  appType: 'mpa',
  plugins: [svelte(), renderedFormulas(), tfjsWasmFiles(), referenceValues()],
  resolve: { conditions },
  worker: { format: 'es', plugins: () => [withoutTensors()] },
  build: {
    target: 'es2023',
    assetsInlineLimit: 2048,
    chunkSizeWarningLimit: 1500,
    rolldownOptions: { input: ['index.html', 'program.html'] },
  },
  server: { headers: isolationHeaders },
  preview: { headers: isolationHeaders },
});
