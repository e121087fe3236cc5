/** LecunUniform: variance scaling with scale 1, fan_in, uniform. */
import { defineInitializer } from '../core/definitions';
import { scaled } from './draws';
import { FAN_CASES } from './fan-cases';

export default defineInitializer({
  name: 'LecunUniform',
  summary: 'Even draws with variance one over the inputs.',
  ...scaled({ scale: 1, mode: 'fan_in', distribution: 'uniform' }),
  cases: FAN_CASES,
});
