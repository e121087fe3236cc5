/** Suite `start`: from the press of Train to the first step, for each reference model, by what was there before. */

import { reasonOf, within } from './sides.mjs';

/** @typedef {import('../../tests/bench/press').Before} Before */

/** What was there before, in words. @type {[Before, string][]} */
export const PRESSES = [
  ['nothing', 'cold'],
  ['worker', 'nothing made ready'],
  ['another run', 'right after an edit'],
  ['the run', 'made ready'],
];

const LIMIT = 20_000;
const ROUNDS = 3;

/** The smallest of several times: what else the machine does only adds. @type {import('./suites.mjs').Suite} */
export async function* start(lab, { caseText, quick }) {
  const page = await lab.openBenchPage();
  const models = await page.evaluate(() => globalThis.bench.models);
  await page.close();
  for (const { name } of models.filter((m) => m.name.includes(caseText))) {
    for (const [before, subject] of PRESSES) {
      const row = { suite: 'start', case: name, subject };
      try {
        let least = Number.POSITIVE_INFINITY;
        for (let round = 0; round < (quick ? 1 : ROUNDS); round++) {
          const fresh = await lab.openBenchPage();
          const request = { model: name, before };
          const pressed = fresh.evaluate((r) => globalThis.bench.press(r), request);
          least = Math.min(least, await within(pressed, LIMIT));
          await fresh.close();
        }
        yield { ...row, value: Number(least.toPrecision(4)), unit: 'ms' };
      } catch (error) {
        yield { ...row, failure: reasonOf(error) };
      }
    }
  }
}
