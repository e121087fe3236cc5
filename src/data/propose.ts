/** Proposes how to use a data set: a type and encoding per column, what to predict, and a split. A start, not a verdict. */
import type { ColumnSpec, DataSource, DataSpec, ImageSpec, SplitSpec, TableSpec } from '../graph/data-spec';
import type { Dataset, ImageDataset, TableDataset } from './dataset';
import type { ImageFiles } from './images/image-files';
import { type ColumnStatistics, columnStatistics } from './statistics';

const TARGET_NAMES =
  /^(target|label|labels|class|classes|outcome|output|category|result|species|diagnosis|survived|churn|default|income|price|quality)$/i;
const ID_NAMES = /^(id|index|row|row_?id|row_?number|key|uuid|guid|unnamed: 0|column_1)$|[_ ]id$|Id$|ID$/;

/** Names of nothing but weights of rows; a plain `weight` is more often something measured. */
const WEIGHT_NAMES = /^(sample|row|case|instance|observation|survey)[ _-]?weights?$/i;

/** More categories than this become one integer instead of as many inputs. */
const ONE_HOT_LIMIT = 64;
/** More categories than this say too little each. */
const CATEGORY_LIMIT = 1000;
/** So many words make a text; fewer are a name or a code, unless there is nothing else to learn from. */
const TEXT_WORDS = 5;
const SHORT_TEXT_WORDS = 1.5;
/** Images with more different numbers than this as labels are a regression. */
const CLASS_LIMIT = 20;
const LONG_TAIL = 3;

export const DEFAULT_SPLIT: SplitSpec = {
  kind: 'random',
  validation: 0.15,
  test: 0.15,
  seed: 42,
  keepCopiesTogether: false,
};

/** A spec under which the data set can be trained on as it is. */
export function proposeSpec(source: DataSource, dataset: Dataset | ImageFiles): DataSpec {
  switch (dataset.kind) {
    case 'table': {
      const table = proposeTable(dataset);
      const kind = table.task === 'classification' ? 'stratified' : 'random';
      return { source, split: { ...DEFAULT_SPLIT, kind }, table };
    }
    case 'images':
    case 'image-files': {
      const image = dataset.kind === 'images' ? proposeImage(dataset) : dataset.proposed;
      const kind = image.task === 'classification' ? 'stratified' : 'random';
      return { source, split: { ...DEFAULT_SPLIT, kind }, image };
    }
    case 'series':
      return { source, split: { ...DEFAULT_SPLIT, kind: 'ordered' } };
  }
}

function proposeImage({ pixels, labels }: ImageDataset): ImageSpec {
  return {
    width: pixels.width,
    height: pixels.height,
    channels: pixels.channels,
    fit: 'center-crop',
    task: imageTask(labels.classes.length, labels.values),
  };
}

/** Number labels with many different values are a regression. */
export function imageTask(classes: number, values: Float64Array | undefined): ImageSpec['task'] {
  return values !== undefined && classes > CLASS_LIMIT ? 'regression' : 'classification';
}

export function proposeTable(dataset: TableDataset): TableSpec {
  const statistics = dataset.table.columns.map((c) => columnStatistics(c));
  const target = dataset.target ?? proposeTarget(statistics);
  // The target's settings are those it would have as an input, for the day another column is predicted.
  const proposed = statistics.map(proposeColumn);
  const others = proposed.some((c) => c.name !== target && c.type !== 'ignore' && c.type !== 'weight');
  const columns = others ? proposed : proposed.map((c, i) => shortText(c, statistics[i] as ColumnStatistics));
  const chosen = statistics.find((s) => s.name === target);
  return { columns, target, task: chosen?.asTarget ?? 'classification' };
}

