/** Memory of the browser's page processes, from outside. */

import { readFile } from 'node:fs/promises';
import process from 'node:process';

/** Sum of the highest memory of the browser's page processes so far, in MB; only Linux tells. @param {import('playwright').Page} page */
export async function peakMemory(page) {
  if (process.platform !== 'linux') return undefined;
  const browser = page.context().browser();
  if (!browser) return undefined;
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = /** @type {any} */ (await session.send('SystemInfo.getProcessInfo'));
  await session.detach();
  let kilobytes = 0;
  for (const { id, type } of processInfo) {
    if (type !== 'renderer') continue;
    const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
    kilobytes += Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? 0);
  }
  return kilobytes / 1024;
}
