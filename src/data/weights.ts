/** Columns that weigh rows (Keras' sample_weight): what in them can be no weight, and what then becomes of the row. */
import { type Problem, problem } from '../base/problem';
import type { ColumnSpec, TableSpec } from '../graph/data-spec';
import { asNumbers, columnNamed, type Table } from './columns';
import type { RowsArray } from './prepared';
import type { Parts } from './split';

/** Rows that have no usable weight, by reason. */
export interface WeightFaults {
  readonly missing: number;
  readonly negative: number;
  /** More than single precision can hold. */
  readonly large: number;
}

/** A column that weighs rows, before the rows of the data are chosen. */
export interface WeightColumn {
  readonly name: string;
  /** Whether rows without a usable weight leave; else they weigh 0. */
  readonly drops: boolean;
  /** The weight of a row; NaN where it has no usable one. */
  weight(row: number): number;
  /** What is wrong in the given rows. */
  faults(rows: Iterable<number>): WeightFaults;
}

/** A column that weighs rows, with its values in the rows used. */
export interface PlannedWeights {
  readonly name: string;
  readonly drops: boolean;
  /** In all rows that have a target. */
  readonly faults: WeightFaults;
  readonly array: RowsArray;
}

export const faultCount = ({ missing, negative, large }: WeightFaults): number => missing + negative + large;

/** The columns that weigh rows, in the order of the table. */
export const weightSpecs = (spec: TableSpec): ColumnSpec[] =>
  spec.columns.filter((c) => c.name !== spec.target && c.type === 'weight');

/** @throws ProblemError `data-no-column` when the table lacks one */
export function weightColumns(table: Table, spec: TableSpec): WeightColumn[] {
  return weightSpecs(spec).map(({ name, missing }): WeightColumn => {
    const { values } = asNumbers(columnNamed(table, name));
    const usable = (v: number): boolean => v >= 0 && Number.isFinite(Math.fround(v));
    return {
      name,
      drops: missing !== 'zero',
      weight: (row) => (usable(values[row] as number) ? (values[row] as number) : Number.NaN),
      faults(rows) {
        const found = { missing: 0, negative: 0, large: 0 };
        for (const row of rows) {
          const v = values[row] as number;
          if (Number.isNaN(v)) found.missing++;
          else if (v < 0) found.negative++;
          else if (!usable(v)) found.large++;
        }
        return found;
      },
    };
  });
}

/** The weights of the rows used: raw, 0 where there is no usable one. */
export function plannedWeights({ name, drops, weight }: WeightColumn, faults: WeightFaults, rows: Int32Array) {
  const data = Float32Array.from(rows, (row) => weight(row) || 0);
  const array: RowsArray = { name, shape: [], dtype: 'float32', data };
  return { name, drops, faults, array };
}

const withoutWeights = (column: string) => ({
  label: `Leave ${column} out`,
  action: 'data.set-column',
  params: { column, type: 'ignore' },
});

const asInput = (column: string) => ({
  label: `Make ${column} an input`,
  action: 'data.set-column',
  params: { column, type: 'number', missing: 'mean' },
});

/** `3 missing, 2 negative` */
function faultWords({ missing, negative, large }: WeightFaults): string {
  const words = [
    [missing, 'missing'],
    [negative, 'negative'],
    [large, 'too large to compute with'],
  ] as const;
  return words.flatMap(([n, word]) => (n > 0 ? `${n.toLocaleString('en')} ${word}` : [])).join(', ');
}

/** No row has a usable weight. */
export function noUsableWeights(column: string, faults: WeightFaults): Problem {
  return problem('weights-unusable', `No row has a usable weight in “${column}”.`, {
    where: `column ${column}`,
    expected: 'numbers of at least 0',
    received: faultWords(faults),
    fixes: [withoutWeights(column), asInput(column)],
  });
}

/** The training part weighs nothing in all. */
function weightlessTraining(column: string): Problem {
  return problem('weights-all-zero', `Every training row weighs 0 in “${column}”, so there is nothing to learn from.`, {
    where: `column ${column}`,
    expected: 'at least one training row with a weight above 0',
    received: 'only zeros',
    fixes: [withoutWeights(column), asInput(column)],
  });
}

const isWeightless = (weights: RowsArray, rows: Int32Array): boolean => rows.every((row) => weights.data[row] === 0);

/** Why these weights cannot be trained with; null when they can. */
export function trainingFault(weights: readonly PlannedWeights[], { train }: Parts): Problem | null {
  const none = train.length > 0 ? weights.find((w) => isWeightless(w.array, train)) : undefined;
  return none ? weightlessTraining(none.name) : null;
}

/** What is worth a look: rows without a usable weight, parts that weigh nothing. */
export function weightNotes(weights: readonly PlannedWeights[], parts: Parts): Problem[] {
  const notes: Problem[] = [];
  for (const { name, drops, faults } of weights) {
    const bad = faultCount(faults);
    if (bad === 0) continue;
    const one = bad === 1;
    const have = `${bad.toLocaleString('en')} ${one ? 'row has' : 'rows have'} no usable weight in “${name}”`;
    const become = drops ? `${one ? 'is' : 'are'} left out` : `weigh${one ? 's' : ''} 0`;
    notes.push({
      ...problem('weights-faulty', `${have} (${faultWords(faults)}) and ${become}.`, {
        where: `column ${name}`,
        expected: 'numbers of at least 0',
        fixes: [
          {
            label: drops
              ? one
                ? 'Let it weigh 0'
                : 'Let them weigh 0'
              : one
                ? 'Leave this row out'
                : 'Leave these rows out',
            action: 'data.set-column',
            params: { column: name, missing: drops ? 'zero' : 'drop-row' },
          },
          withoutWeights(name),
        ],
      }),
      severity: drops ? 'warning' : 'info',
    });
  }
  for (const { array } of weights) {
    const silent = (['validation', 'test'] as const).filter(
      (p) => parts[p].length > 0 && isWeightless(array, parts[p]),
    );
    if (silent.length === 0) continue;
    const [which, its] = silent.length === 1 ? [`${silent[0]} part`, 'its'] : ['validation and test parts', 'their'];
    notes.push({
      ...problem(
        'weights-part-zero',
        `Every row of the ${which} weighs 0 in “${array.name}”, so ${its} loss says nothing.`,
        { where: `column ${array.name}`, fixes: [withoutWeights(array.name)] },
      ),
      severity: 'warning',
    });
  }
  return notes;
}
