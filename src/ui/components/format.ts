/** Numbers in words a person reads at a glance: counts, bytes, operations, durations. */

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `27,210` */
export function formatCount(n: number): string {
  return whole.format(n);
}

function scaled(n: number, base: number, units: readonly string[]): string {
  let value = n;
  let unit = 0;
  while (value >= base && unit < units.length - 1) {
    value /= base;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** `106 kB` */
export function formatBytes(n: number): string {
  return scaled(n, 1000, ['B', 'kB', 'MB', 'GB', 'TB']);
}

/** `1.1 MFLOPs` */
export function formatFlops(n: number): string {
  return scaled(n, 1000, ['FLOPs', 'kFLOPs', 'MFLOPs', 'GFLOPs', 'TFLOPs']);
}

/** `3 minutes ago`, in the coarsest unit that says something. */
export function formatAgo(then: number, now = Date.now()): string {
  const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  const minutes = Math.round((then - now) / 60_000);
  if (Math.abs(minutes) < 1) return 'just now';
  if (Math.abs(minutes) < 60) return words.format(minutes, 'minute');
  if (Math.abs(minutes) < 60 * 24) return words.format(Math.round(minutes / 60), 'hour');
  return words.format(Math.round(minutes / 60 / 24), 'day');
}

/** A value of the data: at most `digits` significant digits (whole numbers from 1,000 on), thousands grouped. */
export function formatValue(n: number, digits = 4): string {
  if (!Number.isFinite(n)) return String(n);
  const size = Math.abs(n);
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) return n.toExponential(Math.min(2, digits - 1));
  return new Intl.NumberFormat(
    'en-US',
    size >= 1000 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: digits },
  ).format(n);
}

const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 });

/** The same where there is little room: `1.71M`, `99.8B`. */
export function formatShort(n: number): string {
  const size = Math.abs(n);
  return size >= 1e5 && size < 1e15 ? compact.format(n) : formatValue(n);
}

/** A cell of a table as it was read: no digit that a person typed is lost, very large and small ones as powers of ten. */
export function formatCell(n: number): string {
  const size = Math.abs(n);
  if (size !== 0 && (size < 1e-6 || size >= 1e12)) return String(Number(n.toPrecision(7)).toExponential());
  // Columns are doubles: beyond twelve digits there is only the noise of reading decimals.
  return String(Number(n.toPrecision(12)));
}

/** A share from 0 to 1: `98.1%`; `—` where nothing was counted. */
export function formatShare(share: number): string {
  return Number.isNaN(share) ? '—' : `${(share * 100).toFixed(1)}%`;
}
