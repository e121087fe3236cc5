/** HeNormal: variance scaling with scale 2, fan_in, truncated normal. */
import { defineInitializer } from '../core/definitions';
import { scaled } from './draws';
import { FAN_CASES } from './fan-cases';

export default defineInitializer({
  name: 'HeNormal',
  summary: 'Normal draws scaled to the inputs; suits relu.',
  ...scaled({ scale: 2, mode: 'fan_in', distribution: 'truncated_normal' }),
  cases: FAN_CASES,
});
