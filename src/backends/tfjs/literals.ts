/** Numbers as shading languages write them. */

export function integer(value: number): string {
  const v = Math.trunc(value) | 0;
  // The lowest integer has no literal: it would be read as minus something too large.
  if (v === -2147483648) return '(-2147483647 - 1)';
  return v < 0 ? `(${v})` : String(v);
}

export function decimal(v: number): string {
  const text = Object.is(v, -0) ? '-0.0' : String(v);
  const full = /[.e]/.test(text) ? text : `${text}.0`;
  return v < 0 || Object.is(v, -0) ? `(${full})` : full;
}
