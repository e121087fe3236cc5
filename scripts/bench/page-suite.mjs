/** Suite `page`: what a visitor pays for the first load and waits for the first step, and how busy training keeps the page. */

import { firstLoad } from '../first-load.mjs';
import { firstStepAfterPress, framesOf, roundButton, setFit, startTraining, watchTraining } from './app-page.mjs';
import { longestTask } from './trace.mjs';

/** @param {string} name @param {string} subject @param {number} value @param {string} unit */
const figure = (name, subject, value, unit) => ({
  suite: 'page',
  case: name,
  subject,
  value: Number(value.toPrecision(4)),
  unit,
});

/** Sizes before the page can be used. @param {import('./lab.mjs').Lab} lab */
async function* sizes(lab) {
  const app = await lab.openAppPage();
  const files = await firstLoad(app);
  await app.close();
  for (const font of [false, true]) {
    const bytes = files.filter((file) => file.font === font).reduce((sum, file) => sum + file.bytes, 0);
    yield figure('first load', font ? 'fonts' : 'code', bytes / 1000, 'kB gzipped');
  }
}

/** From navigation to the first step of the first project, Train pressed as soon as it can be. @param {import('./lab.mjs').Lab} lab */
async function* firstStep(lab) {
  const app = await lab.openAppPage(() => {
    // Presses too early are not heard: the label says which one was.
    const press = () => {
      const button = document.querySelector('#dock [aria-label="Train"]');
      if (button instanceof HTMLElement) {
        Object.assign(globalThis, { pressedAt: performance.now() });
        button.click();
      }
      const heard = document.querySelector('#dock [aria-label="Pause"]');
      if (!heard) setTimeout(press, 50);
    };
    setTimeout(press, 5);
  }, watchTraining);
  await app.waitForFunction(
    () => /** @type {any} */ (globalThis).frames.some((/** @type {any} */ f) => f.step > 0),
    null,
    {
      timeout: 120_000,
    },
  );
  const first = (await framesOf(app)).find(({ step }) => step > 0);
  const pressed = await app.evaluate(() => /** @type {any} */ (globalThis).pressedAt);
  await app.close();
  yield figure('first project, backend chosen automatically', 'navigation to Train', pressed, 'ms');
  yield figure(
    'first project, backend chosen automatically',
    'navigation to first step',
    first?.at ?? Number.NaN,
    'ms',
  );
  yield figure(PRESSED, 'as soon as the page shows, all of it cold', (first?.at ?? Number.NaN) - pressed, 'ms');
}

const PRESSED = 'first project, press of Train to first step done';

/**
 * How soon training begins in a page that has been there for a moment: the run made ready meanwhile, and not, because the
 * project was changed just before.
 * @param {import('./lab.mjs').Lab} lab
 */
async function* pressToFirstStep(lab) {
  for (const edit of [false, true]) {
    const app = await lab.openAppPage(watchTraining);
    await app.waitForFunction(() => /** @type {any} */ (globalThis).readyAt !== null, null, { timeout: 60_000 });
    if (edit) await setFit(app, { epochs: 5, backend: 'cpu' });
    const subject = edit ? 'pressed right after an edit' : 'made ready while the page rested';
    yield figure(PRESSED, subject, await firstStepAfterPress(app), 'ms');
    await app.close();
  }
}

/** Counts redraws of the loss curve. */
function watchRedraws() {
  let redraws = 0;
  const curve = document.querySelector('figure[aria-label="Loss"]');
  if (!curve) throw new Error('no loss curve');
  let asked = false;
  const observer = new MutationObserver(() => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      redraws++;
    });
  });
  observer.observe(curve, { subtree: true, attributes: true, attributeFilter: ['d'], childList: true });
  const from = performance.now();
  Object.assign(globalThis, { redrawRate: () => (1000 * redraws) / (performance.now() - from) });
}

/** The page's own thread while the first project trains with its curves shown. @param {import('./lab.mjs').Lab} lab @param {boolean} quick */
async function* whileTraining(lab, quick) {
  for (const backend of ['cpu', 'webgl']) {
    const app = await lab.openAppPage(watchTraining);
    await setFit(app, { epochs: 100_000, backend });
    await startTraining(app);
    await app.waitForTimeout(quick ? 2000 : 3000);
    await app.evaluate(watchRedraws);
    const { longest, busy } = await longestTask(app, quick ? 4000 : 8000);
    const rate = await app.evaluate(() => /** @type {any} */ (globalThis).redrawRate());
    await roundButton(app).click();
    await app.close();
    const name = `training digits, ${backend === 'cpu' ? 'wasm' : backend}, curves shown`;
    yield figure(name, 'longest task of the page', longest, 'ms');
    yield figure(name, 'page thread busy', busy * 100, '%');
    yield figure(name, 'redraws of the loss curve', rate, 'per second');
  }
}

/** @type {import('./suites.mjs').Suite} */
export async function* page(lab, { quick }) {
  yield* sizes(lab);
  yield* firstStep(lab);
  yield* pressToFirstStep(lab);
  yield* whileTraining(lab, quick);
}
