/** The test suites: laws in Node, the catalogue's contract, parts that need a real browser, and the whole app. */

import process from 'node:process';
import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import manifest from './package.json' with { type: 'json' };
import { browserFlags, findBrowser } from './scripts/browser.mjs';
import { kernelsPlugin } from './scripts/vite-kernels.mjs';

const executablePath = await findBrowser();

// Named up front, so that no dependency is found, bundled and reloaded in the middle of a test.
const bundled = Object.keys(manifest.dependencies).filter(
  (name) => !name.startsWith('@fontsource') && name !== '@tensorflow/tfjs',
);

// A software GPU process that dies under a loaded machine is no fault of the test it took along.
const retry = process.env.CI ? 1 : 0;

// Vitest gives up after a second, in which a busy machine may not have drawn once.
const patient = { poll: { timeout: 30_000 } };

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [kernelsPlugin()],
        test: {
          name: 'unit',
          expect: patient,
          setupFiles: ['tests/support/properties.ts'],
          environment: 'node',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/contract/**', 'tests/browser/**', 'tests/e2e/**'],
          testTimeout: 60_000,
        },
      },
      {
        plugins: [kernelsPlugin()],
        test: {
          name: 'contract',
          setupFiles: ['tests/support/properties.ts'],
          environment: 'node',
          include: ['tests/contract/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        plugins: [react(), kernelsPlugin()],
        worker: { format: 'es', plugins: () => [kernelsPlugin()] },
        optimizeDeps: {
          include: [
            ...bundled,
            'axe-core',
            'react/jsx-runtime',
            'react/jsx-dev-runtime',
            'react-dom/client',
            'zod/mini',
            'zustand/vanilla',
          ],
        },
        test: {
          name: 'browser',
          expect: patient,
          retry,
          include: ['tests/browser/**/*.test.{ts,tsx}'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: { executablePath, args: browserFlags } }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        test: {
          name: 'e2e',
          expect: patient,
          retry,
          environment: 'node',
          include: ['tests/e2e/**/*.test.ts'],
          globalSetup: ['tests/support/app-server.ts'],
          testTimeout: 300_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
