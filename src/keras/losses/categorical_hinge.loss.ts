/** CategoricalHinge: penalty when another class comes within a margin of the right one. */
import { defineLoss } from '../core/definitions';
import { lossArgs } from '../core/loss-reduction';
import { categoricalHinge } from './hinges';

export default defineLoss({
  name: 'CategoricalHinge',
  summary: 'Penalty when another class comes within a margin of the right one.',
  targets: 'one-hot',
  logName: 'categorical_hinge',
  args: lossArgs('categorical_hinge'),
  call: (t, p) => categoricalHinge(t, p),
  cases: [
    {
      name: 'one-hot',
      config: {},
      inputs: [
        { shape: [4, 3], oneHot: true },
        { shape: [4, 3], low: -2, high: 2 },
      ],
    },
    {
      name: 'steps with weights',
      config: {},
      inputs: [{ shape: [2, 3, 4], oneHot: true }, { shape: [2, 3, 4] }, { shape: [2, 3], low: 0, high: 2 }],
    },
  ],
});
