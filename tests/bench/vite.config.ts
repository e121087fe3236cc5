/** Builds the benchmark page beside the app, with the app's own build settings and without its page. */

import { defineConfig } from 'vite';
import { kernelsPlugin } from '../../scripts/vite-kernels.mjs';

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [kernelsPlugin()],
  worker: { format: 'es', plugins: () => [kernelsPlugin()] },
  build: {
    target: 'es2023',
    outDir: '../../.cache/bench',
    emptyOutDir: true,
    chunkSizeWarningLimit: 8000,
    // tfjs' threads start from the source text of a function, which does not survive minification.
    minify: false,
  },
});