/** By name first, then the last column of classes, then the last column that has something in it. */
function proposeTarget(statistics: readonly ColumnStatistics[]): string | null {
  const able = statistics.filter(
    (s) =>
      !isWeight(s) && s.distinct > 1 && !isIdentifier(s) && s.kind !== 'text' && !isText(s) && s.distinct <= s.rows,
  );
  const usable = able.filter(
    (s) => s.kind === 'number' || s.distinct <= Math.max(2, Math.min(CATEGORY_LIMIT, s.rows / 2)),
  );
  // y beside an x is a coordinate more often than an answer.
  const answer = (name: string): boolean => name === 'y' && !statistics.some((s) => s.name === 'x');
  const named = usable.findLast((s) => TARGET_NAMES.test(s.name) || answer(s.name));
  const last = usable[usable.length - 1];
  return (
    (
      named ??
      last ??
      able[able.length - 1] ??
      statistics.findLast((s) => !isIdentifier(s)) ??
      statistics[statistics.length - 1]
    )?.name ?? null
  );
}

/** Whether a column weighs rows, by its name and its values. */
const isWeight = ({ name, numbers, missing }: ColumnStatistics): boolean =>
  WEIGHT_NAMES.test(name) && numbers !== undefined && missing === 0 && numbers.min >= 0 && numbers.max > 0;

function isIdentifier(s: ColumnStatistics): boolean {
  const unique = s.rows > 2 && s.missing === 0 && s.distinct === s.rows;
  const numbers = s.numbers;
  // Of very many different whole numbers only the name can tell.
  if (s.distinctAtLeast && numbers?.integers && s.missing === 0) return ID_NAMES.test(s.name);
  if (!unique) return false;
  if (s.kind !== 'number') return true;
  if (numbers === undefined || !numbers.integers) return false;
  return ID_NAMES.test(s.name) || (numbers.max - numbers.min === s.rows - 1 && s.rows > 20);
}

/** Whether nearly every row has words of its own, rather than one of a few values. */
export function mostlyDifferent(s: ColumnStatistics): boolean {
  const present = s.rows - s.missing;
  return s.distinct > 20 ? s.distinct > present / 10 : s.distinct > Math.max(3, present / 2);
}

/** Whether a column holds texts of several words each, nearly all different. */
const isText = (s: ColumnStatistics): boolean =>
  s.text !== undefined && s.text.words >= TEXT_WORDS && mostlyDifferent(s);

/** Words that are left out beside better columns are read as text where there are none. */
function shortText(column: ColumnSpec, s: ColumnStatistics): ColumnSpec {
  const { text } = s;
  const words = text !== undefined && text.words >= SHORT_TEXT_WORDS && mostlyDifferent(s);
  return words && column.type === 'ignore' ? { ...column, type: 'text', missing: 'own-value' } : column;
}

function proposeColumn(s: ColumnStatistics): ColumnSpec {
  const { name } = s;
  if (isWeight(s)) return { name, type: 'weight', encoding: 'standardize', missing: 'drop-row' };
  if (s.kind === 'number') {
    const numbers = s.numbers;
    const tail = numbers !== undefined && numbers.min >= 0 && numbers.skewness > LONG_TAIL && s.distinct > 10;
    const useless = s.distinct <= 1 || isIdentifier(s);
    return {
      name,
      type: useless ? 'ignore' : 'number',
      encoding: tail ? 'log-standardize' : 'standardize',
      missing: s.missing > 0 && numbers !== undefined && Math.abs(numbers.skewness) > 1 ? 'median' : 'mean',
    };
  }
  const present = s.rows - s.missing;
  const free =
    s.kind === 'text' ||
    isIdentifier(s) ||
    s.distinct > CATEGORY_LIMIT ||
    (s.distinct > 20 && s.distinct > present / 2);
  const encoding = s.distinct <= ONE_HOT_LIMIT ? 'one-hot' : 'integer';
  const missing = s.missing > 0 ? 'own-value' : 'most-frequent';
  const useless = s.distinct === 0 || (s.distinct === 1 && s.missing === 0);
  if (useless) return { name, type: 'ignore', encoding, missing };
  if (isText(s)) return { name, type: 'text', encoding, missing: 'own-value' };
  return { name, type: free ? 'ignore' : 'category', encoding, missing };
}
