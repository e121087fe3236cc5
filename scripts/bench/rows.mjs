/** One measured figure, alone or beside a peer's, or why there is none; and how rows are printed. */

/**
 * @typedef {{ suite: string, case: string, subject: string, peer: string, subjectMs: number, peerMs: number,
 *   ratio: number, aim?: number }} Comparison `ratio` is the peer's time over ours: above 1 we are faster
 * @typedef {{ suite: string, case: string, subject: string, value: number, unit: string }} Figure
 * @typedef {{ suite: string, case: string, subject: string, peer?: string, failure: string }} Failure
 * @typedef {Comparison | Figure | Failure} Row
 */

/** @param {number} value */
const short = (value) => String(Number(value.toPrecision(3)));

/**
 * @param {Omit<Comparison, 'ratio'>} row
 * @returns {Comparison}
 */
export function comparison(row) {
  return {
    ...row,
    subjectMs: Number(row.subjectMs.toPrecision(4)),
    peerMs: Number(row.peerMs.toPrecision(4)),
    ratio: Number((row.peerMs / row.subjectMs).toPrecision(3)),
  };
}

/** @param {Row} row @returns {string[]} */
function measured(row) {
  if ('failure' in row) return ['', row.peer ?? '', row.failure];
  if ('unit' in row) return ['', '', `${short(row.value)} ${row.unit}`];
  const aim = row.aim === undefined ? '' : ` (aim ${row.aim}x${row.ratio >= row.aim ? ', reached' : ''})`;
  return [`${short(row.subjectMs)} ms`, `${short(row.peerMs)} ms (${row.peer})`, `${short(row.ratio)}x${aim}`];
}

/** @param {Row} row */
const cells = (row) => [row.suite, row.case, row.subject, ...measured(row)];

/**
 * A row as soon as it is known: a JSON line, or a line of progress.
 * @param {Row} row @param {boolean} json
 */
export function printRow(row, json) {
  console.log(json ? JSON.stringify(row) : cells(row).filter(Boolean).join('  '));
}

/** @param {Row[]} rows */
export function printTable(rows) {
  const table = [['suite', 'case', 'subject', 'ours', 'peer', 'ratio or value'], ...rows.map(cells)];
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((line) => (line[column] ?? '').length)));
  console.log('');
  for (const line of table) console.log(line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
}
