/**
 * Reads a CSV or TSV file piece by piece into typed columns, with progress, cancel and memory bounded by the columns
 * themselves. What is odd about the file but can be read is noted as problems; what cannot be read throws one.
 */
import { type Problem, ProblemError, problem } from '../../base/problem';
import type { Column, Table } from '../columns';
import type { TableDataset } from '../dataset';
import { Hasher, hashOf } from '../hash';
import { ColumnBuilder, DEFAULT_MISSING } from './column-builder';
import { detectEncoding, type Encoding, fallbackFor, NotUtf8, Transcoder } from './encoding';
import { columnNames, fileProblems, type RaggedRow } from './notes';
import { type CellSink, CsvScanner, DEFAULT_MAX_FIELD } from './scanner';
import { type Sniffed, type SniffHints, sniff } from './sniff';

/** A file that can be read in pieces: a Blob in the browser, bytes in tests. */
export interface ByteSource {
  readonly name: string;
  readonly size: number;
  slice(start: number, end: number): Promise<Uint8Array>;
}

export interface ReadOptions extends SniffHints {
  readonly encoding?: Encoding;
  /** Texts, in lower case, that mean a cell is missing. */
  readonly missing?: readonly string[];
  readonly maxField?: number;
  /** What happens to rows with too few or too many cells: padded or cut (the default), or left out. */
  readonly ragged?: 'pad' | 'skip';
  /** Bytes read at a time. */
  readonly pieceSize?: number;
}

export interface ReadControl {
  readonly signal?: AbortSignal;
  /** Share of the file read, 0..1, and rows so far. */
  readonly onProgress?: (share: number, rows: number) => void;
}

const PIECE = 2 ** 20;
const SAMPLE = 2 ** 18;

export function sourceOfBytes(name: string, bytes: Uint8Array): ByteSource {
  return { name, size: bytes.length, slice: async (start, end) => bytes.subarray(start, end) };
}

export function sourceOfBlob(name: string, blob: Blob): ByteSource {
  return {
    name,
    size: blob.size,
    slice: async (start, end) => new Uint8Array(await blob.slice(start, end).arrayBuffer()),
  };
}

/**
 * The table in the file, with what was noticed.
 * @throws ProblemError when there is no table to read (`csv-empty`, `csv-header-only`, `csv-binary`, `csv-huge-field`,
 * `csv-open-quote`, `csv-no-columns`), or the abort reason of the signal.
 */
export async function readTable(
  source: ByteSource,
  options: ReadOptions = {},
  control: ReadControl = {},
): Promise<TableDataset> {
  const started = performance.now();
  const head = await source.slice(0, Math.min(SAMPLE, source.size));
  if (head.length === 0) throw new ProblemError(emptyFile(source.name));
  const detected = detectEncoding(head);
  if (detected.binary || looksLikeZip(head)) throw new ProblemError(binaryFile(source.name, head));

  let encoding = options.encoding ?? detected.encoding;
  let lenient = options.encoding === 'utf-8';
  const bom = encoding === detected.encoding ? detected.bom : 0;
  const asText = new Set<number>();
  for (let attempt = 0; ; attempt++) {
    try {
      const pass = await readOnce(source, { bom, encoding, lenient, asText }, options, control);
      const again = pass.unfinished();
      if (again.length === 0) return pass.dataset(source, options, started);
      for (const c of again) asText.add(c);
    } catch (error) {
      if (!(error instanceof NotUtf8) || attempt > 2) throw error;
      ({ encoding, lenient } = fallbackFor(error.piece));
    }
  }
}

interface PassPlan {
  readonly bom: number;
  readonly encoding: Encoding;
  readonly lenient: boolean;
  readonly asText: ReadonlySet<number>;
}

