/** ConcordanceCorrelation: mean agreement of target and prediction vectors: correlation, location and scale. */
import { arg } from '../core/args';
import { defineMean } from './averages';
import { named } from './common';
import { concordance } from './correlations';

export default defineMean({
  name: 'ConcordanceCorrelation',
  aliases: ['agreement'],
  summary: 'Mean agreement of target and prediction vectors: correlation, location and scale.',
  logName: 'concordance_correlation',
  better: 'up',
  args: { ...named('concordance_correlation'), axis: arg.int(-1, { doc: 'Axis along which values are correlated.' }) },
  values: (t, p, c) => concordance(t, p, c.axis),
  cases: [
    { name: 'rows', config: {}, inputs: [{ shape: [3, 6] }, { shape: [3, 6] }], extra: { batches: 3 } },
    { name: 'columns', config: { axis: 0 }, inputs: [{ shape: [6, 2] }, { shape: [6, 2] }] },
    { name: 'weights', config: {}, inputs: [{ shape: [4, 5] }, { shape: [4, 5] }, { shape: [4], low: 0, high: 2 }] },
  ],
});
