/** Picks rows to show: by place in the file, part, class, or exact prepared rows; in the source's own values. */
import type { DataSpec } from '../graph/data-spec';
import { type Cell, cellAt } from './columns';
import type { Dataset } from './dataset';
import { fitPixels } from './images/resample';
import { pickImages, planImages } from './prepare-images';
import { planTable } from './prepare-table';
import { type Parts, split } from './split';

export type PartName = 'train' | 'validation' | 'test';

export interface SampleWanted {
  readonly count: number;
  readonly offset?: number;
  readonly part?: PartName;
  readonly className?: string;
  readonly rows?: readonly number[];
}

/** Where the rows of a data set went under a spec. Without a usable spec every row is in no part. */
export interface Placement {
  readonly total: number;
  /** Source row of each prepared row. */
  readonly rows: Int32Array;
  readonly parts: Parts | null;
  /** Class of each prepared row by name, where there are classes. */
  readonly classOf: ((prepared: number) => string | undefined) | null;
}

export function placementOf(dataset: Dataset, spec: DataSpec): Placement {
  const total = rowCount(dataset);
  const all = (): Int32Array => Int32Array.from({ length: total }, (_, i) => i);
  if (dataset.kind === 'series') {
    const parts = split({ rows: total }, spec.split);
    return { total, rows: all(), parts: parts.ok ? parts.value : null, classOf: null };
  }
  const plan =
    dataset.kind === 'table'
      ? spec.table && planTable(dataset, spec.table, spec.split)
      : spec.image && planImages(dataset, spec.image, spec.split);
  if (plan === undefined || !plan.ok) return { total, rows: all(), parts: null, classOf: null };
  const { rows, parts, target } = plan.value;
  const { classes } = target.info;
  const classOf = classes === undefined ? null : (i: number) => classes[target.array.data[i] as number];
  return { total, rows, parts, classOf };
}

export function rowCount(dataset: Dataset): number {
  if (dataset.kind === 'table') return dataset.table.rows;
  return dataset.kind === 'images' ? dataset.pixels.count : Math.max(0, dataset.values.length - dataset.window);
}

export interface PickedRow {
  readonly prepared: number | null;
  readonly source: number;
  readonly part: PartName | null;
}

/** The rows asked for and how many match in all. Source order unless a part or exact rows are named. */
export function pickRows(
  place: Placement,
  wanted: SampleWanted,
): { readonly total: number; readonly rows: PickedRow[] } {
  const partOf = new Map<number, PartName>();
  const { parts } = place;
  for (const name of ['train', 'validation', 'test'] as const) {
    for (const row of parts?.[name] ?? []) partOf.set(row, name);
  }
  const row = (prepared: number): PickedRow => ({
    prepared,
    source: place.rows[prepared] as number,
    part: partOf.get(prepared) ?? null,
  });
  if (wanted.rows !== undefined) {
    const valid = wanted.rows.filter((r) => r >= 0 && r < place.rows.length);
    return { total: valid.length, rows: valid.slice(0, wanted.count).map(row) };
  }
  const offset = wanted.offset ?? 0;
  if (wanted.part === undefined && wanted.className === undefined) {
    const prepared = new Map(Array.from(place.rows, (source, i) => [source, i]));
    const end = Math.min(place.total, offset + wanted.count);
    const rows = Array.from({ length: Math.max(0, end - offset) }, (_, i) => {
      const p = prepared.get(offset + i);
      return p === undefined ? { prepared: null, source: offset + i, part: null } : row(p);
    });
    return { total: place.total, rows };
  }
  const from = wanted.part === undefined ? place.rows.map((_, i) => i) : (parts?.[wanted.part] ?? new Int32Array(0));
  const { className } = wanted;
  const match = className === undefined ? from : from.filter((i) => place.classOf?.(i) === className);
  return { total: match.length, rows: Array.from(match.subarray(offset, offset + wanted.count), row) };
}

/** The picked rows in the source's own values; images at the size the spec asks for. */
export function sampleRows(dataset: Dataset, spec: DataSpec, wanted: SampleWanted) {
  const { total, rows } = pickRows(placementOf(dataset, spec), wanted);
  switch (dataset.kind) {
    case 'table': {
      const { columns } = dataset.table;
      const cells = (source: number): Cell[] => columns.map((c) => cellAt(c, source));
      return {
        kind: 'table',
        total,
        columns: columns.map((c) => c.name),
        rows: rows.map((r) => ({ ...r, cells: cells(r.source) })),
      } as const;
    }
    case 'images': {
      const { pixels, labels, names } = dataset;
      const picked = {
        ...pixels,
        count: rows.length,
        data: pickImages(
          pixels,
          rows.map((r) => r.source),
        ),
      };
      const { width, height, channels, data } = spec.image === undefined ? picked : fitPixels(picked, spec.image);
      const label = (i: number): string =>
        String(labels.values?.[i] ?? labels.classes[labels.codes[i] as number] ?? '');
      return {
        kind: 'images',
        total,
        width,
        height,
        channels,
        pixels: data,
        rows: rows.map((r) => ({ ...r, label: label(r.source), name: names[r.source] ?? '' })),
      } as const;
    }
    case 'series': {
      const { values, window } = dataset;
      return {
        kind: 'series',
        total,
        window,
        rows: rows.map((r) => ({ ...r, values: Array.from(values.subarray(r.source, r.source + window + 1)) })),
      } as const;
    }
  }
}
