/** HeUniform: variance scaling with scale 2, fan_in, uniform. */
import { defineInitializer } from '../core/definitions';
import { scaled } from './draws';
import { FAN_CASES } from './fan-cases';

export default defineInitializer({
  name: 'HeUniform',
  summary: 'Even draws scaled to the inputs; suits relu.',
  ...scaled({ scale: 2, mode: 'fan_in', distribution: 'uniform' }),
  cases: FAN_CASES,
});
