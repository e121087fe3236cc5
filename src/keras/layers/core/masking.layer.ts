/** Masking: steps whose features all equal a value are marked as absent and set to zero. */
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';

export default defineLayer({
  name: 'Masking',
  family: 'core',
  summary: 'Marks time steps whose values all equal one number as padding, so later layers skip them.',
  aliases: ['variable length', 'skip', 'padding'],
  inputs: { minRank: 2 },
  args: {
    mask_value: arg.float(0, { doc: 'A step with this value in every feature is skipped.' }),
  },
  masking: 'own',
  card: (c) => [`skips ${c.mask_value}`],
  call(ctx, c, [x]) {
    const kept = ops.any(ops.ne(x as ops.Tensor, Math.fround(c.mask_value)), -1, true);
    ctx.setMask(ops.squeeze(kept, -1));
    return ops.where(kept, x as ops.Tensor, 0);
  },
  cases: [
    {
      name: 'zero padding at the end',
      config: {},
      inputs: [{ shape: [2, 3, 2], values: [1, 2, 0, 3, 0, 0, -1, 0, 0, 0, 0, 0] }],
    },
    {
      name: 'another value, inside the sequence',
      config: { mask_value: -1 },
      inputs: [{ shape: [2, 3, 2], values: [1, 2, -1, -1, 0, 0, -1, -1, 4, 5, -1, 3] }],
      training: true,
    },
  ],
});
