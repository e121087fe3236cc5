/** SquaredHinge: mean squared penalty for being on the wrong side of a margin. */
import { squaredHinge } from '../losses/hinges';
import { defineMean } from './averages';
import { named } from './common';
import { HINGE_CASES } from './hinge-cases';

export default defineMean({
  name: 'SquaredHinge',
  summary: 'Mean squared penalty for being on the wrong side of a margin.',
  logName: 'squared_hinge',
  better: 'down',
  args: named('squared_hinge'),
  values: squaredHinge,
  cases: HINGE_CASES,
});
