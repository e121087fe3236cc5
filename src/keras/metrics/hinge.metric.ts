/** Hinge: mean penalty for being on the wrong side of a margin. */
import { hinge } from '../losses/hinges';
import { defineMean } from './averages';
import { named } from './common';
import { HINGE_CASES } from './hinge-cases';

export default defineMean({
  name: 'Hinge',
  summary: 'Mean penalty for being on the wrong side of a margin.',
  logName: 'hinge',
  better: 'down',
  args: named('hinge'),
  values: hinge,
  cases: HINGE_CASES,
});
