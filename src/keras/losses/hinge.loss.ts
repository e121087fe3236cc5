/** Hinge: straight penalty for being on the wrong side of a margin. */
import { defineLoss } from '../core/definitions';
import { lossArgs } from '../core/loss-reduction';
import { HINGE_CASES } from './hinge-cases';
import { hinge } from './hinges';

export default defineLoss({
  name: 'Hinge',
  aliases: ['maximum margin'],
  summary: 'Straight penalty for being on the wrong side of a margin.',
  targets: 'binary',
  logName: 'hinge',
  args: lossArgs('hinge'),
  call: (t, p) => hinge(t, p),
  cases: HINGE_CASES,
});
