/** Joins a table of labels to image files: finds the column that names the files and the one that labels them. */
import { type Problem, problem } from '../../base/problem';
import { cellAt, compareCategories, type Table } from '../columns';
import type { ImageLabels, TableDataset } from '../dataset';
import { proposeTable } from '../propose';

export interface JoinedLabels {
  readonly fileColumn: string;
  readonly labelColumn: string;
  /** Label per image path given, null where the table has none. */
  readonly labels: readonly (string | null)[];
  /** Rows of the table that name no image. */
  readonly unusedRows: number;
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const stem = (name: string): string => name.replace(/\.[a-z0-9]+$/i, '');

/** Ways a table may name a file, strictest first. */
const NAMINGS = [
  (path: string) => path.toLowerCase(),
  (path: string) => baseName(path).toLowerCase(),
  (path: string) => stem(baseName(path)).toLowerCase(),
];

/** Null when no column names at least half as many files as there are images (or rows, if fewer). */
export function joinLabels(dataset: TableDataset, paths: readonly string[]): JoinedLabels | null {
  const { table } = dataset;
  let best: { column: number; naming: (path: string) => string; found: number } | null = null;
  for (const naming of NAMINGS) {
    const names = new Set(paths.map(naming));
    table.columns.forEach((_, column) => {
      let found = 0;
      for (let row = 0; row < table.rows; row++) if (names.has(nameIn(table, column, row, naming))) found++;
      if (found > (best?.found ?? 0)) best = { column, naming, found };
    });
    if (best !== null) break;
  }
  const chosen = best as { column: number; naming: (path: string) => string; found: number } | null;
  if (chosen === null || chosen.found * 2 < Math.min(paths.length, table.rows)) return null;
  const labelColumn = labelIndex(dataset, chosen.column);
  if (labelColumn < 0) return null;
  const byName = new Map<string, string>();
  for (let row = 0; row < table.rows; row++) {
    const label = cellAt(table.columns[labelColumn] as (typeof table.columns)[number], row);
    if (label !== null) byName.set(nameIn(table, chosen.column, row, chosen.naming), String(label));
  }
  const labels = paths.map((path) => byName.get(chosen.naming(path)) ?? null);
  return {
    fileColumn: table.columns[chosen.column]?.name ?? '',
    labelColumn: table.columns[labelColumn]?.name ?? '',
    labels,
    unusedRows: table.rows - chosen.found,
  };
}

function nameIn(table: Table, column: number, row: number, naming: (path: string) => string): string {
  const c = table.columns[column];
  const cell = c === undefined ? null : cellAt(c, row);
  return cell === null
    ? ''
    : naming(
        String(cell)
          .trim()
          .replaceAll('\\', '/')
          .replace(/^\.?\//, ''),
      );
}

/** The proposed target, unless that is the file column; then the last other column. */
function labelIndex({ table, ...dataset }: TableDataset, fileColumn: number): number {
  const others = table.columns.filter((_, i) => i !== fileColumn);
  const { target } = proposeTable({ ...dataset, table: { rows: table.rows, columns: others } });
  return table.columns.findIndex((c, i) => i !== fileColumn && c.name === target);
}

/** Class indices from label texts, classes in sorted order; numeric labels keep their values too. */
export function makeLabels(texts: readonly string[]): ImageLabels {
  const classes = [...new Set(texts)].sort(compareCategories);
  const index = new Map(classes.map((c, i) => [c, i]));
  const codes = Int32Array.from(texts, (t) => index.get(t) as number);
  const numeric = classes.length > 0 && classes.every((c) => c.trim() !== '' && Number.isFinite(Number(c)));
  return { classes, codes, ...(numeric && { values: Float64Array.from(texts, Number) }) };
}

export function noLabels(images: number, triedTable: string | null): Problem {
  const message =
    triedTable === null
      ? 'The images have no labels: they lie in no folders that could name classes.'
      : `No column of ${triedTable} names the image files.`;
  return problem('images-no-labels', message, {
    where: triedTable ?? 'folder',
    expected: 'one folder per class, or image files with a CSV that has a column of file names and one of labels',
    received: `${images} images`,
    fixes: [{ label: 'Choose a folder or zip', action: 'data.open' }],
  });
}
