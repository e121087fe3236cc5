/** Builds the benchmark page beside the app, with the app's own build settings and without its page. */

import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    outDir: '../../.cache/bench',
    emptyOutDir: true,
    chunkSizeWarningLimit: 4000,
  },
});
