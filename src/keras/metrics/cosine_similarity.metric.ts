/** CosineSimilarity: mean cosine of the angle between target and prediction. */
import { arg } from '../core/args';
import { cosine } from '../losses/errors';
import { defineMean } from './averages';
import { named } from './common';
import { ERROR_CASES } from './error-cases';

export default defineMean({
  name: 'CosineSimilarity',
  summary: 'Mean cosine of the angle between target and prediction.',
  logName: 'cosine_similarity',
  better: 'up',
  args: { ...named('cosine_similarity'), axis: arg.int(-1, { doc: 'Axis along which vectors lie.' }) },
  values: (t, p, c) => cosine(t, p, c.axis),
  cases: [...ERROR_CASES, { name: 'axis', config: { axis: 1 }, inputs: [{ shape: [2, 4, 3] }, { shape: [2, 4, 3] }] }],
});
