/** CosineSimilarity: minus the cosine between target and prediction: direction counts, length does not. */
import * as ops from '../../ops';
import { arg } from '../core/args';
import { defineLoss } from '../core/definitions';
import { lossArgs } from '../core/loss-reduction';
import { cosine } from './errors';

export default defineLoss({
  name: 'CosineSimilarity',
  summary: 'Minus the cosine between target and prediction: direction counts, length does not.',
  targets: 'any',
  logName: 'cosine_similarity',
  args: {
    axis: arg.int(-1, { doc: 'Axis along which vectors lie.' }),
    ...lossArgs('cosine_similarity'),
  },
  call: (t, p, c) => ops.neg(cosine(t, p, c.axis)),
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [4, 3] }, { shape: [4, 3] }] },
    { name: 'axis', config: { axis: 1 }, inputs: [{ shape: [2, 4, 3] }, { shape: [2, 4, 3] }] },
    { name: 'weights', config: {}, inputs: [{ shape: [3, 3] }, { shape: [3, 3] }, { shape: [3], low: 0, high: 2 }] },
  ],
});
