/** Axes that hug their data: the domain ends close to the values, and ticks are round numbers within it. */

export interface Axis {
  readonly domain: readonly [number, number];
  /** Round values within the domain, rising. */
  readonly ticks: readonly number[];
  /** What stands at a tick; no two ticks of an axis read alike. */
  readonly label: (tick: number) => string;
}

export interface Bounds {
  /** The domain goes no further, whatever the values. */
  readonly floor?: number;
  readonly ceiling?: number;
  /** Values are shares: ticks read as percents. */
  readonly percent?: boolean;
}

/** Free room beyond the values, as a share of what they span. */
const PAD = 0.04;
/** Zero is part of the axis where that costs at most this much of what the values span. */
const NEAR_ZERO = 0.3;
const [FEWEST, WANTED, MOST] = [3, 5, 7];

/** A step of 1, 2 or 5 times a power of ten, kept as whole numbers: their quotient is exact to the last digit. */
interface Step {
  readonly factor: number;
  readonly power: number;
}

const timesPower = (n: number, power: number): number => (power < 0 ? n / 10 ** -power : n * 10 ** power);
const sizeOf = ({ factor, power }: Step): number => timesPower(factor, power);

function multiples(low: number, high: number, step: Step): number[] {
  const size = sizeOf(step);
  const out: number[] = [];
  for (let i = Math.ceil(low / size - 1e-9); i <= high / size + 1e-9; i++) {
    const tick = timesPower(i * step.factor, step.power);
    // Rounding may put a multiple a hair outside.
    if (tick >= low && tick <= high) out.push(tick === 0 ? 0 : tick);
  }
  return out;
}

/** The step whose multiples within the span are nearest to five; some step always gives three to seven. */
function roundTicks(low: number, high: number, finest = Number.NEGATIVE_INFINITY): { step: Step; ticks: number[] } {
  const power = Math.floor(Math.log10(high - low));
  let best: { step: Step; ticks: number[] } | null = null;
  for (const p of [power - 1, power]) {
    for (const factor of [1, 2, 5]) {
      const step = { factor, power: Math.max(p, finest) };
      const count = Math.floor(high / sizeOf(step)) - Math.ceil(low / sizeOf(step)) + 1;
      if (count > 2 * MOST) continue;
      const ticks = multiples(low, high, step);
      if (!best || Math.abs(ticks.length - WANTED) < Math.abs(best.ticks.length - WANTED)) best = { step, ticks };
    }
  }
  return best ?? { step: { factor: 1, power }, ticks: multiples(low, high, { factor: 1, power }) };
}

const UNITS = ['', 'k', 'M', 'G', 'T'];

/** Words for ticks a step apart: as many decimals as tell them apart, large ones in thousands. */
function labelsOf(ticks: readonly number[], power: number): (tick: number) => string {
  const largest = ticks.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  const size = largest > 0 ? Math.floor(Math.log10(largest)) : 0;
  if (size < -3 || size >= 3 * UNITS.length) {
    return (v) => (v === 0 ? '0' : v.toExponential(Math.max(0, Math.floor(Math.log10(Math.abs(v)) + 1e-9) - power)));
  }
  const unit = size < 4 ? 0 : Math.floor(size / 3);
  const decimals = Math.max(0, 3 * unit - power);
  return (v) => (v === 0 ? '0' : `${(v / 10 ** (3 * unit)).toFixed(decimals)}${UNITS[unit]}`);
}

/** Ends of the values, a little apart even where all are the same; 0 to 1 without any. */
function spread(low: number, high: number): [number, number] {
  if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high)) return [0, 1];
  const least = Math.max(Math.abs(low), Math.abs(high)) * 1e-6 || 1e-6;
  if (high - low > least) return [low, high];
  const around = Math.abs(low) * 0.1 || 0.5;
  return [low - around, high + around];
}

/** An axis for values from `low` to `high`; both ends are in its domain unless `bounds` cut them off. */
export function linearAxis(low: number, high: number, { floor, ceiling, percent = false }: Bounds = {}): Axis {
  const [from, to] = spread(low, high);
  const pad = (to - from) * PAD;
  const anchored = from >= 0 && from <= (to - from) * NEAR_ZERO;
  const start = anchored ? 0 : from - pad;
  const domain: [number, number] = [Math.max(start, floor ?? start), Math.min(to + pad, ceiling ?? to + pad)];
  if (!(domain[0] < domain[1])) return linearAxis(Number.NaN, Number.NaN, { percent });
  const { step, ticks } = roundTicks(...domain);
  if (!percent) return { domain, ticks, label: labelsOf(ticks, step.power) };
  const decimals = Math.max(0, -step.power - 2);
  return { domain, ticks, label: (v) => `${(v * 100).toFixed(decimals)}%` };
}

/** A logarithmic axis for positive values: powers of ten, with 2 and 5 between them or round steps where the span is short. */
export function logAxis(low: number, high: number): Axis {
  const [from, to] = low > 0 && Number.isFinite(high) && low <= high ? [low, high] : [0.1, 1];
  const pad = Math.max((to / from) ** PAD, 1.02);
  const domain: [number, number] = [from / pad, to * pad];
  const [first, last] = [Math.floor(Math.log10(domain[0])), Math.ceil(Math.log10(domain[1]))];
  const within = (factors: readonly number[], every = 1): number[] => {
    const out: number[] = [];
    for (let p = first; p <= last; p++) {
      if (p % every === 0) for (const f of factors) out.push(timesPower(f, p));
    }
    return out.filter((t) => t >= domain[0] && t <= domain[1]);
  };
  const tens = within([1], Math.ceil((last - first + 1) / MOST));
  for (const ticks of [tens, within([1, 2, 5]), within([1, 5])]) {
    if (ticks.length >= FEWEST && ticks.length <= MOST) return { domain, ticks, label: shortest };
  }
  const { step, ticks } = roundTicks(...domain);
  return { domain, ticks, label: labelsOf(ticks, step.power) };
}

/** A number of one digit and a power of ten, as short as it can be written. */
function shortest(v: number): string {
  const plain = String(Number(v.toPrecision(1)));
  return plain.length > 6 || plain.includes('e') ? v.toExponential(0) : plain;
}

/** Round ticks on an axis whose ends are given; whole numbers only, where `whole`. */
export function ticksWithin(
  low: number,
  high: number,
  whole: boolean,
): { ticks: readonly number[]; label: Axis['label'] } {
  if (!(low < high)) return { ticks: [low], label: String };
  const { step, ticks } = roundTicks(low, high, whole ? 0 : undefined);
  return { ticks, label: labelsOf(ticks, step.power) };
}
