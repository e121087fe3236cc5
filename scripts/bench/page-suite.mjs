/** Suite `page`: what a visitor pays for the first load. Sizes are gzipped, everything before the first worker counts. */

import { gzipSync } from 'node:zlib';

/** @type {import('./suites.mjs').Suite} */
export async function* page(lab) {
  const app = await lab.openAppPage();
  /** @type {Map<string, { kind: string, bytes: number }>} */
  const loaded = new Map();
  app.on('response', async (response) => {
    const type = response.request().resourceType();
    // A worker's own script arrives through the page, typed as neither script nor document.
    if (!['document', 'script', 'stylesheet', 'font', 'image', 'fetch'].includes(type) || !response.ok()) return;
    const body = await response.body().catch(() => Buffer.alloc(0));
    const kind = ['document', 'script', 'stylesheet'].includes(type) ? 'code' : 'fonts, pictures and data';
    const bytes = type === 'font' || type === 'image' ? body.length : gzipSync(body, { level: 9 }).length;
    loaded.set(response.url(), { kind, bytes });
  });
  await app.reload({ waitUntil: 'networkidle' });
  await app.close();
  for (const kind of ['code', 'fonts, pictures and data']) {
    const bytes = [...loaded.values()]
      .filter((entry) => entry.kind === kind)
      .reduce((sum, entry) => sum + entry.bytes, 0);
    yield {
      suite: 'page',
      case: 'first load',
      subject: kind,
      value: Number((bytes / 1000).toFixed(1)),
      unit: 'kB gzipped',
    };
  }
}
