/** Huber: squared difference near zero, straight beyond delta: robust against outliers. */
import { arg } from '../core/args';
import { defineLoss } from '../core/definitions';
import { lossArgs } from '../core/loss-reduction';
import { ERROR_CASES } from './error-cases';
import { huber } from './errors';

export default defineLoss({
  name: 'Huber',
  aliases: ['robust'],
  summary: 'Squared difference near zero, straight beyond delta: robust against outliers.',
  targets: 'number',
  logName: 'huber_loss',
  args: {
    delta: arg.float(1, { min: 0, doc: 'Where the square turns into a straight line.' }),
    ...lossArgs('huber_loss'),
  },
  call: (t, p, c) => huber(t, p, c.delta),
  cases: [
    ...ERROR_CASES.filter(({ name }) => name !== 'target without last axis'),
    { name: 'target without last axis', config: { delta: 0.25 }, inputs: [{ shape: [4] }, { shape: [4, 1] }] },
    {
      name: 'at the turn',
      config: { delta: 0.5 },
      inputs: [
        { shape: [2, 3], values: [0, 0, 0, 0, 0, 0] },
        { shape: [2, 3], values: [0.5, -0.5, 0.4, 0.6, 0, 3] },
      ],
    },
  ],
});
