/** How fast a step could be on this machine at most, and what keeps it from that, from measured rows. */

/**
 * @typedef {import('./rows.mjs').Row} Row
 * @typedef {{ gflops: number, bandwidth: { bytes: number, gbPerSecond: number }[] }} Peaks of the whole machine, in WebAssembly
 * @typedef {{ megaflop: number, productShare: number, megabytes: number, arithmeticMs: number, trafficMs: number, ms: number,
 *   fixedShare: number | undefined }} Bound
 */

const UNITS = { KiB: 1 << 10, MiB: 1 << 20 };

/** The best of all thread counts. @param {Row[]} rows @returns {Peaks | undefined} */
export function reachable(rows) {
  let gflops = 0;
  /** @type {Map<number, number>} */
  const rates = new Map();
  for (const row of rows) {
    if (row.suite !== 'machine' || !('value' in row) || !row.case.startsWith('WebAssembly')) continue;
    if (row.unit === 'GFLOP/s') gflops = Math.max(gflops, row.value);
    const [, size, unit] = /within (\d+) (KiB|MiB)$/.exec(row.subject) ?? [];
    if (!size) continue;
    const bytes = Number(size) * UNITS[/** @type {'KiB' | 'MiB'} */ (unit)];
    rates.set(bytes, Math.max(rates.get(bytes) ?? 0, row.value));
  }
  if (gflops === 0 || rates.size === 0) return undefined;
  const bandwidth = [...rates]
    .map(([bytes, gbPerSecond]) => ({ bytes, gbPerSecond }))
    .sort((a, b) => a.bytes - b.bytes);
  return { gflops, bandwidth };
}

/** Rate at which a working set of so many bytes is read and written. @param {Peaks} peaks @param {number} bytes */
export function rateFor({ bandwidth }, bytes) {
  const fitting = bandwidth.find((step) => step.bytes >= bytes) ?? bandwidth.at(-1);
  return fitting?.gbPerSecond ?? Number.NaN;
}

/** @param {Row[]} rows @param {string} name @param {Peaks} peaks @returns {Bound | undefined} */
export function bounds(rows, name, peaks) {
  const figure = (/** @type {string} */ subject) => {
    const found = rows.find((row) => row.suite === 'cost' && row.case === name && row.subject === subject);
    return found && 'value' in found ? found.value : undefined;
  };
  const [megaflop, products, megabytes] = [figure('arithmetic'), figure('products'), figure('traffic')];
  if (megaflop === undefined || products === undefined || megabytes === undefined) return undefined;
  // What goes through memory in a step is about what lies there; the rows of the data set are read once in a while.
  const trafficMs = megabytes / rateFor(peaks, megabytes * 1e6);
  const arithmeticMs = megaflop / peaks.gflops;
  return {
    megaflop,
    productShare: megaflop > 0 ? products / megaflop : 0,
    megabytes,
    arithmeticMs,
    trafficMs,
    ms: Math.max(arithmeticMs, trafficMs),
    fixedShare: figure('share that does not grow with the batch'),
  };
}

/** A step that takes at most so many times its bound is limited by the machine. */
const NEAR = 1 / 0.6;

/** @param {Bound} bound @param {number} stepMs @param {Peaks} peaks */
export function holdsBack(bound, stepMs, peaks) {
  if (stepMs <= bound.ms * NEAR) return bound.arithmeticMs >= bound.trafficMs ? 'arithmetic' : 'memory traffic';
  const reasons = [];
  const { fixedShare = 0, productShare, megaflop } = bound;
  if (fixedShare >= 25)
    reasons.push(`${Math.round(fixedShare)} % of the step is the same for any batch: calls, optimizer`);
  if (productShare < 0.7) {
    reasons.push(`${Math.round((1 - productShare) * 100)} % of the arithmetic is pointwise (exponentials, updates)`);
  }
  if (fixedShare < 60) {
    const rate = (megaflop * productShare) / stepMs;
    reasons.push(
      `products at ${rate.toPrecision(2)} of ${peaks.gflops.toPrecision(3)} GFLOP/s with all else in the way`,
    );
  }
  return reasons.join('; ');
}
