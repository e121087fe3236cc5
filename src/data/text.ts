/** Columns of text: how texts look, and as rows of words for a model. Nothing is cut; what is too much is refused. */
import { ProblemError, problem } from '../base/problem';
import { wordsIn } from '../base/words';
import { type Column, cellAt, type TextColumn } from './columns';
import type { RowsArray, TextSummary } from './prepared';

/** All texts of a column together: past this, the copies that training needs fill a tab's memory. */
export const MAX_LETTERS = 2 ** 27;

/** So many texts, evenly spaced, stand for all where words are counted. */
const LOOKED_AT = 5000;
const TOP = 12;

const encoder = new TextEncoder();

/** Texts as a column. */
export function textColumn(name: string, texts: readonly string[]): TextColumn {
  const pieces = texts.map((t) => encoder.encode(t));
  const offsets = new Uint32Array(texts.length + 1);
  pieces.forEach((piece, i) => {
    offsets[i + 1] = (offsets[i] as number) + piece.length;
  });
  const bytes = new Uint8Array(offsets[texts.length] as number);
  pieces.forEach((piece, i) => {
    bytes.set(piece, offsets[i]);
  });
  return { kind: 'text', name, bytes, offsets };
}

/** A cell as text; a missing one is empty. */
export function textAt(column: Column, row: number): string {
  const cell = cellAt(column, row);
  return cell === null ? '' : String(cell);
}

/** Sums up `count` texts of the column, the i-th in row `at(i)`. */
export function summarizeTexts(column: Column, count: number, at: (i: number) => number): TextSummary {
  const looked = Math.min(count, LOOKED_AT);
  const counts = new Map<string, number>();
  const lengths: number[] = [];
  let letters = 0;
  for (let i = 0; i < looked; i++) {
    const text = textAt(column, at(Math.floor((i * count) / looked)));
    const words = wordsIn(text);
    if (words.length === 0) continue;
    letters += text.length;
    lengths.push(words.length);
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  lengths.sort((a, b) => a - b);
  const present = Math.max(1, lengths.length);
  return {
    words: lengths.reduce((a, b) => a + b, 0) / present,
    letters: letters / present,
    empty: looked - lengths.length,
    usual: lengths[Math.min(lengths.length - 1, Math.floor(lengths.length * 0.95))] ?? 0,
    longest: lengths.at(-1) ?? 0,
    vocabulary: counts.size,
    sampled: looked < count,
    top: [...counts]
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .slice(0, TOP)
      .map(([value, n]) => ({ value, count: n })),
  };
}

/**
 * The texts of these rows as an input of its own, named like the column.
 * @throws ProblemError `data-text-too-much` when they are too long together
 */
export function textInput(column: Column, rows: Int32Array): RowsArray {
  const words = new Array<string>(rows.length);
  let letters = 0;
  for (let i = 0; i < rows.length; i++) {
    const text = textAt(column, rows[i] as number);
    words[i] = text;
    letters += text.length;
    if (letters > MAX_LETTERS) throw tooMuch(column.name);
  }
  return { name: column.name, shape: [1], dtype: 'int32', data: new Int32Array(0), words };
}

function tooMuch(name: string): ProblemError {
  return new ProblemError(
    problem('data-text-too-much', `The texts of ${name} are too long together to be trained on in a tab.`, {
      where: `column ${name}`,
      expected: `at most ${Math.round(MAX_LETTERS / 1e6)} million letters`,
      fixes: [{ label: `Leave ${name} out`, action: 'data.set-column', params: { column: name, type: 'ignore' } }],
    }),
  );
}
