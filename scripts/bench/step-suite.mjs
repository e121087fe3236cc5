/** Suite `step`: a training step of each reference model on each backend, beside the same model in plain tfjs `fit`. */

import { comparison } from './rows.mjs';

/** Longest a case may take, compilation included. */
const LIMIT_MS = 240_000;

/**
 * Times one side in a fresh page; a failure is told and leaves the row out, so that the others still come.
 * @param {import('./lab.mjs').Lab} lab @param {import('../../tests/bench/side.worker').StepRequest} request
 */
async function measure(lab, request) {
  const page = await lab.openBenchPage();
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  try {
    /** @type {Promise<never>} */
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`not done after ${LIMIT_MS / 1000} s`)), LIMIT_MS);
    });
    return await Promise.race([page.evaluate((r) => globalThis.bench.step(r), request), late]);
  } catch (error) {
    console.error(
      `${request.side} ${request.backend} ${request.model}: ${error instanceof Error ? error.message : error}`,
    );
    return undefined;
  } finally {
    clearTimeout(timer);
    await page.close();
  }
}

/** @type {import('./suites.mjs').Suite} */
export async function* step(lab, { backends, caseText, quick }) {
  const first = await lab.openBenchPage();
  const models = await first.evaluate(() => globalThis.bench.models);
  await first.close();
  const budget = quick ? { milliseconds: 300, minEpochs: 1 } : { milliseconds: 2000, minEpochs: 3 };
  for (const model of models.filter((name) => name.includes(caseText))) {
    for (const backend of backends.length > 0 ? backends : ['wasm', 'cpu', 'webgl', 'webgpu']) {
      // A page of its own for each side: kernels, flags and memory of one must not touch the other. tfjs' own wasm
      // backend lacks the kernels to train convolutions with, so its cpu backend is who computes on a CPU.
      const other = backend === 'wasm' ? 'cpu' : backend;
      const peer = await measure(lab, { side: 'peer', model, backend: other, budget });
      const subject = await measure(lab, { side: 'subject', model, backend, budget });
      if (!subject) continue;
      if (!peer) {
        const value = Number(subject.stepMs.toPrecision(4));
        yield { suite: 'step', case: model, subject: `Strata ${backend}`, value, unit: 'ms (the peer did not finish)' };
        continue;
      }
      yield comparison({
        suite: 'step',
        case: model,
        subject: `Strata ${backend}`,
        peer: `tfjs ${other}`,
        subjectMs: subject.stepMs,
        peerMs: peer.stepMs,
      });
    }
  }
}
