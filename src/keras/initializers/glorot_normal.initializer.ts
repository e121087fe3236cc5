/** GlorotNormal: variance scaling with scale 1, fan_avg, truncated normal. */
import { defineInitializer } from '../core/definitions';
import { scaled } from './draws';
import { FAN_CASES } from './fan-cases';

export default defineInitializer({
  name: 'GlorotNormal',
  summary: 'Normal draws scaled to inputs and outputs (Xavier).',
  ...scaled({ scale: 1, mode: 'fan_avg', distribution: 'truncated_normal' }),
  cases: FAN_CASES,
});
