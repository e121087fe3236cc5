/** Permute: the axes of a sample in another order. */
import { problem } from '../../../base/problem';
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';

export default defineLayer({
  name: 'Permute',
  family: 'reshaping',
  summary: 'Reorders the axes of each sample.',
  aliases: ['transpose', 'swap axes'],
  inputs: { minRank: 2, dtype: 'any' },
  args: {
    dims: arg.tuple(0, undefined, {
      min: 1,
      doc: 'New order of the axes, counted from 1; (2, 1) swaps the first two.',
    }),
  },
  card: (c) => [[c.dims].flat().join(', ')],
  check(c, [x]) {
    const dims = [c.dims].flat();
    const rank = x?.shape.length ?? 0;
    const order = dims.map((_, i) => i + 1);
    if (dims.length === rank - 1 && order.every((d) => dims.includes(d))) return null;
    const all = Array.from({ length: rank - 1 }, (_, i) => i + 1);
    return problem(
      'permute-dims',
      `A sample has ${rank - 1} axes, so dims has to name each of ${all.join(', ')} once.`,
      {
        where: 'dims',
        expected: `an order of ${all.join(', ')}`,
        received: `(${dims.join(', ')})`,
        fixes: [
          {
            label: `Use ${[...all].reverse().join(', ')}`,
            action: 'set-argument',
            params: { argument: 'dims', value: all.reverse() },
          },
        ],
      },
    );
  },
  call: (_ctx, c, [x]) => ops.transpose(x as Tensor, [0, ...[c.dims].flat()]),
  cases: [
    { name: 'swap', config: { dims: [2, 1] }, inputs: [{ shape: [2, 3, 4] }] },
    { name: 'cycle', config: { dims: [3, 1, 2] }, inputs: [{ shape: [2, 3, 4, 5] }] },
  ],
});
