/** A column that weighs rows is no input, comes as it is, stays with its rows, and what can be no weight is told. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fix, Problem } from '../../src/base/problem';
import type { Cell } from '../../src/data/columns';
import type { TableDataset } from '../../src/data/dataset';
import { buffersOf, prepare } from '../../src/data/prepare';
import type { PreparedData } from '../../src/data/prepared';
import { proposeSpec } from '../../src/data/propose';
import { review } from '../../src/data/review';
import type { ColumnSpec, DataSource, DataSpec, TableSpec } from '../../src/graph/data-spec';
import { datasetOf, tableOf } from './support';

const SOURCE: DataSource = { kind: 'table', datasetId: 'test', fileName: 'test.csv' };

const withColumn = (spec: DataSpec, name: string, patch: Partial<ColumnSpec>): DataSpec => {
  const table = spec.table as TableSpec;
  const columns = table.columns.map((c) => (c.name === name ? { ...c, ...patch } : c));
  return { ...spec, table: { ...table, columns } };
};

/** Rows of a number, an answer, and a weight; the weight column has that role. */
function setUp(weights: readonly Cell[], name = 'w') {
  const rows = weights.map((w, i): Cell[] => [i * 1.5, w, i % 2 === 0 ? 'yes' : 'no']);
  const dataset = datasetOf(tableOf(['x', name, 'answer'], rows), `weights ${JSON.stringify(weights)}`);
  const proposed = proposeSpec(SOURCE, dataset);
  const spec = withColumn({ ...proposed, table: { ...(proposed.table as TableSpec), target: 'answer' } }, name, {
    type: 'weight',
    missing: 'drop-row',
  });
  return { dataset, spec };
}

function prepared(dataset: TableDataset, spec: DataSpec): PreparedData {
  const result = prepare(dataset, spec);
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

function notes(dataset: TableDataset, spec: DataSpec): readonly Problem[] {
  const result = review(dataset, spec);
  if (!result.ok) throw new Error(result.problem.message);
  return result.value.problems;
}

/** The spec after a fix that changes a column. */
function fixedBy(spec: DataSpec, fix: Fix | undefined): DataSpec {
  const { column, ...patch } = fix?.params ?? {};
  if (fix?.action !== 'data.set-column' || typeof column !== 'string') throw new Error('no such fix');
  return withColumn(spec, column, patch as Partial<ColumnSpec>);
}

const cell = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: 0, max: 1000, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(null, -1, -0.25, 1e39, 0) },
);
const usable = (v: Cell): boolean => typeof v === 'number' && v >= 0 && v <= 3.4e38;

