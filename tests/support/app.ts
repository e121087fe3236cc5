/** Opens the built app in a real browser and watches it: what it logs, what it breaks, what axe finds. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright';
import { afterAll, inject, onTestFinished } from 'vitest';
import { browserFlags, findBrowser } from '../../scripts/browser.mjs';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Pictures of pages whose test failed go here. */
const FAILURES = join('.cache', 'e2e-failures');

/** How long a click or a wait may take: the machine may be busy, and software GPUs are slow. */
export const PATIENCE_MS = 30_000;

let shared: Promise<Browser> | undefined;

/** The browser of this test file, started at the first call and closed after the last test. */
function browser(): Promise<Browser> {
  shared ??= findBrowser().then((executablePath) => chromium.launch({ executablePath, args: browserFlags }));
  return shared;
}

afterAll(async () => {
  await (await shared)?.close();
  shared = undefined;
});

/** A page of the app with everything that went wrong on it. */
export interface App {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Console errors and uncaught exceptions so far. */
  readonly errors: string[];
  /** Requests to anywhere but the app's own server. */
  readonly elsewhere: string[];
  /** Another tab of the same profile. */
  openTab(): Promise<App>;
  close(): Promise<void>;
}

export interface AppOptions extends BrowserContextOptions {
  /** Runs in every page before its first script. */
  readonly before?: () => void;
}

/** Watches a page from before its first script. */
async function watch(context: BrowserContext): Promise<App> {
  const page = await context.newPage();
  const errors: string[] = [];
  const elsewhere: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(inject('appUrl')) && !/^(blob|data):/.test(url)) elsewhere.push(url);
  });
  await page.goto(inject('appUrl'), { waitUntil: 'load' });
  return { page, context, errors, elsewhere, openTab: () => watch(context), close: () => context.close() };
}

/** Opens the app in a fresh profile; it closes with the test, and a failed test leaves a picture. */
export async function openApp({ before, ...options }: AppOptions = {}): Promise<App> {
  const viewport = { width: 1440, height: 900 };
  // Without motion, so that nothing that fades or slides is looked at or pressed half way.
  const usual = { viewport, acceptDownloads: true, reducedMotion: 'reduce' } as const;
  const context = await (await browser()).newContext({ ...usual, ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  if (before) await context.addInitScript(before);
  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail') {
      const name = task.name.replaceAll(/\W+/g, '-').slice(0, 80);
      for (const [index, page] of context.pages().entries()) {
        await page.screenshot({ path: join(FAILURES, `${name}-${index}.png`), timeout: 5000 }).catch(() => undefined);
      }
    }
    await context.close();
  });
  return watch(context);
}

/** What axe finds wrong on the page as it is now, one line per rule and element. */
export async function accessibilityViolations(page: Page): Promise<string[]> {
  // What is fading in has not its own colours yet.
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter((a) => Number.isFinite(a.effect?.getComputedTiming().endTime ?? Number.POSITIVE_INFINITY))
        .map((a) => a.finished),
    ),
  );
  // Evaluated through the debugger, which the page's content security policy does not bind.
  await page.evaluate(axeSource);
  const results = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<AxeResults> } };
    return axe.run();
  });
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
  );
}
