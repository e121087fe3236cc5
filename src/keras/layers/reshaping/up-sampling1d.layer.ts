/** UpSampling1D: every step said several times. */
import type { Tensor, ValueType } from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { repeatAxis } from './repeat';

export default defineLayer({
  name: 'UpSampling1D',
  family: 'reshaping',
  summary: 'Makes a sequence longer by repeating each step.',
  aliases: ['upsample', 'enlarge', 'repeat', 'decoder'],
  inputs: { rank: 3, dtype: 'any' },
  args: {
    size: arg.int(2, { min: 1, doc: 'How often each step is repeated.' }),
  },
  card: (c) => [`× ${c.size}`],
  call: (_ctx, c, [x]) => repeatAxis(x as Tensor, 1, c.size),
  arithmetic: (c, [x]) => [
    `${((x as ValueType).shape[1] as number) * c.size} = ${(x as ValueType).shape[1]}·${c.size}`,
  ],
  cases: [
    { name: 'twice', config: {}, inputs: [{ shape: [2, 3, 2] }] },
    { name: 'three times', config: { size: 3 }, inputs: [{ shape: [2, 4, 1] }] },
  ],
});
