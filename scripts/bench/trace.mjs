/** Tasks of a page's main thread, exactly, from the browser's own trace. */

/** @typedef {{ name: string, ph: string, ts: number, dur?: number, pid: number, tid: number, args?: any }} TraceEvent */

/**
 * Traces for a while. Settles to the longest task in milliseconds and the share of time in which there was one.
 * @param {import('playwright').Page} page @param {number} duration milliseconds
 */
export async function longestTask(page, duration) {
  const browser = page.context().browser();
  if (!browser) throw new Error('the page has no browser');
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline', '__metadata'] });
  await page.waitForTimeout(duration);
  /** @type {{ traceEvents: TraceEvent[] }} */
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const mains = new Set(
    traceEvents
      .filter((e) => e.name === 'thread_name' && e.args?.name === 'CrRendererMain')
      .map((e) => `${e.pid} ${e.tid}`),
  );
  /** @type {Map<string, { longest: number, total: number }>} */
  const threads = new Map();
  for (const e of traceEvents) {
    const key = `${e.pid} ${e.tid}`;
    if (!mains.has(key) || e.ph !== 'X' || !/RunTask$/.test(e.name)) continue;
    const seen = threads.get(key) ?? { longest: 0, total: 0 };
    const ms = (e.dur ?? 0) / 1000;
    threads.set(key, { longest: Math.max(seen.longest, ms), total: seen.total + ms });
  }
  // The page that trains is the busiest one.
  const [busiest] = [...threads.values()].sort((a, b) => b.total - a.total);
  if (!busiest) throw new Error('the trace names no task of a page');
  return { longest: busiest.longest, busy: busiest.total / duration };
}