async function readOnce(source: ByteSource, plan: PassPlan, options: ReadOptions, control: ReadControl): Promise<Pass> {
  const { bom, encoding, lenient } = plan;
  const sampleEnd = Math.min(source.size, SAMPLE);
  const sample = new Transcoder(encoding, lenient).push(await source.slice(bom, sampleEnd), sampleEnd === source.size);
  const rest = skipSeparatorLine(sample);
  const sniffed = sniff(sample.subarray(rest.skip), sampleEnd === source.size, {
    ...(rest.delimiter !== undefined && { delimiter: rest.delimiter }),
    ...options,
  });
  const transcoder = new Transcoder(encoding, lenient);
  const pass = new Pass(sniffed, plan, options, transcoder);
  const scanner = new CsvScanner(sniffed, pass, options.maxField ?? DEFAULT_MAX_FIELD);
  const size = options.pieceSize ?? PIECE;
  let skip = rest.skip;
  for (let at = bom; at < source.size || at === bom; at += size) {
    control.signal?.throwIfAborted();
    const end = Math.min(source.size, at + size);
    const last = end >= source.size;
    const raw = await source.slice(at, end);
    pass.hasher.bytes(raw);
    let piece = transcoder.push(raw, last);
    const cut = Math.min(skip, piece.length);
    piece = piece.subarray(cut);
    skip -= cut;
    scanner.push(piece, last);
    control.onProgress?.(end / source.size, pass.rows);
    if (last) break;
  }
  return pass;
}

/** Excel's first line `sep=;` names the delimiter. */
function skipSeparatorLine(sample: Uint8Array): { skip: number; delimiter?: string } {
  const match = /^sep=([,;\t|])\r?\n/i.exec(new TextDecoder().decode(sample.subarray(0, 8)));
  return match?.[1] === undefined ? { skip: 0 } : { skip: match[0].length, delimiter: match[1] };
}

/** One reading of the file: takes rows from the scanner and holds the columns. */
class Pass implements CellSink {
  readonly hasher = new Hasher();
  rows = 0;
  private builders: ColumnBuilder[] = [];
  private header: string[] | null = null;
  private renamed: Problem[] = [];
  private inHeader: boolean;
  /** An empty first cell waits for a second: a line of blanks is no row. */
  private blankFirst = false;
  private filled = 0;
  private extra = 0;
  private ragged = 0;
  private readonly raggedExamples: RaggedRow[] = [];
  private readonly held: { bytes: Uint8Array; quoted: boolean }[] = [];
  private finished: (Column | null)[] | null = null;

  constructor(
    private readonly sniffed: Sniffed,
    private readonly plan: PassPlan,
    private readonly options: ReadOptions,
    private readonly transcoder: Transcoder,
  ) {
    this.inHeader = sniffed.header;
    if (this.inHeader) this.header = [];
    else this.makeBuilders();
  }

  cell(column: number, bytes: Uint8Array, start: number, end: number, quoted: boolean): void {
    if (this.inHeader) {
      this.header?.push(new TextDecoder().decode(bytes.subarray(start, end)).trim());
    } else if (this.options.ragged === 'skip') {
      this.held.push({ bytes: bytes.slice(start, end), quoted });
    } else {
      this.take(column, bytes, start, end, quoted);
    }
  }

  endRow(cells: number): boolean {
    if (this.inHeader) {
      this.inHeader = false;
      this.makeBuilders();
      return true;
    }
    if (this.options.ragged === 'skip') {
      const held = this.held.splice(0);
      const blank = held.length === 1 && this.builders.length > 1 && isBlankCell(held[0]?.bytes);
      if (blank) return true;
      const surplus = held.slice(this.builders.length).some((c) => !isBlankCell(c.bytes));
      if (held.length < this.builders.length || surplus) {
        this.noteRagged(held.length);
        return true;
      }
      held.slice(0, this.builders.length).forEach((c, i) => {
        this.take(i, c.bytes, 0, c.bytes.length, c.quoted);
      });
    }
    const width = this.builders.length;
    if (this.blankFirst) {
      this.blankFirst = false;
      if (cells === 1 && width > 1) return true;
      this.builders[0]?.pushMissing();
    }
    if (this.filled < width || this.extra > 0) this.noteRagged(cells);
    for (let c = this.filled; c < width; c++) this.builders[c]?.pushMissing();
    this.filled = 0;
    this.extra = 0;
    this.rows++;
    return true;
  }

