/** `npm run picture`: builds the app, trains the digits in headless Chromium and takes the README's two pictures of it. */

import { statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { ensureInstalled } from './install.mjs';

ensureInstalled();
const { build } = await import('vite');
const { chromium } = await import('playwright');
const { browserFlags, ensureBrowser } = await import('./browser.mjs');
const { serve } = await import('./serve.mjs');

const BUILT = join('.cache', 'picture');
/** Epochs of the run, and how many of them give curves a shape; on most machines the run still goes on then. */
const EPOCHS = 60;
const SHOWN = 14;
const PATIENCE_MS = 300_000;
/** A picture of the README is downloaded by everyone who reads it. */
const MOST_BYTES = 300_000;

await mkdir('docs', { recursive: true });
await build({ logLevel: 'warn', build: { outDir: BUILT, emptyOutDir: true } });
const server = await serve({ root: BUILT, port: 0 });
const browser = await chromium.launch({ executablePath: await ensureBrowser(), args: browserFlags });
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' });
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(server.url);
  const dock = page.getByRole('region', { name: 'Training' });
  await dock.getByRole('button', { name: 'Train', exact: true }).first().waitFor();
  await page
    .getByRole('button', { name: /^Conv2D ?[,;]/ })
    .first()
    .click();
  await page.getByRole('tab', { name: /^Fit/ }).click();
  await page.getByRole('textbox', { name: 'epochs', exact: true }).fill(String(EPOCHS));
  await page.getByRole('tab', { name: /^Layer/ }).click();
  await dock.getByRole('button', { name: 'Train', exact: true }).first().click();
  // Not one epoch by its number: a fast machine may be past it between two looks.
  while (Number(/epoch\s*(\d+)\s*\//.exec(await dock.innerText())?.[1] ?? 0) < SHOWN) await page.waitForTimeout(100);
  await take(page, 'light', join('docs', 'strata.png'));
  await take(page, 'dark', join('docs', 'strata-dark.png'));
} finally {
  await browser.close();
  await server.close();
}

/** @param {import('playwright').Page} page @param {'light' | 'dark'} colorScheme @param {string} path */
async function take(page, colorScheme, path) {
  await page.emulateMedia({ colorScheme });
  // Charts draw their colours anew with the next frame of the run.
  await page.waitForTimeout(1500);
  await page.mouse.move(720, 2);
  await page.screenshot({ path });
  const { size } = statSync(path);
  console.log(`${path}: ${Math.round(size / 1000)} kB`);
  if (size > MOST_BYTES) {
    console.error(`${path} is larger than ${MOST_BYTES / 1000} kB.`);
    process.exitCode = 1;
  }
}
