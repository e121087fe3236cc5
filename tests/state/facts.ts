/** Made-up data of every kind, and a studio that has it. */
import type { DataClient } from '../../src/rpc/client/data-client';
import type { PreparedData } from '../../src/rpc/train-client';
import { createStudio, type Studio } from '../../src/state';
import { testDeps } from './support';

export interface Kind {
  readonly name: string;
  readonly inputKind: PreparedData['inputKind'];
  readonly shape: readonly number[];
  readonly dtype?: 'float32' | 'int32' | 'string';
  /** Columns of text beside the numbers. */
  readonly texts?: number;
  readonly task: 'binary' | 'multiclass' | 'regression';
  readonly classes?: number;
  readonly rows?: number;
  readonly largest?: number;
}

export const kinds: readonly Kind[] = [
  { name: 'a table of two classes', inputKind: 'vector', shape: [4], task: 'binary', classes: 2 },
  { name: 'a table of five classes', inputKind: 'vector', shape: [30], task: 'multiclass', classes: 5 },
  { name: 'a table of numbers', inputKind: 'vector', shape: [10], task: 'regression' },
  { name: 'points', inputKind: 'vector', shape: [2], task: 'multiclass', classes: 3 },
  { name: 'tiny images', inputKind: 'image', shape: [3, 5, 1], task: 'multiclass', classes: 4 },
  { name: 'small images', inputKind: 'image', shape: [8, 8, 1], task: 'multiclass', classes: 10 },
  { name: 'colour images of two classes', inputKind: 'image', shape: [64, 48, 3], task: 'binary', classes: 2 },
  { name: 'large images', inputKind: 'image', shape: [224, 224, 3], task: 'multiclass', classes: 7 },
  { name: 'images with numbers', inputKind: 'image', shape: [28, 28, 1], task: 'regression' },
  { name: 'texts', inputKind: 'text', shape: [1], dtype: 'string', task: 'binary', classes: 2 },
  { name: 'texts beside numbers', inputKind: 'mixed', shape: [3], task: 'multiclass', classes: 3, texts: 2 },
  { name: 'a series', inputKind: 'series', shape: [20, 1], task: 'regression' },
];

const names = (n: number): string[] => Array.from({ length: n }, (_, i) => `class ${i}`);

function vectorOf({ shape, dtype, largest }: Kind, rows: number, width: number): PreparedData['inputs'][number] {
  return dtype === 'int32'
    ? { name: 'input', shape, dtype, data: new Int32Array(rows * width).fill(largest ?? 1) }
    : { name: 'input', shape, dtype: 'float32', data: new Float32Array(rows * width) };
}

/** A handful of rows that say they are many where that matters. */
export function prepared(kind: Kind): PreparedData {
  const rows = kind.rows ?? 20;
  const width = kind.shape.reduce((a, b) => a * b, 1);
  const all = Int32Array.from({ length: rows }, (_, i) => i);
  const classes = kind.task === 'regression' ? undefined : names(kind.classes ?? 2);
  const text = (i: number): PreparedData['inputs'][number] => ({
    name: `text ${i}`,
    shape: [1],
    dtype: 'int32',
    data: new Int32Array(0),
    words: Array.from({ length: rows }, () => 'words to read'),
  });
  const numbers = kind.dtype === 'string' ? [] : [vectorOf(kind, rows, width)];
  const texts = Array.from({ length: kind.dtype === 'string' ? 1 : (kind.texts ?? 0) }, (_, i) => text(i));
  return {
    rows,
    inputs: [...numbers, ...texts],
    targets: classes
      ? [{ name: 'target', shape: [], dtype: 'int32', data: new Int32Array(rows) }]
      : [{ name: 'target', shape: [1], dtype: 'float32', data: new Float32Array(rows) }],
    parts: { train: all.slice(0, rows - 4), validation: all.slice(rows - 4, rows - 2), test: all.slice(rows - 2) },
    features: texts.map(({ name }) => ({
      column: name,
      offset: 0,
      size: 0,
      encoding: 'text',
      text: { words: 3, letters: 13, empty: 0, usual: 3, longest: 3, vocabulary: 3, sampled: false, top: [] },
    })),
    target: { column: 'y', task: kind.task, ...(classes && { classes }) },
    inputKind: kind.inputKind,
    key: kind.name,
  };
}

/** A studio on made-up data; `none` leaves the named part of the data empty. */
export async function studioOn(kind: Kind, none?: 'validation'): Promise<Studio> {
  const data = prepared(kind);
  const given = none ? { ...data, parts: { ...data.parts, [none]: new Int32Array(0) } } : data;
  const dataClient = {
    call: async (method: string) =>
      method === 'prepare' ? given : method === 'describe' ? { name: kind.name, columns: [], problems: [] } : [],
    stop: () => undefined,
  } as unknown as DataClient;
  const studio = createStudio({ ...testDeps(), dataClient, database: null });
  await studio.start();
  await studio.data.settled();
  return studio;
}
