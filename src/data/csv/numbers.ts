/**
 * Reads numbers straight from bytes. Up to fifteen digits and a power of ten up to 22 are exact in doubles, so one
 * division rounds correctly (Clinger, 1990); anything longer or stranger goes through `Number`.
 */

/** How a file writes its numbers. */
export interface NumberFormat {
  readonly decimal: '.' | ',';
  /** Groups of three digits may be divided by this; '' when they are not. */
  readonly thousands: '' | ',' | '.' | ' ' | "'";
}

export const PLAIN_NUMBERS: NumberFormat = { decimal: '.', thousands: '' };

const POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));

const isSpace = (b: number): boolean => b === 32 || b === 9;

/** The number the bytes spell, or NaN. Spaces around it do not matter; infinities and hexadecimal are no numbers. */
export function parseNumber(bytes: Uint8Array, start: number, end: number, format: NumberFormat): number {
  let i = start;
  let to = end;
  while (i < to && isSpace(bytes[i] as number)) i++;
  while (to > i && isSpace(bytes[to - 1] as number)) to--;
  if (i === to) return Number.NaN;
  const from = i;
  const decimal = format.decimal === '.' ? 46 : 44;
  let b = bytes[i] as number;
  const negative = b === 45;
  if (negative || b === 43) i++;
  let mantissa = 0;
  let digits = 0;
  let scale = 0;
  let seen = 0;
  for (; i < to; i++) {
    b = bytes[i] as number;
    if (b < 48 || b > 57) break;
    seen++;
    if (digits > 0 || b !== 48) {
      mantissa = mantissa * 10 + (b - 48);
      digits++;
    }
  }
  if (i < to && b === decimal) {
    for (i++; i < to; i++) {
      b = bytes[i] as number;
      if (b < 48 || b > 57) break;
      seen++;
      scale++;
      if (digits > 0 || b !== 48) {
        mantissa = mantissa * 10 + (b - 48);
        digits++;
      }
    }
  }
  if (i < to || seen === 0 || digits > 15 || scale > 22) return parseSlowly(bytes, from, to, format);
  const value = scale === 0 ? mantissa : mantissa / (POWERS[scale] as number);
  return negative ? -value : value;
}

const SIMPLE = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const UNITS = /^([$€£¥])\s?|\s?([$€£¥%])$/g;
const GROUPED: { readonly [thousands: string]: RegExp } = {
  ',': /^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$/,
  '.': /^[+-]?\d{1,3}(\.\d{3})+(,\d*)?$/,
  ' ': /^[+-]?\d{1,3}([ \u00a0\u202f]\d{3})+([.,]\d*)?$/,
  "'": /^[+-]?\d{1,3}(['\u2019]\d{3})+([.,]\d*)?$/,
};

const decoder = new TextDecoder();

function parseSlowly(bytes: Uint8Array, from: number, to: number, format: NumberFormat): number {
  // No number is this long, and decoding long texts only to reject them would cost most of the time.
  if (to - from > 64) return Number.NaN;
  const first = bytes[from] as number;
  const startsLikeOne = (first >= 48 && first <= 57) || first === 45 || first === 43 || first === 46 || first === 44;
  if (!startsLikeOne && first !== 36 && first < 128) return Number.NaN;
  return numberFromText(decoder.decode(bytes.subarray(from, to)), format);
}

/** The number a text spells in the given format, with grouped digits and a currency or percent sign; else NaN. */
export function numberFromText(text: string, format: NumberFormat): number {
  let t = text.trim().replace(UNITS, '');
  const grouped = GROUPED[format.thousands];
  if (grouped?.test(t)) {
    t = t.replaceAll(format.thousands, '').replace(/[\u00a0\u202f\u2019]/g, '');
  }
  if (format.decimal === ',') {
    if (t.includes('.')) return Number.NaN;
    t = t.replace(',', '.');
  }
  if (!SIMPLE.test(t)) return Number.NaN;
  const value = Number(t);
  return Number.isFinite(value) ? value : Number.NaN;
}
