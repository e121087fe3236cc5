/**
 * Suite `stream`: what streaming, History, checkpoints and charts add to a bare loop of training steps. The same
 * program of the same project, on the same backend, in turns.
 */

import { chooseData, setFit, startTraining, stepTime, storedDocument, trainOnAll, watchTraining } from './app-page.mjs';
import { comparison } from './rows.mjs';

const CASES = [
  { title: 'Digits', rows: 1797, inputShape: [8, 8, 1], classes: 10 },
  { title: 'Breast cancer', rows: 569, inputShape: [30], classes: 2 },
];

/** @param {number[]} values */
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** @type {import('./suites.mjs').Suite} */
export async function* stream(lab, { backends, caseText, quick }) {
  const times = quick ? { warmUp: 1500, duration: 3000 } : { warmUp: 3000, duration: 6000 };
  for (const { title, ...shape } of CASES.filter((c) => c.title.includes(caseText))) {
    for (const backend of backends.length > 0 ? backends : ['wasm']) {
      /** @type {number[]} */
      const watched = [];
      /** @type {number[]} */
      const bare = [];
      for (let turn = 0; turn < (quick ? 1 : 3); turn++) {
        const app = await lab.openAppPage(watchTraining);
        await trainOnAll(await chooseData(app, title));
        // On the CPU the app computes with WebAssembly.
        await setFit(app, { epochs: 100_000, backend: backend === 'wasm' ? 'cpu' : backend });
        await startTraining(app);
        const document = await storedDocument(app);
        watched.push(await stepTime(app, times));
        await app.close();
        const page = await lab.openBenchPage();
        const request = { side: 'bare', backend, document, ...shape, ...times };
        const timing = /** @type {any} */ (
          await page.evaluate((r) => globalThis.bench.run(/** @type {any} */ (r)), request)
        );
        bare.push(timing.stepMs);
        await page.close();
      }
      const [subjectMs, peerMs] = [median(watched), median(bare)];
      const row = { suite: 'stream', case: `${title}, all rows`, subject: `run with curves shown, ${backend}` };
      yield comparison({ ...row, peer: `bare loop, ${backend}`, subjectMs, peerMs });
      yield { ...row, subject: `added by the run, ${backend}`, value: (subjectMs / peerMs - 1) * 100, unit: '%' };
    }
  }
}
