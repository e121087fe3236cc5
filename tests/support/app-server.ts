/** Builds the app as users get it and serves it while the end-to-end tests run; STRATA_URL names one that runs already. */

import { join } from 'node:path';
import { build } from 'vite';
import type { TestProject } from 'vitest/node';
import { serve } from '../../scripts/serve.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    appUrl: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const running = process.env.STRATA_URL;
  if (running) {
    project.provide('appUrl', running);
    return async () => {};
  }
  // A folder of its own, so that a started app's dist/ is left alone.
  const outDir = join('.cache', 'e2e');
  // Vitest's own NODE_ENV would build React for development.
  const { NODE_ENV } = process.env;
  process.env.NODE_ENV = 'production';
  await build({ logLevel: 'warn', mode: 'production', build: { outDir, emptyOutDir: true } });
  process.env.NODE_ENV = NODE_ENV;
  const { url, close } = await serve({ root: outDir, port: 0 });
  project.provide('appUrl', url);
  return close;
}
