/** What can become of a column, as one list: how it is encoded, or that it is predicted, weighs rows, or is left out. */
import type { ColumnSpec, MissingPolicy } from '../../../graph/data-spec';
import type { ColumnStatistics } from '../../../state';
import type { Option } from '../../components/select';

const MISSING: { readonly [policy in MissingPolicy]: string } = {
  mean: 'fill: mean',
  median: 'fill: median',
  zero: 'fill: zero',
  'own-value': 'missing as a value',
  'most-frequent': 'fill: commonest',
  'drop-row': 'drop rows',
};

/** What becomes of missing cells, in words. */
export const missingWords = (spec: ColumnSpec, policy: MissingPolicy): string =>
  spec.type === 'text' && policy === 'own-value'
    ? 'missing: empty text'
    : spec.type === 'weight'
      ? policy === 'zero'
        ? 'faulty: weigh 0'
        : 'faulty: drop rows'
      : MISSING[policy];

export function missingChoices(spec: ColumnSpec): MissingPolicy[] {
  if (spec.type === 'weight') return ['drop-row', 'zero'];
  return spec.type === 'number'
    ? ['mean', 'median', 'zero', 'own-value', 'drop-row']
    : spec.type === 'text'
      ? ['own-value', 'drop-row']
      : ['own-value', 'most-frequent', 'drop-row'];
}

/** The choice a column's settings stand for. */
export function columnChoice(spec: ColumnSpec): string {
  if (spec.type === 'text' || spec.type === 'ignore' || spec.type === 'weight') return spec.type;
  return `${spec.type}:${spec.encoding}`;
}

/** Settings a choice stands for. */
export function patchOf(choice: string): Partial<Omit<ColumnSpec, 'name'>> {
  if (choice === 'ignore') return { type: 'ignore' };
  if (choice === 'weight') return { type: 'weight', missing: 'drop-row' };
  if (choice === 'text') return { type: 'text', missing: 'own-value' };
  const [type, encoding] = choice.split(':');
  const missing: MissingPolicy = type === 'number' ? 'mean' : 'own-value';
  return { type: type as ColumnSpec['type'], encoding: encoding as ColumnSpec['encoding'], missing };
}

export function columnChoices(column: ColumnStatistics, task: 'regression' | 'classification' | undefined): Option[] {
  const numbers: Option[] = [
    { value: 'number:standardize', label: 'standardise' },
    { value: 'number:minmax', label: 'scale to 0–1' },
    { value: 'number:log-standardize', label: 'log, standardise' },
    { value: 'number:none', label: 'as it is' },
  ];
  const categories: Option[] = [
    { value: 'category:one-hot', label: 'one-hot' },
    { value: 'category:integer', label: 'integer' },
  ];
  const few = column.distinct <= 1000;
  return [
    ...(column.kind === 'number' ? numbers : []),
    ...(column.kind === 'number' ? [] : [{ value: 'text', label: 'text, as words' }]),
    ...(column.kind === 'category' || (column.kind === 'number' && few) ? categories : []),
    {
      value: 'target',
      label: `target${task && column.kind === 'number' ? (task === 'regression' ? ' · number' : ' · class') : ''}`,
    },
    ...(column.kind === 'number' ? [{ value: 'weight', label: 'sample weight' }] : []),
    { value: 'ignore', label: 'leave out' },
  ];
}
