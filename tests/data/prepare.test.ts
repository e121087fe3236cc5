/** Laws of `prepare`: every source that is offered can be trained on as proposed, deterministically. */
import { describe, expect, it } from 'vitest';
import { sizeOf } from '../../src/base/shape';
import { Library } from '../../src/data/library';
import { prepare, preparedKey } from '../../src/data/prepare';
import type { PreparedData } from '../../src/data/prepared';
import { proposeSpec } from '../../src/data/propose';
import { CATALOG, type CatalogEntry } from '../../src/data/sources';
import { digest, fetchAsset } from './support';

const library = new Library({ fetchAsset });

async function prepared(entry: CatalogEntry): Promise<PreparedData> {
  const dataset = await library.get(entry.source);
  const result = prepare(dataset, proposeSpec(entry.source, dataset));
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

describe.each(CATALOG.map((entry) => [entry.title, entry] as const))('%s', (_, entry) => {
  it('prepares as proposed: every row once, every number finite, the shape as said', async () => {
    const data = await prepared(entry);
    expect(data.rows).toBe(entry.rows);
    expect(data.inputKind).toBe(entry.inputKind);
    expect(data.target.task === 'regression').toBe(entry.task === 'regression');
    const { train, validation, test } = data.parts;
    const all = [...train, ...validation, ...test].sort((a, b) => a - b);
    expect(all).toEqual(Array.from({ length: data.rows }, (_, i) => i));
    for (const array of [...data.inputs, ...data.targets]) {
      expect((array.words ?? array.data).length).toBe(data.rows * sizeOf(array.shape));
      expect(array.data.every((v) => Number.isFinite(v))).toBe(true);
    }
    const { classes } = data.target;
    if (classes !== undefined) {
      expect(new Set(data.targets[0]?.data)).toEqual(new Set(classes.keys()));
    }
  });

  it('is the same again, byte for byte, with the key known beforehand', async () => {
    const dataset = await library.get(entry.source);
    const spec = proposeSpec(entry.source, dataset);
    const [a, b] = [await prepared(entry), await prepared(entry)];
    expect(digest(a)).toEqual(digest(b));
    expect(a.key).toBe(preparedKey(dataset, spec));
    const other = { ...spec, split: { ...spec.split, seed: 7 } };
    expect(preparedKey(dataset, other)).not.toBe(a.key);
  });
});