describe('a column that weighs rows', () => {
  it('comes as it is with the rows it belongs to; rows without a usable weight leave, or weigh 0', () => {
    const columns = fc.array(cell, { minLength: 24, maxLength: 60 });
    fc.assert(
      fc.property(columns, fc.boolean(), (weights, zero) => {
        // Enough weight for any training part.
        const all = [...weights, ...Array.from({ length: 40 }, (_, i) => i + 1)];
        const { dataset, spec } = setUp(all);
        const data = prepared(dataset, zero ? withColumn(spec, 'w', { missing: 'zero' }) : spec);
        const rows = data.sourceRows ?? Int32Array.from(all, (_, i) => i);
        const kept = all.flatMap((w, i) => (zero || usable(w) ? [i] : []));
        expect([...rows]).toEqual(kept);
        expect(data.inputs.map((i) => i.shape)).toEqual([[1]]);
        expect(data.features.map((f) => f.column)).toEqual(['x']);
        const [array] = data.weights ?? [];
        expect(array?.name).toBe('w');
        expect([...(array?.data ?? [])]).toEqual(
          kept.map((i) => (usable(all[i] as Cell) ? Math.fround(Number(all[i])) : 0)),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('is handed on with the other buffers, and a copy: preparing twice gives the same', () => {
    const { dataset, spec } = setUp(Array.from({ length: 30 }, (_, i) => i));
    const first = prepared(dataset, spec);
    const buffer = first.weights?.[0]?.data.buffer;
    expect(buffersOf(first)).toContain(buffer);
    structuredClone(first, { transfer: buffersOf(first) });
    expect(prepared(dataset, spec).weights?.[0]?.data.length).toBe(30);
  });

  it('weighs nothing while it is the target', () => {
    const { dataset, spec } = setUp(Array.from({ length: 30 }, (_, i) => i));
    const target: DataSpec = { ...spec, table: { ...(spec.table as TableSpec), target: 'w', task: 'regression' } };
    expect(prepared(dataset, target).weights).toBeUndefined();
  });

  it('is proposed by a name that means nothing else, never as the target', () => {
    const rows = Array.from({ length: 40 }, (_, i): Cell[] => [i, i % 3 === 0 ? 'a' : 'b', 1 + (i % 4)]);
    const spec = (name: string) => proposeSpec(SOURCE, datasetOf(tableOf(['x', 'kind', name], rows), name)).table;
    for (const name of ['sample_weight', 'Sample Weights', 'survey-weight']) {
      expect(spec(name)?.columns.find((c) => c.name === name)?.type).toBe('weight');
      expect(spec(name)?.target).toBe('kind');
    }
    expect(spec('weight')?.columns.find((c) => c.name === 'weight')?.type).toBe('number');
  });
});

describe('what can be no weight', () => {
  it('is told with its counts, and either fix settles it', () => {
    const weights = Array.from({ length: 40 }, (_, i): Cell => (i < 3 ? null : i < 5 ? -i : i === 5 ? 1e300 : 1));
    const { dataset, spec } = setUp(weights);
    const note = notes(dataset, spec).find((p) => p.code === 'weights-faulty');
    expect(note?.severity).toBe('warning');
    expect(note?.message).toContain('6 rows have no usable weight');
    expect(note?.message).toContain('3 missing, 2 negative, 1 too large');
    // They are told once.
    expect(notes(dataset, spec).map((p) => p.code)).not.toContain('data-dropped-rows');
    const [zero, out] = note?.fixes ?? [];
    expect(prepared(dataset, fixedBy(spec, zero)).rows).toBe(40);
    expect(prepared(dataset, fixedBy(spec, out)).weights).toBeUndefined();
  });

  it('in every row is refused, as are zeros in all training rows, each with ways on', () => {
    for (const [weights, code] of [
      [Array.from({ length: 30 }, () => -1), 'weights-unusable'],
      [Array.from({ length: 30 }, () => 0), 'weights-all-zero'],
    ] as const) {
      const { dataset, spec } = setUp(weights);
      const [refused, reviewed] = [prepare(dataset, spec), review(dataset, spec)];
      if (refused.ok || reviewed.ok) throw new Error('not refused');
      expect([refused.problem.code, reviewed.problem.code]).toEqual([code, code]);
      for (const fix of refused.problem.fixes ?? []) {
        expect(prepared(dataset, fixedBy(spec, fix)).weights).toBeUndefined();
      }
      expect(refused.problem.fixes).toHaveLength(2);
    }
  });

  it('is a part that weighs nothing', () => {
    const { dataset, spec } = setUp(Array.from({ length: 40 }, (_, i) => (i < 30 ? 1 : 0)));
    const ordered: DataSpec = { ...spec, split: { ...spec.split, kind: 'ordered', validation: 0.1, test: 0.1 } };
    const told = notes(dataset, ordered).filter((p) => p.code === 'weights-part-zero');
    expect(told.map((p) => p.message)).toEqual([expect.stringContaining('validation and test parts')]);
    const tested: DataSpec = { ...spec, split: { ...spec.split, kind: 'ordered', validation: 0.25, test: 0.2 } };
    expect(notes(dataset, tested).map((p) => p.message)).toContainEqual(expect.stringContaining('of the test part'));
  });
});

it('class weights are not offered beside sample weights', () => {
  const rows = Array.from({ length: 60 }, (_, i): Cell[] => [i * 1.5, 1 + (i % 3), i % 10 === 0 ? 'rare' : 'usual']);
  const dataset = datasetOf(tableOf(['x', 'w', 'c'], rows), 'uneven');
  const spec = proposeSpec(SOURCE, dataset);
  const offered = (s: DataSpec) =>
    notes(dataset, s)
      .find((p) => p.code === 'class-imbalance')
      ?.fixes?.map((f) => f.action);
  expect(offered(spec)).toContain('fit.set-class-weight');
  expect(offered(withColumn(spec, 'w', { type: 'weight' }))).not.toContain('fit.set-class-weight');
});
