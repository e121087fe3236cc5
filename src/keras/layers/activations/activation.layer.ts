/** Activation: a nonlinearity as a layer of its own. */
import type { Tensor } from '../../../ops';
import { activate, activationLabel } from '../../core/activate';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';

export default defineLayer({
  name: 'Activation',
  family: 'activation',
  summary: 'Applies any activation function to every value.',
  aliases: ['nonlinearity', 'sigmoid', 'tanh', 'gelu', 'swish'],
  inputs: {},
  args: {
    activation: arg.activation(null, { doc: 'The function; none hands values on unchanged.' }),
  },
  masking: 'pass',
  card: (c) => [activationLabel(c.activation) ?? 'linear'],
  call: (_ctx, c, [x]) => activate(c.activation, x as Tensor),
  cases: [
    { name: 'relu', config: { activation: 'relu' }, inputs: [{ shape: [2, 5] }] },
    { name: 'tanh on a masked sequence', config: { activation: 'tanh' }, inputs: [{ shape: [2, 3, 4], mask: [2, 3] }] },
  ],
});
