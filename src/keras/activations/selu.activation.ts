/** selu: elu scaled so that activations keep mean 0 and variance 1. */
import * as ops from '../../ops';
import { defineActivation } from '../core/definitions';
import { elu } from './elu';

const ALPHA = 1.6732632423543772;
const SCALE = 1.0507009873554805;

export default defineActivation({
  name: 'selu',
  summary: 'Self-normalising elu; pair it with lecun_normal.',
  args: {},
  call: (x) => ops.mul(elu(x, ALPHA), SCALE),
  cases: [
    { name: 'plain', config: {}, inputs: [{ shape: [3, 7], low: -4, high: 4 }] },
    { name: 'kinks and ends', config: {}, inputs: [{ shape: [5], values: [-1, 0, 1, -30, 30] }] },
  ],
});
