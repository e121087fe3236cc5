/** Hinge: straight penalty for being on the wrong side of a margin. */
import { defineLoss } from '../core/definitions';
import { lossArgs } from '../core/loss-reduction';
import { hinge } from './hinges';

export default defineLoss({
  name: 'Hinge',
  aliases: ['maximum margin'],
  summary: 'Straight penalty for being on the wrong side of a margin.',
  targets: 'binary',
  logName: 'hinge',
  args: lossArgs('hinge'),
  call: (t, p) => hinge(t, p),
  cases: [
    {
      name: 'zero and one',
      config: {},
      inputs: [
        { shape: [4, 3], values: [0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 1] },
        { shape: [4, 3], low: -2, high: 2 },
      ],
    },
    {
      name: 'minus one and one',
      config: {},
      inputs: [
        { shape: [2, 3], values: [-1, 1, 1, -1, 1, -1] },
        { shape: [2, 3], low: -2, high: 2 },
        { shape: [2], low: 0, high: 2 },
      ],
    },
    { name: 'other targets', config: {}, inputs: [{ shape: [2, 3] }, { shape: [2, 3] }] },
  ],
});
