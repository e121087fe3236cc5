/** What a browser fetches before the page can be used, as the tests hold it to a limit and the benchmark reports it. */

import { gzipSync } from 'node:zlib';

/**
 * The files of the first load and their size. Most static hosts send gzip at level 6 and no Brotli, so that is measured,
 * whatever this server sends. Fonts are compressed already and go as they are.
 * @param {import('playwright').Page} page that has loaded
 * @returns {Promise<{ name: string, font: boolean, bytes: number }[]>}
 */
export async function firstLoad(page) {
  await page.waitForLoadState('networkidle');
  const names = await page.evaluate(() => {
    const [load] = performance.getEntriesByType('navigation');
    const before = load instanceof PerformanceNavigationTiming ? load.loadEventEnd : 0;
    // What comes after is fetched ahead in idle time, or by workers; fonts are asked for by the first words.
    const early = performance
      .getEntriesByType('resource')
      .filter((r) => r.startTime < before || r.name.endsWith('.woff2'));
    return [location.href, ...early.map((r) => r.name)];
  });
  return Promise.all(
    names.map(async (name) => {
      const body = Buffer.from(await (await fetch(name)).arrayBuffer());
      const font = name.endsWith('.woff2');
      return { name, font, bytes: font ? body.length : gzipSync(body, { level: 6 }).length };
    }),
  );
}
