/** One measurement at a time: each side of a comparison in a page of its own or in a Python process, with a time limit. */

import { peakMemory } from './memory.mjs';

/**
 * @typedef {{ stepMs: number, firstStepMs: number, memoryMb?: number, threads?: number, compileMs?: number,
 *   compileAgainMs?: number, costs?: import('../../tests/bench/costs').StepCosts }} Timing
 * @typedef {Timing | { failure: string }} Outcome
 */

/**
 * Settles as the promise does, or rejects after so many milliseconds.
 * @template T @param {Promise<T>} promise @param {number} limit
 */
export async function within(promise, limit) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  /** @type {Promise<never>} */
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${limit / 1000} s`)), limit);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The first line of what went wrong, short enough for a cell. @param {unknown} error */
export function reasonOf(error) {
  const message = error instanceof Error ? error.message : String(error);
  const line = message.replace(/^(page\.evaluate: )?(Error: )*/, '').split('\n')[0] ?? '';
  return line.length > 140 ? `${line.slice(0, 137)}...` : line;
}

/**
 * Runs one side in a fresh page: kernels, flags and memory of one must not touch another.
 * @param {import('./lab.mjs').Lab} lab @param {import('../../tests/bench/side.worker').SideRequest} request
 * @param {number} limit milliseconds
 * @returns {Promise<Outcome>}
 */
export async function runInPage(lab, request, limit) {
  const page = await lab.openBenchPage();
  try {
    const before = await peakMemory(page);
    // Playwright's types unfold requests too deeply.
    const running = page.evaluate((r) => globalThis.bench.run(/** @type {any} */ (r)), /** @type {any} */ (request));
    const answer = await within(running, limit);
    const after = await peakMemory(page);
    const memory = before === undefined || after === undefined ? {} : { memoryMb: after - before };
    return { .../** @type {Timing} */ (answer), ...memory };
  } catch (error) {
    return { failure: reasonOf(error) };
  } finally {
    await page.close();
  }
}
