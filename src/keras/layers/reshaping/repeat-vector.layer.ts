/** RepeatVector: one vector per sample, said n times as a sequence. */

import type { Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';

export default defineLayer({
  name: 'RepeatVector',
  family: 'reshaping',
  summary: 'Repeats a vector into a sequence of equal steps.',
  aliases: ['tile', 'decoder input'],
  inputs: { rank: 2, dtype: 'any' },
  args: {
    n: arg.int(undefined, { min: 1, doc: 'Number of steps.' }),
  },
  card: (c) => [`× ${c.n}`],
  call(_ctx, c, [x]) {
    const input = x as Tensor;
    const [batch, features] = input.shape as [number, number];
    return ops.broadcastTo(ops.expandDims(input, 1), [batch, c.n, features]);
  },
  arithmetic: (c, [x]) => [`(${(x as ValueType).shape[1]},) → (${c.n}, ${(x as ValueType).shape[1]})`],
  cases: [{ name: 'three steps', config: { n: 3 }, inputs: [{ shape: [2, 4] }] }],
});
