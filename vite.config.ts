/** How the app is built: a static folder that can be hosted under any path, with its security policy inside. */

import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { contentSecurityPolicy, devHeaders, headers } from './scripts/headers.mjs';
import { kernelsPlugin } from './scripts/vite-kernels.mjs';
import { moveDocs } from './scripts/vite-move-docs.mjs';
import { stripCases } from './scripts/vite-strip-cases.mjs';

/** Writes the policy into the built page, so that a host that sends no headers is covered too. */
function policyInPage(): Plugin {
  return {
    name: 'strata-policy-in-page',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicy },
        injectTo: 'head-prepend',
      },
    ],
  };
}

/** Sends what the app's own server sends when the built app is previewed. */
function previewHeaders(): Plugin {
  return {
    name: 'strata-preview-headers',
    configurePreviewServer: ({ middlewares }) => {
      middlewares.use((_request, response, next) => {
        for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
        next();
      });
    },
  };
}

export default defineConfig({
  base: './',
  plugins: [react(), kernelsPlugin(), stripCases(), moveDocs(), policyInPage(), previewHeaders()],
  worker: { format: 'es', plugins: () => [kernelsPlugin(), stripCases(), moveDocs()] },
  server: { port: 5173, headers: devHeaders },
  build: {
    target: 'es2023',
    modulePreload: { polyfill: false },
    // Only the worker carries tfjs; its chunk is loaded behind the page and may be large.
    chunkSizeWarningLimit: 2500,
  },
});
