/**
 * Cuts UTF-8 bytes into cells and rows, in pieces of any size: what is cut off at the end of a piece is kept (at most
 * one cell) and finished with the next. RFC 4180 quoting, read leniently; CRLF, LF and CR all end a row. It works on
 * bytes because every delimiter is ASCII, and so no string is made for a cell that turns out to be a number.
 */
import { ProblemError, problem } from '../../base/problem';

export interface Dialect {
  /** One ASCII character. */
  readonly delimiter: string;
  /** `"` or `'`, or '' when quotes have no meaning. */
  readonly quote: string;
}

/** Receives cells as ranges of bytes that are valid only during the call. */
export interface CellSink {
  cell(column: number, bytes: Uint8Array, start: number, end: number, quoted: boolean): void;
  /** `cells` is how many the row has; false stops the scan. */
  endRow(cells: number): boolean;
}

export const DEFAULT_MAX_FIELD = 2 ** 20;

const CR = 13;
const LF = 10;

export class CsvScanner {
  private carry: Uint8Array = new Uint8Array(0);
  private column = 0;
  private rows = 0;
  private stopped = false;
  private skipLf = false;
  private readonly delimiter: number;
  private readonly quote: number;
  private scratch = new Uint8Array(256);

  constructor(
    dialect: Dialect,
    private readonly sink: CellSink,
    private readonly maxField = DEFAULT_MAX_FIELD,
  ) {
    this.delimiter = dialect.delimiter.charCodeAt(0);
    this.quote = dialect.quote === '' ? -1 : dialect.quote.charCodeAt(0);
  }

  /** Takes the next bytes; `last` says that none follow. Returns false once the sink has stopped the scan. */
  push(piece: Uint8Array, last = false): boolean {
    if (this.stopped) return false;
    let bytes = piece;
    if (this.carry.length > 0) {
      bytes = new Uint8Array(this.carry.length + piece.length);
      bytes.set(this.carry);
      bytes.set(piece, this.carry.length);
    }
    const done = this.scan(bytes, last);
    if (this.stopped) return false;
    this.carry = bytes.slice(done);
    if (this.carry.length > this.maxField) throw this.hugeField();
    if (last && this.carry.length > 0) throw this.openQuote();
    return true;
  }

  /** Scans whole cells and returns where the first unfinished one begins. */
  private scan(bytes: Uint8Array, last: boolean): number {
    const { delimiter, quote, sink } = this;
    const length = bytes.length;
    let at = 0;
    while (at < length) {
      if (this.skipLf) {
        this.skipLf = false;
        if (bytes[at] === LF) {
          at++;
          continue;
        }
      }
      let b = bytes[at] as number;
      if (b === quote) {
        const end = this.quotedCell(bytes, at, last);
        if (end < 0) return at;
        at = end;
      } else {
        let i = at;
        while (i < length) {
          b = bytes[i] as number;
          if (b === delimiter || b === LF || b === CR) break;
          i++;
        }
        if (i - at > this.maxField) throw this.hugeField();
        if (i === length && !last) return at;
        // A row without a single byte is a blank line, not a row with one empty cell.
        if (this.column === 0 && i === at && b !== delimiter) {
          this.skipLf = b === CR;
          at = i + 1;
          continue;
        }
        sink.cell(this.column, bytes, at, i, false);
        at = i;
      }
      this.column++;
      if (at >= length) {
        if (last) this.endRow();
        return length;
      }
      b = bytes[at] as number;
      at++;
      if (b === delimiter) continue;
      this.skipLf = b === CR;
      if (!this.endRow()) return at;
    }
    if (last && this.column > 0) {
      // The file ends in a delimiter: an empty cell follows it.
      sink.cell(this.column, bytes, at, at, false);
      this.column++;
      this.endRow();
    }
    return at;
  }

  private endRow(): boolean {
    const cells = this.column;
    this.column = 0;
    this.rows++;
    this.stopped = !this.sink.endRow(cells);
    return !this.stopped;
  }

  /**
   * Reads a cell that begins with a quote at `start`, doubled quotes undone; text between the closing quote and the
   * next delimiter is kept. Returns where the delimiter is, or -1 when the cell is not complete yet.
   */
  private quotedCell(bytes: Uint8Array, start: number, last: boolean): number {
    const { quote, delimiter } = this;
    const length = bytes.length;
    let out = 0;
    let i = start + 1;
    let from = i;
    let open = true;
    let copied = false;
    while (i < length) {
      const b = bytes[i] as number;
      if (open) {
        if (b !== quote) {
          i++;
          continue;
        }
        if (i + 1 >= length && !last) return -1;
        if (bytes[i + 1] === quote) {
          out = this.keep(bytes, from, i + 1, out);
          copied = true;
          i += 2;
          from = i;
          continue;
        }
        out = this.keepIf(copied, bytes, from, i, out);
        open = false;
        if (!copied) {
          const next = bytes[i + 1];
          if (i + 1 >= length || next === delimiter || next === LF || next === CR) {
            if (i - from > this.maxField) throw this.hugeField();
            this.sink.cell(this.column, bytes, from, i, true);
            return i + 1;
          }
          out = this.keep(bytes, from, i, 0);
          copied = true;
        }
        i++;
        from = i;
      } else {
        if (b === delimiter || b === LF || b === CR) break;
        i++;
      }
    }
    if (open) {
      if (length - start > this.maxField) throw this.hugeField();
      if (last) throw this.openQuote();
      return -1;
    }
    if (i === length && !last) return -1;
    out = this.keep(bytes, from, i, out);
    if (out > this.maxField) throw this.hugeField();
    this.sink.cell(this.column, this.scratch, 0, out, true);
    return i;
  }

  private keepIf(condition: boolean, bytes: Uint8Array, from: number, to: number, at: number): number {
    return condition ? this.keep(bytes, from, to, at) : at;
  }

  private keep(bytes: Uint8Array, from: number, to: number, at: number): number {
    const size = at + to - from;
    if (size > this.scratch.length) {
      const bigger = new Uint8Array(size * 2);
      bigger.set(this.scratch.subarray(0, at));
      this.scratch = bigger;
    }
    this.scratch.set(bytes.subarray(from, to), at);
    return size;
  }

  private hugeField(): ProblemError {
    const megabytes = this.maxField / 2 ** 20;
    return new ProblemError(
      problem(
        'csv-huge-field',
        'One field of the file is far too long; most often a quote was opened and never closed.',
        {
          where: `line ${this.rows + 1}, field ${this.column + 1}`,
          expected: `fields of at most ${megabytes >= 1 ? `${megabytes} MB` : `${this.maxField} bytes`}`,
          fixes: [
            { label: 'Read quotes as ordinary characters', action: 'data.reimport', params: { quote: '' } },
            { label: 'Allow fields of up to 64 MB', action: 'data.reimport', params: { maxField: 64 * 2 ** 20 } },
          ],
        },
      ),
    );
  }

  private openQuote(): ProblemError {
    return new ProblemError(
      problem('csv-open-quote', 'A quote is opened and never closed, so the rest of the file reads as one field.', {
        where: `line ${this.rows + 1}, field ${this.column + 1}`,
        expected: 'a closing quote',
        fixes: [{ label: 'Read quotes as ordinary characters', action: 'data.reimport', params: { quote: '' } }],
      }),
    );
  }
}
