/** GlorotUniform: variance scaling with scale 1, fan_avg, uniform. */
import { defineInitializer } from '../core/definitions';
import { scaled } from './draws';
import { FAN_CASES } from './fan-cases';

export default defineInitializer({
  name: 'GlorotUniform',
  summary: 'Even draws scaled to inputs and outputs (Xavier); the default for most kernels.',
  ...scaled({ scale: 1, mode: 'fan_avg', distribution: 'uniform' }),
  cases: FAN_CASES,
});
