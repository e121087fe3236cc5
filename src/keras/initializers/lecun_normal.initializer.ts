/** LecunNormal: variance scaling with scale 1, fan_in, truncated normal. */
import { defineInitializer } from '../core/definitions';
import { scaled } from './draws';
import { FAN_CASES } from './fan-cases';

export default defineInitializer({
  name: 'LecunNormal',
  summary: 'Normal draws with variance one over the inputs; suits selu.',
  ...scaled({ scale: 1, mode: 'fan_in', distribution: 'truncated_normal' }),
  cases: FAN_CASES,
});
