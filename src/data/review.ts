/**
 * Looks at a data set together with its spec and says what is worth a person's attention before training, each with
 * a way on. Counts come from the same plan `prepare` follows, so what is said here is what will happen.
 */
import { type Fix, ok, type Problem, problem, type Result } from '../base/problem';
import type { DataSpec, TableSpec } from '../graph/data-spec';
import { type Column, cellAt, columnNamed, rowsOf, spellings } from './columns';
import { findCopies, imageHashes, rowHashes } from './copies';
import type { Dataset, TableDataset } from './dataset';
import { guarded } from './guarded';
import { planImages } from './prepare-images';
import { inputColumns, planTable } from './prepare-table';
import type { TargetInfo } from './prepared';
import { mostlyDifferent } from './propose';
import { type Parts, split } from './split';
import { columnStatistics } from './statistics';
import { weightNotes, weightSpecs } from './weights';

export interface PartCounts {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

export interface Review {
  readonly problems: readonly Problem[];
  /** Rows used, after those without a target (or dropped by policy) have left. */
  readonly rows: number;
  readonly parts: PartCounts;
  /** For classification: rows of each class in each part. */
  readonly classes?: readonly ({ readonly name: string } & PartCounts)[];
  /** Shape of one row of input. */
  readonly inputShape: readonly number[];
}

/** Fails as `prepare` would when the spec cannot be followed. */
export function review(dataset: Dataset, spec: DataSpec): Result<Review> {
  return guarded(() => {
    if (dataset.kind === 'series') {
      const parts = split({ rows: dataset.values.length - dataset.window }, spec.split);
      if (!parts.ok) return parts;
      return ok({ problems: [], ...sizesOf(parts.value), inputShape: [dataset.window, 1] });
    }
    if (dataset.kind === 'images' && spec.image !== undefined) {
      const plan = planImages(dataset, spec.image, spec.split);
      if (!plan.ok) return plan;
      const { parts, target } = plan.value;
      const hashes = imageHashes(dataset.pixels);
      const problems = [
        ...classNotes(parts, target.info, target.array.data, spec),
        ...copyNotes(hashes, plan.value.rows, parts, spec),
      ];
      const { height, width, channels } = spec.image;
      return ok({ problems, ...counted(parts, target.info, target.array.data), inputShape: [height, width, channels] });
    }
    if (dataset.kind === 'table' && spec.table !== undefined) return reviewTable(dataset, spec, spec.table);
    throw new Error('The spec does not belong to this kind of data.');
  });
}

function reviewTable(dataset: TableDataset, spec: DataSpec, table: TableSpec): Result<Review> {
  const plan = planTable(dataset, table, spec.split);
  if (!plan.ok) return plan;
  const { rows, parts, target, width, weights, weightless } = plan.value;
  const used = [...inputColumns(table).map((c) => c.name), target.info.column];
  const columns = used.map((name) => columnNamed(dataset.table, name));
  const hashes = rowHashes(columns, dataset.table.rows);
  const problems = [
    ...manyClassesNotes(dataset, table, target.info, rows.length),
    ...classNotes(parts, target.info, target.array.data, spec),
    ...spellingNotes(columns, table),
    ...missingNotes(columns, table, dataset.table.rows - rows.length - weightless),
    ...copyNotes(hashes, rows, parts, spec),
    ...columnNotes(dataset, table),
    ...dateNotes(dataset, table, spec),
    ...textNotes(dataset, table),
    ...weightNotes(weights, parts),
  ];
  return ok({ problems, ...counted(parts, target.info, target.array.data), inputShape: [width] });
}

function sizesOf(parts: Parts): { rows: number; parts: PartCounts } {
  const { train, validation, test } = parts;
  return {
    rows: train.length + validation.length + test.length,
    parts: { train: train.length, validation: validation.length, test: test.length },
  };
}

function counted(parts: Parts, target: TargetInfo, data: ArrayLike<number>) {
  const classes = classCounts(parts, target.classes, data);
  return { ...sizesOf(parts), ...(classes && { classes }) };
}

function classCounts(parts: Parts, names: readonly string[] | undefined, data: ArrayLike<number>) {
  if (names === undefined) return undefined;
  const count = (rows: Int32Array): Int32Array => {
    const counts = new Int32Array(names.length);
    for (let i = 0; i < rows.length; i++) {
      const c = data[rows[i] as number] as number;
      counts[c] = (counts[c] as number) + 1;
    }
    return counts;
  };
  const [train, validation, test] = [count(parts.train), count(parts.validation), count(parts.test)];
  return names.map((name, c) => ({
    name,
    train: train[c] as number,
    validation: validation[c] as number,
    test: test[c] as number,
  }));
}

/** Weights that make every class count alike: rows / (classes x rows of the class), as scikit-learn's `balanced`. */
export function balancedWeights(trainCounts: readonly number[]): { [index: string]: number } {
  const rows = trainCounts.reduce((a, b) => a + b, 0);
  return Object.fromEntries(
    trainCounts.flatMap((n, c) => (n > 0 ? [[String(c), rows / (trainCounts.length * n)]] : [])),
  );
}

/** With fewer rows than this for each class, numbers are better estimated than told apart. */
const ROWS_PER_CLASS = 5;

function manyClassesNotes(dataset: TableDataset, spec: TableSpec, target: TargetInfo, rows: number): Problem[] {
  const { column, classes = [] } = target;
  const numeric = spec.task === 'classification' && columnNamed(dataset.table, column).kind === 'number';
  if (!numeric || rows >= ROWS_PER_CLASS * classes.length) return [];
  return [
    warning(
      'target-many-classes',
      `${column} has ${classes.length} different numbers, each taken for a class of its own.`,
      {
        where: `column ${column}`,
        received: `${rows} rows for ${classes.length} classes`,
        fixes: [
          {
            label: 'Estimate it as a number',
            action: 'data.set-target',
            params: { target: column, task: 'regression' },
          },
        ],
      },
    ),
  ];
}

const UNEVEN = 3;

function classNotes(parts: Parts, target: TargetInfo, data: ArrayLike<number>, spec: DataSpec): Problem[] {
  const classes = classCounts(parts, target.classes, data);
  if (classes === undefined) return [];
  const notes: Problem[] = [];
  const totals = classes.map((c) => c.train + c.validation + c.test);
  const all = totals.reduce((a, b) => a + b, 0);
  const lone = classes.filter((_, i) => totals[i] === 1);
  const [first] = lone;
  if (first !== undefined) {
    const names = lone.map((c) => c.name);
    const excluded = [...(spec.table?.excludeClasses ?? spec.image?.excludeClasses ?? []), ...names];
    notes.push(
      warning(
        'class-one-row',
        `${quoted(names)} ${lone.length === 1 ? 'has' : 'have'} only one row, so ${lone.length === 1 ? 'it' : 'each'} cannot be both learnt and tested.`,
        {
          where: `column ${target.column}`,
          fixes: [
            {
              label: lone.length === 1 ? 'Leave this class out' : 'Leave these classes out',
              action: 'data.exclude-classes',
              params: { classes: excluded },
            },
          ],
        },
      ),
    );
  }
  const unseen = classes.filter((c, i) => c.train === 0 && totals[i] !== 1);
  if (unseen.length > 0) {
    notes.push(
      warning('class-not-in-training', `No row of ${quoted(unseen.map((c) => c.name))} is in the training part.`, {
        where: 'data.split',
        fixes: spec.split.kind === 'stratified' ? [] : [stratify],
      }),
    );
  }
  const most = Math.max(...totals);
  const least = Math.min(...totals.filter((n) => n > 1));
  if (most >= UNEVEN * least) {
    const percent = (n: number): number => Math.round((100 * n) / all);
    const shares =
      classes.length === 2
        ? `${percent(most)} to ${100 - percent(most)}`
        : `from ${percent(least)}% to ${percent(most)}%`;
    notes.push(
      warning('class-imbalance', `Classes are uneven, ${shares}. Accuracy alone will flatter the model.`, {
        where: `column ${target.column}`,
        fixes: [
          // Beside sample weights Keras takes no class weights.
          ...(spec.table && weightSpecs(spec.table).length > 0
            ? []
            : [
                {
                  label: 'Balance with class weights',
                  action: 'fit.set-class-weight',
                  params: { class_weight: balancedWeights(target.trainCounts ?? []) },
                },
              ]),
          ...(spec.split.kind === 'random' ? [stratify] : []),
        ],
      }),
    );
  }
  return notes;
}

function spellingNotes(columns: readonly Column[], spec: TableSpec): Problem[] {
  return columns.flatMap((column) => {
    if (column.kind !== 'category') return [];
    if (spec.columns.find((c) => c.name === column.name)?.mergeSpellings) return [];
    const [first = [], ...more] = spellings(column.categories);
    if (first.length === 0) return [];
    const others = more.length > 0 ? ` So do values of ${count(more.length, 'other set', 'other sets')}.` : '';
    return warning(
      'column-spellings',
      `${quoted(first)} in ${column.name} differ only in capitals or spaces, and count as different.${others}`,
      {
        where: `column ${column.name}`,
        fixes: [
          {
            label: 'Count them as one',
            action: 'data.set-column',
            params: { column: column.name, mergeSpellings: true },
          },
        ],
      },
    );
  });
}

const stratify: Fix = { label: 'Split evenly by class', action: 'data.set-split', params: { kind: 'stratified' } };

function missingNotes(columns: readonly Column[], spec: TableSpec, dropped: number): Problem[] {
  const gaps = columns
    .map((column) => ({ name: column.name, missing: columnStatistics(column).missing }))
    .filter((c) => c.missing > 0 && c.name !== spec.target);
  const notes: Problem[] = [];
  if (gaps.length > 0) {
    const cells = gaps.reduce((n, c) => n + c.missing, 0);
    const settled = gaps.every((g) => spec.columns.find((c) => c.name === g.name)?.missing === 'own-value');
    const names = gaps.map((g) => g.name);
    notes.push({
      ...problem(
        'data-missing-cells',
        `${count(cells, 'cell is', 'cells are')} missing, in ${count(gaps.length, 'column', 'columns')}.`,
        {
          where: `column ${names[0]}`,
          received: gaps
            .slice(0, 5)
            .map((g) => `${g.name}: ${g.missing}`)
            .join(', '),
          fixes: settled
            ? []
            : [
                {
                  label: 'Fill: “missing” as its own value',
                  action: 'data.set-missing',
                  params: { columns: names, missing: 'own-value' },
                },
                {
                  label: 'Drop these rows',
                  action: 'data.set-missing',
                  params: { columns: names, missing: 'drop-row' },
                },
              ],
        },
      ),
      severity: settled ? 'info' : 'warning',
    });
  }
  if (dropped > 0) {
    notes.push({
      ...problem(
        'data-dropped-rows',
        `${count(dropped, 'row is', 'rows are')} not used: without a target, or dropped for missing cells.`,
        {
          where: `column ${spec.target}`,
        },
      ),
      severity: 'info',
    });
  }
  return notes;
}

function copyNotes(hashes: Float64Array, rows: Int32Array, parts: Parts, spec: DataSpec): Problem[] {
  const own = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) own[i] = hashes[rows[i] as number] as number;
  const copies = findCopies(own);
  if (copies.count === 0) return [];
  const trained = new Set(Array.from(parts.train, (row) => own[row] as number));
  const leaked = [...parts.validation, ...parts.test].filter((row) => trained.has(own[row] as number)).length;
  const together = spec.split.keepCopiesTogether;
  const appear = count(copies.count, 'row is an exact copy of another', 'rows are exact copies of others');
  const message = together
    ? `${appear}; copies stay in one part.`
    : `${appear}; ${leaked === 0 ? 'none' : leaked.toLocaleString('en')} of the validation and test rows ${leaked === 1 ? 'is' : 'are'} also in the training part.`;
  const [example] = copies.examples;
  return [
    {
      ...problem('data-copies', message, {
        ...(example && {
          where: `row ${(rows[example.row] ?? 0) + 1}, a copy of row ${(rows[example.copyOf] ?? 0) + 1}`,
        }),
        fixes: together
          ? []
          : [{ label: 'Keep copies together', action: 'data.set-split', params: { keepCopiesTogether: true } }],
      }),
      severity: together || leaked === 0 ? 'info' : 'warning',
    },
  ];
}

