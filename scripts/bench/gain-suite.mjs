/** Suite `gain`: what parts of the WebAssembly backend bring: a step without each, beside a step with everything. */

import { comparison } from './rows.mjs';
import { reasonOf, within } from './sides.mjs';

/** @type {{ part: string, options: import('../../tests/bench/subject').SubjectOptions }[]} */
const PARTS = [
  { part: 'threads', options: { threads: false } },
  { part: 'relaxed SIMD', options: { relaxed: false } },
  { part: 'fusion', options: { fused: false } },
  { part: 'several steps per call', options: { stepsPerCall: 1 } },
];

const LIMIT_MS = 60_000;

/**
 * Milliseconds of a step with everything, then without each part: in one page, in turns, as what is compared differs by
 * less than what else the machine does from one second to the next.
 * @param {import('./lab.mjs').Lab} lab @param {string} model @param {boolean} quick
 */
async function timesOf(lab, model, quick) {
  const page = await lab.openBenchPage();
  try {
    const variants = [{}, ...PARTS.map(({ options }) => options)];
    const budget = { turns: quick ? 10 : 20, milliseconds: 40 };
    const request = /** @type {const} */ ({ side: 'variants', model, backend: 'wasm', variants, budget });
    // Playwright's types unfold requests too deeply.
    const running = page.evaluate((r) => globalThis.bench.run(/** @type {any} */ (r)), /** @type {any} */ (request));
    const answer = await within(running, LIMIT_MS);
    return /** @type {import('../../tests/bench/subject').VariantTimings} */ (answer).stepsMs;
  } finally {
    await page.close();
  }
}

/** @type {import('./suites.mjs').Suite} */
export async function* gain(lab, { caseText, quick }) {
  const first = await lab.openBenchPage();
  const models = await first.evaluate(() => globalThis.bench.models);
  await first.close();
  for (const { name } of models.filter((model) => model.name.includes(caseText))) {
    const rowOf = (/** @type {string} */ part) => ({
      suite: 'gain',
      case: name,
      subject: part,
      peer: `without ${part}`,
    });
    try {
      const [subjectMs = Number.NaN, ...without] = await timesOf(lab, name, quick);
      for (const [k, { part }] of PARTS.entries()) {
        yield comparison({ ...rowOf(part), subjectMs, peerMs: without[k] ?? Number.NaN });
      }
    } catch (error) {
      for (const { part } of PARTS) yield { ...rowOf(part), failure: reasonOf(error) };
    }
  }
}
