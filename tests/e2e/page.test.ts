/** The page as such: it loads clean, is isolated and guarded, and axe finds nothing wrong in either theme. */

import type { Page } from 'playwright';
import { describe, expect, inject, it } from 'vitest';
import { firstLoad } from '../../scripts/first-load.mjs';
import { accessibilityViolations, openApp } from '../support/app';

/** Writes a script into the page and returns the directive that stopped it. */
function directiveAgainstInjection(page: Page): Promise<string> {
  return page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective));
        const script = document.createElement('script');
        script.textContent = 'globalThis.dispatchEvent(new Event("injected"))';
        globalThis.addEventListener('injected', () => resolve('it ran'));
        document.head.append(script);
      }),
  );
}

describe('the page', () => {
  it('loads without an error, a warning of its policy or a request to anywhere else', async () => {
    const app = await openApp();
    const elsewhere: string[] = [];
    app.page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(inject('appUrl')) && !/^(blob|data):/.test(url)) elsewhere.push(url);
    });
    await app.page.reload({ waitUntil: 'networkidle' });
    expect(await app.page.title()).toContain('Strata');
    expect(await app.page.locator('body').innerText()).not.toBe('');
    expect(app.errors).toEqual([]);
    expect(elsewhere).toEqual([]);
    await app.close();
  });

  it('asks for less than 340 kB of gzip before it can be used', async () => {
    const app = await openApp();
    const files = await firstLoad(app.page);
    expect(files.some((f) => f.font)).toBe(true);
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    expect(bytes / 1000).toBeLessThan(340);
    await app.close();
  });

  it('explains arguments in the words of the catalogue, which come after the page', async () => {
    const app = await openApp();
    await app.page.getByRole('button', { name: 'Dense', exact: true }).first().click();
    const help = app.page.locator('[data-argument] .visually-hidden');
    await help
      .filter({ hasText: /^(?!Takes).+\. Takes / })
      .first()
      .waitFor({ state: 'attached' });
    const texts = await help.allTextContents();
    expect(texts.length).toBeGreaterThan(0);
    for (const text of texts) expect(text).toMatch(/^(?!Takes|#).+\. Takes /);
    await app.close();
  });

  it('is cross-origin isolated and runs no script written into it', async () => {
    const app = await openApp();
    expect(await app.page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true);
    expect(await directiveAgainstInjection(app.page)).toMatch(/^script-src/);
    await app.close();
  });

  it('keeps its policy on a host that sends no headers', async () => {
    const app = await openApp();
    await app.page.route(inject('appUrl'), async (route) => {
      const response = await route.fetch();
      const headers = response.headers();
      delete headers['content-security-policy'];
      await route.fulfill({ response, headers });
    });
    const response = await app.page.reload();
    expect(response?.headers()).not.toHaveProperty('content-security-policy');
    expect(await directiveAgainstInjection(app.page)).toMatch(/^script-src/);
    await app.close();
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`has nothing for axe to find in the ${colorScheme} theme`, async () => {
      const app = await openApp({ colorScheme });
      await app.page.waitForLoadState('networkidle');
      expect(await accessibilityViolations(app.page)).toEqual([]);
      await app.close();
    });
  }
});
