/**
 * Collects one column while its type is still open: numbers and a dictionary of texts are kept side by side until one
 * of them is clearly wrong, so nothing is read twice unless a column turns out to be text after thousands of numbers.
 */
import { type Column, compareCategories, type OddCell } from '../columns';
import { GrowingCodes, GrowingNumbers, TextDictionary, TextPool } from './growing';
import { type NumberFormat, parseNumber } from './numbers';

/** Share of texts among the cells of a column above which it is no column of numbers. */
export const TEXT_SHARE = 0.2;
/** A column that has been all numbers for so many rows is taken for numbers, its texts no longer kept. */
const SURE_ROWS = 1024;
/** With so many different texts a column that is partly numbers is decided by which are more. */
const SURE_TEXTS = 4096;
const MAX_CATEGORIES = 0xffff;
const MAX_ODD = 100;
/** A file whose numbers begin with zeros, like 00123, holds codes; from this share of cells on. */
const LEADING_ZERO_SHARE = 0.01;

export const DEFAULT_MISSING: readonly string[] = ['', 'na', 'n/a', '#n/a', 'null', 'nan', '?', '-'];

const decoder = new TextDecoder();

export class ColumnBuilder {
  private numbers: GrowingNumbers | null;
  private dictionary: TextDictionary | null = new TextDictionary();
  private codes = new GrowingCodes();
  private pool: TextPool | null = null;
  private readonly odd: OddCell[] = [];
  private oddCount = 0;
  private count = 0;
  private missing = 0;
  private leadingZeros = 0;
  private readonly longestMissing: number;

  /** `text` rules numbers out from the start. */
  constructor(
    readonly name: string,
    private readonly format: NumberFormat,
    private readonly missingTokens: ReadonlySet<string>,
    text: boolean,
  ) {
    this.numbers = text ? null : new GrowingNumbers();
    this.longestMissing = Math.max(0, ...[...missingTokens].map((t) => t.length));
  }

  push(bytes: Uint8Array, from: number, to: number, quoted: boolean): void {
    let start = from;
    let end = to;
    if (!quoted) {
      while (start < end && isBlank(bytes[start] as number)) start++;
      while (end > start && isBlank(bytes[end - 1] as number)) end--;
    }
    const row = this.count++;
    if (this.numbers !== null) this.pushNumber(this.numbers, bytes, start, end, row);
    if (this.dictionary !== null) this.pushCode(this.dictionary, bytes, start, end);
    else if (this.pool !== null) {
      if (this.isMissing(bytes, start, end)) this.pool.push(bytes, start, start);
      else this.pool.push(bytes, start, end);
    }
  }

  /** A cell that is not there, as in a row that ends too early. */
  pushMissing(): void {
    this.push(EMPTY, 0, 0, true);
  }

  /** The finished column, or null when it must be read again as text. */
  finish(): Column | null {
    const { name } = this;
    if (this.numbers !== null && !this.isText()) {
      return { kind: 'number', name, values: this.numbers.finish(), odd: this.odd, oddCount: this.oddCount };
    }
    if (this.dictionary !== null) return this.finishCategories(this.dictionary);
    if (this.pool !== null) return { kind: 'text', name, ...this.pool.finish() };
    return null;
  }

  /** Too many cells are no numbers, or are codes that happen to have digits only. */
  private isText(): boolean {
    const present = this.count - this.missing;
    return this.oddCount > TEXT_SHARE * present || this.leadingZeros > LEADING_ZERO_SHARE * present;
  }

  private pushNumber(numbers: GrowingNumbers, bytes: Uint8Array, start: number, end: number, row: number): void {
    const value = start === end ? Number.NaN : parseNumber(bytes, start, end, this.format);
    numbers.push(value);
    if (Number.isNaN(value)) {
      if (this.isMissing(bytes, start, end)) this.missing++;
      else {
        this.oddCount++;
        if (this.odd.length < MAX_ODD)
          this.odd.push({ row, text: decoder.decode(bytes.subarray(start, Math.min(end, start + 80))) });
      }
    } else if (end - start > 2 && bytes[start] === 48 && isDigit(bytes[start + 1]) && isDigit(bytes[start + 2])) {
      this.leadingZeros++;
    }
  }

  private pushCode(dictionary: TextDictionary, bytes: Uint8Array, start: number, end: number): void {
    this.codes.push(dictionary.intern(bytes, start, end) + 1);
    const { size } = dictionary;
    if (this.numbers !== null && this.count >= SURE_ROWS) {
      if (this.oddCount === 0 && this.leadingZeros === 0) this.dictionary = null;
      else if (size > SURE_TEXTS) {
        if (this.isText()) this.numbers = null;
        else this.dictionary = null;
      }
      if (this.dictionary === null) this.codes = new GrowingCodes();
    }
    if (this.numbers === null && size >= MAX_CATEGORIES) this.becomeText(dictionary);
  }

  private becomeText(dictionary: TextDictionary): void {
    const pool = new TextPool();
    const missing = this.missingEntries(dictionary);
    for (let row = 0; row < this.codes.length; row++) {
      const entry = this.codes.at(row) - 1;
      const bytes = dictionary.pool.bytesAt(entry);
      pool.push(bytes, 0, missing[entry] === 1 ? 0 : bytes.length);
    }
    this.pool = pool;
    this.dictionary = null;
    this.codes = new GrowingCodes();
  }

  private finishCategories(dictionary: TextDictionary): Column {
    const missing = this.missingEntries(dictionary);
    const found: { text: string; entry: number }[] = [];
    for (let entry = 0; entry < dictionary.size; entry++) {
      if (missing[entry] === 0) found.push({ text: dictionary.pool.textAt(entry), entry });
    }
    found.sort((a, b) => compareCategories(a.text, b.text));
    const map = new Uint16Array(dictionary.size + 1);
    found.forEach(({ entry }, i) => {
      map[entry + 1] = i + 1;
    });
    const codes = this.codes.finish(map, found.length);
    return { kind: 'category', name: this.name, codes, categories: found.map((f) => f.text) };
  }

  private missingEntries(dictionary: TextDictionary): Uint8Array {
    return Uint8Array.from({ length: dictionary.size }, (_, entry) => {
      const bytes = dictionary.pool.bytesAt(entry);
      return this.isMissing(bytes, 0, bytes.length) ? 1 : 0;
    });
  }

  private isMissing(bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start > this.longestMissing) return false;
    if (start === end) return this.missingTokens.has('');
    return this.missingTokens.has(decoder.decode(bytes.subarray(start, end)).toLowerCase());
  }
}

const EMPTY = new Uint8Array(0);
const isBlank = (b: number): boolean => b === 32 || b === 9;
const isDigit = (b: number | undefined): boolean => b !== undefined && b >= 48 && b <= 57;
