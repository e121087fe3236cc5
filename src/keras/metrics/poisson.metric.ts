/** Poisson: mean of prediction minus target times its logarithm, for counts. */
import { poisson } from '../losses/errors';
import { defineMean } from './averages';
import { named } from './common';
import { boundedCases } from './error-cases';

export default defineMean({
  name: 'Poisson',
  summary: 'Mean of prediction minus target times its logarithm, for counts.',
  logName: 'poisson',
  better: 'down',
  args: named('poisson'),
  values: poisson,
  cases: boundedCases(0.1, 4),
});
