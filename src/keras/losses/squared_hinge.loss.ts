/** SquaredHinge: squared penalty for being on the wrong side of a margin. */
import { defineLoss } from '../core/definitions';
import { lossArgs } from '../core/loss-reduction';
import { HINGE_CASES } from './hinge-cases';
import { squaredHinge } from './hinges';

export default defineLoss({
  name: 'SquaredHinge',
  summary: 'Squared penalty for being on the wrong side of a margin.',
  targets: 'binary',
  logName: 'squared_hinge',
  args: lossArgs('squared_hinge'),
  call: (t, p) => squaredHinge(t, p),
  cases: HINGE_CASES,
});
