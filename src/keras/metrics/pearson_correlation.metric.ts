/** PearsonCorrelation: mean linear correlation of target and prediction vectors. */
import { arg } from '../core/args';
import { defineMean } from './averages';
import { named } from './common';
import { pearson } from './correlations';

export default defineMean({
  name: 'PearsonCorrelation',
  aliases: ['correlation'],
  summary: 'Mean linear correlation of target and prediction vectors.',
  logName: 'pearson_correlation',
  better: 'up',
  args: { ...named('pearson_correlation'), axis: arg.int(-1, { doc: 'Axis along which values are correlated.' }) },
  values: (t, p, c) => pearson(t, p, c.axis),
  cases: [
    { name: 'rows', config: {}, inputs: [{ shape: [3, 6] }, { shape: [3, 6] }], extra: { batches: 3 } },
    { name: 'columns', config: { axis: 0 }, inputs: [{ shape: [6, 2] }, { shape: [6, 2] }] },
    { name: 'weights', config: {}, inputs: [{ shape: [4, 5] }, { shape: [4, 5] }, { shape: [4], low: 0, high: 2 }] },
  ],
});
