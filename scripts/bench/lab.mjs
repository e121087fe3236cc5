/** Where benchmarks run: the built benchmark page and the built app, served as users get them, in headless Chromium. */

import { join } from 'node:path';
import { chromium } from 'playwright';
import { build } from 'vite';
import { browserFlags, ensureBrowser } from '../browser.mjs';
import { serve } from '../serve.mjs';

/**
 * @typedef {{
 *   appFolder: string,
 *   appUrl: string,
 *   openBenchPage: () => Promise<import('playwright').Page>,
 *   openAppPage: (...before: (() => void)[]) => Promise<import('playwright').Page>,
 *   close: () => Promise<void>,
 * }} Lab
 */

/** Builds both pages and starts server and browser. @returns {Promise<Lab>} */
export async function openLab() {
  const appFolder = join('.cache', 'bench-app');
  await build({ logLevel: 'error', build: { outDir: appFolder, emptyOutDir: true } });
  await build({ logLevel: 'error', configFile: join('tests', 'bench', 'vite.config.ts') });
  const app = await serve({ root: appFolder, port: 0 });
  const bench = await serve({ root: join('.cache', 'bench'), port: 0 });
  const browser = await chromium.launch({ executablePath: await ensureBrowser(), args: browserFlags });

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
    appFolder,
    appUrl: app.url,
    openBenchPage: async () => {
      const page = await open(bench.url);
      await page.waitForFunction(() => 'bench' in globalThis);
      return page;
    },
    openAppPage: (...before) => open(app.url, before),
    close: async () => {
      await browser.close();
      await Promise.all([app.close(), bench.close()]);
    },
  };
}
