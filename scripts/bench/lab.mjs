/** Where benchmarks run: the built benchmark page and the built app, served from here, in headless Chromium. */

import { join } from 'node:path';
import { chromium } from 'playwright';
import { build } from 'vite';
import { browserFlags, ensureBrowser } from '../browser.mjs';
import { headers } from '../headers.mjs';
import { serve } from '../serve.mjs';

/**
 * @typedef {{
 *   browserVersion: string,
 *   openApp: () => Promise<{ folder: string, url: string }>,
 *   openBenchPage: () => Promise<import('playwright').Page>,
 *   openAppPage: (...before: (() => void)[]) => Promise<import('playwright').Page>,
 *   close: () => Promise<void>,
 * }} Lab
 */

// Libraries of others make code from text, which the app's own policy forbids.
const { 'Content-Security-Policy': _, ...benchHeaders } = headers;

/** Builds the benchmark page and starts server and browser; the app is built when it is first wanted. @returns {Promise<Lab>} */
export async function openLab() {
  await build({ logLevel: 'error', configFile: join('tests', 'bench', 'vite.config.ts') });
  const bench = await serve({ root: join('.cache', 'bench'), port: 0, headers: benchHeaders });
  const browser = await chromium.launch({ executablePath: await ensureBrowser(), args: browserFlags });
  /** @type {Promise<Awaited<ReturnType<typeof serve>> & { folder: string }> | undefined} */
  let app;
  const openApp = () => {
    app ??= (async () => {
      const folder = join('.cache', 'bench-app');
      await build({ logLevel: 'error', build: { outDir: folder, emptyOutDir: true } });
      return { folder, ...(await serve({ root: folder, port: 0 })) };
    })();
    return app;
  };

  /** @param {string} url @param {(() => void)[]} before run in the page before its first script */
  const open = async (url, before = []) => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    for (const script of before) await context.addInitScript(script);
    const page = await context.newPage();
    page.on('close', () => context.close().catch(() => {}));
    page.on('pageerror', (error) => console.error(error.stack ?? error.message));
    await page.goto(url);
    return page;
  };
  return {
    browserVersion: browser.version(),
    openApp,
    openBenchPage: async () => {
      const page = await open(bench.url);
      await page.waitForFunction(() => 'bench' in globalThis);
      return page;
    },
    openAppPage: async (...before) => open((await openApp()).url, before),
    close: async () => {
      await browser.close();
      await bench.close();
      // An app that did not build has nothing to close.
      await app?.then(
        ({ close }) => close(),
        () => {},
      );
    },
  };
}