function columnNotes(dataset: TableDataset, spec: TableSpec): Problem[] {
  const constant = inputColumns(spec).filter((c) => columnStatistics(columnNamed(dataset.table, c.name)).distinct <= 1);
  const notes: Problem[] = [];
  if (constant.length > 0) {
    const names = constant.map((c) => c.name);
    notes.push(
      warning(
        'column-constant',
        `${quoted(names)} ${names.length === 1 ? 'is' : 'are'} the same in every row and teach${names.length === 1 ? 'es' : ''} nothing.`,
        {
          where: `column ${names[0]}`,
          fixes: names.slice(0, 3).map((name) => ({
            label: `Leave ${name} out`,
            action: 'data.set-column',
            params: { column: name, type: 'ignore' },
          })),
        },
      ),
    );
  }
  return notes;
}

/** A day, with or without a time: year first, or last as people write it. */
const DATE = /^(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2\d{2,4})(?:[ T]\d{1,2}:\d{2}.*)?$/;
/** Year, month, day: in the order of letters they are in the order of time. */
const SORTABLE = /^\d{4}([-/.])\d{2}\1\d{2}/;
const DATES_LOOKED_AT = 200;

/** The column's first values when all of them are dates; null for other columns. */
function datesOf(column: Column): readonly string[] | null {
  if (column.kind === 'number') return null;
  const cells = Array.from({ length: Math.min(DATES_LOOKED_AT, rowsOf(column)) }, (_, row) => cellAt(column, row));
  const texts = cells.filter((c): c is string => typeof c === 'string');
  return texts.length > 0 && texts.every((t) => DATE.test(t.trim())) ? texts : null;
}

