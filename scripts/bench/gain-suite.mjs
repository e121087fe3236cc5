/** Suite `gain`: what parts of the WebAssembly backend bring: a step without each, beside a step with everything. */

import { comparison } from './rows.mjs';
import { runInPage } from './sides.mjs';

/** @type {{ part: string, options: import('../../tests/bench/subject').SubjectOptions }[]} */
const PARTS = [
  { part: 'threads', options: { threads: false } },
  { part: 'relaxed SIMD', options: { relaxed: false } },
  { part: 'fusion', options: { fused: false } },
  { part: 'several steps per call', options: { stepsPerCall: 1 } },
];

const WHOLE = 'everything';
const LIMIT_MS = 45_000;

/** @type {import('./suites.mjs').Suite} */
export async function* gain(lab, { caseText, quick }) {
  const first = await lab.openBenchPage();
  const models = await first.evaluate(() => globalThis.bench.models);
  await first.close();
  const budget = quick ? { milliseconds: 250, minEpochs: 3 } : { milliseconds: 400, minEpochs: 5 };
  for (const { name } of models.filter((model) => model.name.includes(caseText))) {
    const side = /** @type {const} */ ({ side: 'subject', model: name, backend: 'wasm', budget });
    /** @type {Map<string, number[]>} */
    const times = new Map();
    /** @type {Map<string, string>} */
    const failures = new Map();
    // In turns, so that what else the machine does hits all alike.
    for (let turn = 0; turn < (quick ? 1 : 2); turn++) {
      for (const { part, options } of [{ part: WHOLE, options: {} }, ...PARTS]) {
        const outcome = await runInPage(lab, { ...side, options }, LIMIT_MS);
        if ('failure' in outcome) failures.set(part, outcome.failure);
        else times.set(part, [...(times.get(part) ?? []), outcome.stepMs]);
      }
    }
    const best = (/** @type {string} */ part) => Math.min(...(times.get(part) ?? []));
    for (const { part } of PARTS) {
      const row = { suite: 'gain', case: name, subject: part, peer: `without ${part}` };
      const failure = failures.get(WHOLE) ?? failures.get(part);
      yield failure === undefined
        ? comparison({ ...row, subjectMs: best(WHOLE), peerMs: best(part) })
        : { ...row, failure };
    }
  }
}
