/** Data sets to containers and back. What comes back is equal to what was written, statistics and all. */
import type { Problem } from '../../base/problem';
import type { ImageSpec } from '../../graph/data-spec';
import type { Column, OddCell } from '../columns';
import type { ReadInfo, TableDataset } from '../dataset';
import { bytesOf } from '../hash';
import type { ImageFiles } from '../images/image-files';
import { type Container, damaged, openContainer, packContainer, type Section } from './container';

/** What a user can bring: the kinds that are stored. */
export type OwnData = TableDataset | ImageFiles;

type ColumnMeta =
  | {
      readonly kind: 'number';
      readonly name: string;
      readonly type: 'f4' | 'f8';
      readonly odd: readonly OddCell[];
      readonly oddCount: number;
    }
  | {
      readonly kind: 'category';
      readonly name: string;
      readonly type: 'u1' | 'u2';
      readonly categories: readonly string[];
    }
  | { readonly kind: 'text'; readonly name: string };

interface CommonMeta {
  readonly name: string;
  readonly key: string;
  readonly problems: readonly Problem[];
}

interface TableMeta extends CommonMeta {
  readonly kind: 'table';
  readonly read: ReadInfo | null;
  readonly target: string | null;
  readonly rows: number;
  readonly columns: readonly ColumnMeta[];
}

interface ImagesMeta extends CommonMeta {
  readonly kind: 'image-files';
  readonly read: ReadInfo;
  readonly paths: readonly string[];
  readonly classes: readonly string[];
  readonly proposed: ImageSpec;
  readonly numeric: boolean;
}

export function packData(data: OwnData): Blob {
  const { name, key, problems } = data;
  if (data.kind === 'image-files') {
    const { read, paths, proposed, labels } = data;
    const numeric = labels.values !== undefined;
    const meta: ImagesMeta = {
      kind: 'image-files',
      name,
      key,
      problems,
      read,
      paths,
      classes: labels.classes,
      proposed,
      numeric,
    };
    return packContainer(meta, [
      { name: 'ranges', data: bytesOf(data.ranges) },
      { name: 'codes', data: bytesOf(labels.codes) },
      ...(labels.values === undefined ? [] : [{ name: 'values', data: bytesOf(labels.values) }]),
      { name: 'pack', data: data.pack },
    ]);
  }
  const { read = null, target = null, table } = data;
  const columns = table.columns.map(columnMeta);
  const meta: TableMeta = { kind: 'table', name, key, problems, read, target, rows: table.rows, columns };
  return packContainer(meta, table.columns.flatMap(columnSections));
}

function columnMeta(column: Column): ColumnMeta {
  const { name } = column;
  switch (column.kind) {
    case 'number':
      return {
        kind: 'number',
        name,
        type: column.values instanceof Float32Array ? 'f4' : 'f8',
        odd: column.odd,
        oddCount: column.oddCount,
      };
    case 'category':
      return {
        kind: 'category',
        name,
        type: column.codes instanceof Uint8Array ? 'u1' : 'u2',
        categories: column.categories,
      };
    case 'text':
      return { kind: 'text', name };
  }
}

function columnSections(column: Column, index: number): Section[] {
  switch (column.kind) {
    case 'number':
      return [{ name: `${index}`, data: bytesOf(column.values) }];
    case 'category':
      return [{ name: `${index}`, data: bytesOf(column.codes) }];
    case 'text':
      return [
        { name: `${index}`, data: column.bytes },
        { name: `${index}.offsets`, data: bytesOf(column.offsets) },
      ];
  }
}

/** @throws ProblemError `data-damaged` or `data-newer`. */
export async function unpackData(blob: Blob): Promise<OwnData> {
  const container = await openContainer(blob);
  const meta = container.meta as TableMeta | ImagesMeta | null;
  const kind: unknown = meta?.kind;
  if (meta === null || (kind !== 'table' && kind !== 'image-files')) throw damaged('it is of an unknown kind');
  return meta.kind === 'table' ? unpackTable(meta, container) : unpackImages(meta, container);
}

/** What is known of a stored data set without reading its data. Rejects as `unpackData` does. */
export async function peekData(blob: Blob): Promise<{ readonly name: string; readonly kind: OwnData['kind'] }> {
  const meta = (await openContainer(blob)).meta as TableMeta | ImagesMeta;
  return { name: meta.read?.fileName ?? meta.name, kind: meta.kind };
}

async function unpackTable(meta: TableMeta, container: Container): Promise<TableDataset> {
  const { name, key, problems, rows } = meta;
  const columns = await Promise.all(meta.columns.map((c, i) => unpackColumn(c, i, container)));
  return {
    kind: 'table',
    name,
    key,
    problems,
    ...(meta.read !== null && { read: meta.read }),
    ...(meta.target !== null && { target: meta.target }),
    table: { rows, columns },
  };
}

async function unpackColumn(meta: ColumnMeta, index: number, container: Container): Promise<Column> {
  const bytes = await container.bytes(`${index}`);
  const buffer = bytes.buffer as ArrayBuffer;
  switch (meta.kind) {
    case 'number': {
      const { name, odd, oddCount } = meta;
      const values = meta.type === 'f4' ? new Float32Array(buffer) : new Float64Array(buffer);
      return { kind: 'number', name, values, odd, oddCount };
    }
    case 'category': {
      const codes = meta.type === 'u1' ? bytes : new Uint16Array(buffer);
      return { kind: 'category', name: meta.name, codes, categories: meta.categories };
    }
    case 'text': {
      const offsets = new Uint32Array((await container.bytes(`${index}.offsets`)).buffer as ArrayBuffer);
      return { kind: 'text', name: meta.name, bytes, offsets };
    }
  }
}

async function unpackImages(meta: ImagesMeta, container: Container): Promise<ImageFiles> {
  const { numeric, classes, ...rest } = meta;
  const doubles = async (name: string) => new Float64Array((await container.bytes(name)).buffer as ArrayBuffer);
  const codes = new Int32Array((await container.bytes('codes')).buffer as ArrayBuffer);
  return {
    ...rest,
    labels: { classes, codes, ...(numeric && { values: await doubles('values') }) },
    pack: container.section('pack'),
    ranges: await doubles('ranges'),
  };
}
