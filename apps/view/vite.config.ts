import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { classicScript } from './scripts/classic-script.ts';

// One script and one style sheet, all beside the page: they are served by `hkmem view`, and copied by its `--export`.
export default defineConfig({
  base: './',
  plugins: [svelte(), classicScript()],
  build: {
    target: 'es2023',
    assetsDir: '.',
    modulePreload: false,
    cssCodeSplit: false,
    rolldownOptions: {
      output: { format: 'iife', entryFileNames: 'view.js', assetFileNames: 'view[extname]' },
    },
  },
});
