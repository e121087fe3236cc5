/** The built app under measurement: made to train by its own buttons, and watched from outside its code. */

/**
 * @typedef {{ step: number, at: number }} Frame a training step and when the page heard of it, in ms since navigation
 * @typedef {import('playwright').Page} Page
 */

/** Runs before the app: notes each frame of training that arrives, and when the next run was made ready. */
export function watchTraining() {
  /** @type {Frame[]} */
  const frames = [];
  Object.assign(globalThis, { frames, readyAt: null });
  globalThis.Worker = class extends Worker {
    /** @param {ConstructorParameters<typeof Worker>} args */
    constructor(...args) {
      super(...args);
      this.addEventListener('message', ({ data }) => {
        const frame = data?.payload?.frame;
        if (frame) frames.push({ step: frame.step, at: performance.now() });
        if (data?.rpc === 'result' && data.id === this.preparing && data.value === true) {
          Object.assign(globalThis, { readyAt: performance.now() });
        }
      });
    }

    /** Id of the newest call that makes a run ready. */
    preparing = -1;

    /** @override @param {any} message @param {any} transfer */
    postMessage(message, transfer) {
      if (message?.method === 'prepare') this.preparing = message.id;
      super.postMessage(message, transfer);
    }
  };
}

/** Presses Train and waits for the first step. @param {Page} page @returns {Promise<number>} milliseconds between them */
export const firstStepAfterPress = (page) =>
  page.evaluate(async () => {
    const { frames } = /** @type {any} */ (globalThis);
    const button = document.querySelector('#dock [aria-label="Train"]');
    if (!(button instanceof HTMLElement)) throw new Error('Train cannot be pressed');
    const from = performance.now();
    const before = frames.length;
    button.click();
    while (frames.length === before) await new Promise((settle) => setTimeout(settle, 5));
    return frames[before].at - from;
  });

/** The round button. @param {Page} page */
export const roundButton = (page) =>
  page
    .getByRole('region', { name: 'Training' })
    .getByRole('button', { name: /^(Train|Pause|Go on)$/ })
    .first();

/** @param {Page} page @param {string} title */
export async function chooseData(page, title) {
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  const screen = page.getByRole('dialog');
  await screen.getByRole('button', { name: new RegExp(`^${title} `) }).click();
  await screen.getByRole('heading', { name: title, level: 2 }).waitFor();
  return screen;
}

/** All rows for training. @param {import('playwright').Locator} screen */
export async function trainOnAll(screen) {
  for (const part of ['validation', 'test']) {
    await screen.getByRole('slider', { name: `${part} percent` }).fill('0');
  }
  await screen.getByRole('button', { name: 'Use this data' }).click();
}

/** @param {Page} page @param {{ epochs: number, backend: string }} choices */
export async function setFit(page, { epochs, backend }) {
  await page.getByRole('tab', { name: 'Fit' }).click();
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await inspector.getByRole('textbox', { name: 'epochs' }).fill(String(epochs));
  await inspector.getByRole('combobox', { name: 'backend' }).selectOption(backend);
}

/** Frames heard so far. @param {Page} page @returns {Promise<Frame[]>} */
export const framesOf = (page) => page.evaluate(() => /** @type {any} */ (globalThis).frames);

/** Trains until the first frames have come. @param {Page} page */
export async function startTraining(page) {
  await roundButton(page).click();
  await page.waitForFunction(() => /** @type {any} */ (globalThis).frames.length > 3, null, { timeout: 120_000 });
}

/**
 * Milliseconds per step while the page trains, after a warm-up.
 * @param {Page} page @param {{ warmUp: number, duration: number }} times
 */
export async function stepTime(page, { warmUp, duration }) {
  await page.waitForTimeout(warmUp);
  const from = (await framesOf(page)).at(-1);
  await page.waitForTimeout(duration);
  const to = (await framesOf(page)).at(-1);
  if (!from || !to || to.step <= from.step) throw new Error('no step was trained meanwhile');
  return (to.at - from.at) / (to.step - from.step);
}

/** The stored project, as the app keeps it. @param {Page} page */
export const storedDocument = (page) =>
  page.evaluate(async () => {
    /** @param {IDBRequest} request */
    const done = (request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await done(indexedDB.open('strata'));
    const rows = await done(database.transaction('projects').objectStore('projects').getAll());
    database.close();
    return rows[0].document;
  });
