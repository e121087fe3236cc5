/**
 * Tables as Python's rich library draws them for `model.summary()`: fixed columns squeezed into a line, words wrapped,
 * what is too long cut with an ellipsis. Source: rich/table.py, rich/_wrap.py, rich/text.py.
 */

export interface Column {
  readonly header: string;
  readonly align: 'left' | 'right' | 'center';
  /** Wanted width of the text. */
  readonly width: number;
}

/** Python's round: halves go to the even neighbour. */
function round(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest !== 0.5) return Math.round(x);
  return below % 2 === 0 ? below : below + 1;
}

/** Widths of the text once spaces and rules are taken out of the line, shared out as evenly as whole numbers allow. */
function textWidths(columns: readonly Column[], line: number): number[] {
  const wanted = columns.map((c) => c.width + 2);
  let excess = wanted.reduce((a, b) => a + b, 0) - (line - columns.length - 1);
  let left = columns.length;
  return wanted.map((width) => {
    const less = excess > 0 ? Math.min(width, round(excess / left)) : 0;
    excess -= less;
    left--;
    return width - less - 2;
  });
}

function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text;
}

/** Breaks text at spaces; a word that is too long has a line of its own. */
function wrap(text: string, width: number): string[] {
  const lines = [''];
  let used = 0;
  for (const [word] of text.matchAll(/\s*\S+\s*/g)) {
    if (used > 0 && width - used < word.trimEnd().length) {
      lines.push('');
      used = 0;
    }
    lines[lines.length - 1] += word;
    used += word.length;
  }
  return lines.map((line) => cut(line.trimEnd(), width));
}

function aligned(text: string, width: number, align: Column['align']): string {
  if (align === 'left') return text.padEnd(width);
  if (align === 'right') return text.padStart(width);
  return text.padStart(text.length + Math.floor((width - text.length) / 2)).padEnd(width);
}

function row(cells: readonly string[], columns: readonly Column[], widths: readonly number[], bar: string): string[] {
  const wrapped = cells.map((cell, i) => wrap(cell, widths[i] ?? 0));
  const height = Math.max(...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, y) => {
    const parts = columns.map((c, i) => aligned(wrapped[i]?.[y] ?? '', widths[i] ?? 0, c.align));
    return `${bar} ${parts.join(` ${bar} `)} ${bar}`;
  });
}

const rule = (widths: readonly number[], [left, line, cross, right]: readonly [string, string, string, string]) =>
  left + widths.map((w) => line.repeat(w + 2)).join(cross) + right;

/** The lines of a table that is `line` characters wide, with a rule between rows. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], line: number): string[] {
  const widths = textWidths(columns, line);
  const headers = columns.map((c) => c.header);
  const body = rows.flatMap((cells, i) => [
    ...(i > 0 ? [rule(widths, ['├', '─', '┼', '┤'])] : []),
    ...row(cells, columns, widths, '│'),
  ]);
  return [
    rule(widths, ['┏', '━', '┳', '┓']),
    ...row(headers, columns, widths, '┃'),
    rule(widths, ['┡', '━', '╇', '┩']),
    ...body,
    rule(widths, ['└', '─', '┴', '┘']),
  ];
}