/** Dates that are left out; where rows follow in time, the way to be judged on later ones. */
function dateNotes(dataset: TableDataset, spec: TableSpec, { split }: DataSpec): Problem[] {
  return spec.columns.flatMap(({ name, type }): Problem[] => {
    if (name === spec.target || type !== 'ignore') return [];
    const dates = datesOf(columnNamed(dataset.table, name));
    if (!dates) return [];
    const told = `“${name}” holds dates and is left out: the model is given no dates.`;
    const where = `column ${name}`;
    const inTime =
      dates.length > 1 && dates.every((d, i) => SORTABLE.test(d) && (i === 0 || (dates[i - 1] as string) <= d));
    if (!inTime || split.kind === 'ordered') return [{ ...problem('column-dates', told, { where }), severity: 'info' }];
    return [
      warning(
        'column-dates',
        `${told} The rows follow in time: split in order, to be judged on days that come later.`,
        {
          where,
          fixes: [{ label: 'Split in order', action: 'data.set-split', params: { kind: 'ordered' } }],
        },
      ),
    ];
  });
}

/** Columns read as text and why, and columns left out that could be. */
function textNotes(dataset: TableDataset, spec: TableSpec): Problem[] {
  return spec.columns.flatMap(({ name, type }): Problem[] => {
    if (name === spec.target || (type !== 'text' && type !== 'ignore')) return [];
    const statistics = columnStatistics(columnNamed(dataset.table, name));
    const { text, distinct, distinctAtLeast } = statistics;
    if (!text) return [];
    const many = `${distinct.toLocaleString('en')}${distinctAtLeast ? ' or more' : ''} different values`;
    const size = `${many} of ${text.words.toFixed(text.words < 10 ? 1 : 0)} words each`;
    const where = `column ${name}`;
    const to = (label: string, type: string) => ({
      label,
      action: 'data.set-column',
      params: { column: name, type, missing: 'own-value' },
    });
    if (type === 'text') {
      const message = `“${name}” is read as text: ${size}. The model gets it as an input of words.`;
      const fixes = [to('Leave it out', 'ignore')];
      return [{ ...problem('column-text', message, { where, fixes }), severity: 'info' }];
    }
    if (text.words < 2 || !mostlyDifferent(statistics) || datesOf(columnNamed(dataset.table, name))) return [];
    const message = `“${name}” is left out; with ${size} it could be read as text.`;
    return [
      {
        ...problem('column-text-unused', message, { where, fixes: [to('Read it as text', 'text')] }),
        severity: 'info',
      },
    ];
  });
}

const count = (n: number, one: string, many: string): string => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;

function quoted(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((n) => `“${n}”`);
  return names.length > 3
    ? `${shown.join(', ')} and ${names.length - 3} more`
    : shown.join(names.length === 2 ? ' and ' : ', ');
}

function warning(code: string, message: string, more: Parameters<typeof problem>[2]): Problem {
  return { ...problem(code, message, more), severity: 'warning' };
}
