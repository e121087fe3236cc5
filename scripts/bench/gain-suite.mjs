/** Suite `gain`: what parts of the WebAssembly backend bring: a step without each, beside a step with everything. */

import { comparison } from './rows.mjs';
import { runInPage } from './sides.mjs';

/** @type {{ part: string, options: import('../../tests/bench/subject').SubjectOptions }[]} */
const PARTS = [{ part: 'relaxed SIMD', options: { relaxed: false } }];

const LIMIT_MS = 45_000;

/** @type {import('./suites.mjs').Suite} */
export async function* gain(lab, { caseText, quick }) {
  const first = await lab.openBenchPage();
  const models = await first.evaluate(() => globalThis.bench.models);
  await first.close();
  const budget = quick ? { milliseconds: 250, minEpochs: 3 } : { milliseconds: 500, minEpochs: 5 };
  for (const { name } of models.filter((model) => model.name.includes(caseText))) {
    const side = /** @type {const} */ ({ side: 'subject', model: name, backend: 'wasm', budget });
    const whole = await runInPage(lab, side, LIMIT_MS);
    if ('failure' in whole) {
      yield { suite: 'gain', case: name, subject: 'everything', failure: whole.failure };
      continue;
    }
    for (const { part, options } of PARTS) {
      const row = { suite: 'gain', case: name, subject: part, peer: `without ${part}` };
      const without = await runInPage(lab, { ...side, options }, LIMIT_MS);
      if ('failure' in without) yield { ...row, failure: without.failure };
      else yield comparison({ ...row, subjectMs: whole.stepMs, peerMs: without.stepMs });
    }
  }
}