  private take(column: number, bytes: Uint8Array, start: number, end: number, quoted: boolean): void {
    const builder = this.builders[column];
    if (builder === undefined) {
      if (!isBlankCell(bytes.subarray(start, end))) this.extra++;
      return;
    }
    this.filled = column + 1;
    if (column === 0 && !quoted && isBlankCell(bytes.subarray(start, end))) {
      this.blankFirst = true;
      return;
    }
    if (this.blankFirst && column === 1) {
      this.blankFirst = false;
      this.builders[0]?.pushMissing();
    }
    builder.push(bytes, start, end, quoted);
  }

  private noteRagged(cells: number): void {
    this.ragged++;
    // Rows left out are not counted as rows, yet they have their lines in the file.
    const before = this.options.ragged === 'skip' ? this.ragged - 1 : 0;
    if (this.raggedExamples.length < 5) this.raggedExamples.push({ row: this.rows + before, cells });
  }

  private makeBuilders(): void {
    const { names, problems } = columnNames(this.header, this.sniffed);
    this.renamed = problems;
    const missing = new Set(this.options.missing ?? DEFAULT_MISSING);
    this.builders = names.map(
      (name, i) => new ColumnBuilder(name, this.sniffed.format, missing, this.plan.asText.has(i)),
    );
  }

  /** Columns that must be read again as text. */
  unfinished(): number[] {
    this.finished ??= this.builders.map((b) => b.finish());
    return this.finished.flatMap((column, i) => (column === null ? [i] : []));
  }

  dataset(source: ByteSource, options: ReadOptions, started: number): TableDataset {
    const columns = (this.finished ?? []).filter((c) => c !== null);
    if (this.rows === 0)
      throw new ProblemError(this.header === null ? emptyFile(source.name) : headerOnly(this.header));
    const table: Table = { rows: this.rows, columns };
    const { delimiter, quote, header, format } = this.sniffed;
    const { encoding, lenient, bom } = this.plan;
    const read = {
      fileName: source.name,
      bytes: source.size,
      milliseconds: performance.now() - started,
      delimiter,
      encoding,
      header,
      decimal: format.decimal,
    };
    const noted = fileProblems(table, {
      encoding,
      lenient,
      bom,
      chosen: options.encoding !== undefined,
      replaced: this.transcoder.replaced,
      ragged: { count: this.ragged, examples: this.raggedExamples, skipped: options.ragged === 'skip' },
      header,
    });
    const how = JSON.stringify([
      delimiter,
      quote,
      header,
      format,
      encoding,
      lenient,
      options.missing ?? null,
      options.ragged ?? 'pad',
    ]);
    return {
      kind: 'table',
      name: source.name.replace(/\.(csv|tsv|txt|tab|data)$/i, ''),
      key: hashOf('table-1', this.hasher.hex(), how),
      problems: [...this.renamed, ...noted],
      read,
      table,
    };
  }
}

function isBlankCell(bytes: Uint8Array | undefined): boolean {
  return bytes === undefined || bytes.every((b) => b === 32 || b === 9);
}

function looksLikeZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4;
}

function emptyFile(name: string): Problem {
  return problem('csv-empty', `${name} is empty.`, {
    where: name,
    expected: 'rows of values',
    fixes: [{ label: 'Choose another file', action: 'data.open' }],
  });
}

function headerOnly(header: readonly string[]): Problem {
  return problem('csv-header-only', 'The file has a header but no rows below it.', {
    where: 'line 1',
    received: header.slice(0, 6).join(', '),
    fixes: [
      { label: 'The first line is data', action: 'data.reimport', params: { header: false } },
      { label: 'Choose another file', action: 'data.open' },
    ],
  });
}

function binaryFile(name: string, head: Uint8Array): Problem {
  const zip = looksLikeZip(head);
  return problem(
    'csv-binary',
    zip ? `${name} is a zip archive or a workbook, not text.` : `${name} is not a text file.`,
    {
      where: name,
      expected: 'values separated by commas, semicolons or tabs',
      fixes: [
        ...(zip ? [{ label: 'Open it as a zip of images', action: 'data.import-images' }] : []),
        { label: 'Choose another file', action: 'data.open' },
      ],
    },
  );
}
