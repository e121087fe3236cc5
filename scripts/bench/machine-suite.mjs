/** Suite `machine`: what this machine can do at best, in WebAssembly and outside the browser. */

import { runInPage } from './sides.mjs';

const LIMIT_MS = 60_000;

/** @param {string} subject @param {string} name @param {number} value @param {string} unit @returns {import('./rows.mjs').Figure} */
const figure = (subject, name, value, unit) => ({
  suite: 'machine',
  case: name,
  subject,
  value: Number(value.toPrecision(4)),
  unit,
});

/** Bytes in words. @param {number} bytes */
const sizeName = (bytes) => (bytes < 1 << 20 ? `${bytes >> 10} KiB` : `${bytes >> 20} MiB`);

/** Always whole, whatever cases are wanted: every other figure is judged by these. @type {import('./suites.mjs').Suite} */
export async function* machine(lab, { native }) {
  for (const workers of [1, 2]) {
    const name = workers === 1 ? 'WebAssembly, one thread' : `WebAssembly, ${workers} threads`;
    const answers = await Promise.all(
      Array.from({ length: workers }, () => runInPage(lab, { side: 'peak' }, LIMIT_MS)),
    );
    const peaks = answers.map((answer) => {
      if ('failure' in answer) throw new Error(answer.failure);
      return /** @type {import('../../tests/bench/peak').Peak} */ (/** @type {unknown} */ (answer));
    });
    const total = (/** @type {(peak: import('../../tests/bench/peak').Peak) => number} */ of) =>
      peaks.reduce((sum, peak) => sum + of(peak), 0);
    yield figure(
      'SIMD arithmetic',
      name,
      total((p) => p.gflops),
      'GFLOP/s',
    );
    if (peaks[0]?.relaxedGflops) {
      yield figure(
        'relaxed SIMD arithmetic',
        name,
        total((p) => p.relaxedGflops ?? 0),
        'GFLOP/s',
      );
    }
    for (const [i, { bytes }] of (peaks[0]?.bandwidth ?? []).entries()) {
      const rate = total((p) => p.bandwidth[i]?.gbPerSecond ?? 0);
      yield figure(`memory within ${sizeName(bytes)}`, name, rate, 'GB/s');
    }
  }
  for (const [side, label] of /** @type {const} */ ([
    ['keras-jax', 'JAX'],
    ['torch', 'PyTorch'],
  ])) {
    const row = { suite: 'machine', case: `${label}, 2 threads`, subject: 'product of 1024x1024 matrices' };
    const answer = await native.peak(side);
    if ('failure' in answer) yield { ...row, failure: answer.failure };
    else yield figure(row.subject, row.case, answer.gflops, 'GFLOP/s');
  }
}
