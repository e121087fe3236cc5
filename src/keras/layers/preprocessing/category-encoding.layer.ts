/** CategoryEncoding: whole numbers as flags or counts. */
import { type Problem, problem } from '../../../base/problem';
import type { Tensor } from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { encode } from './encode';

const tokensProblem = (tokens: number | null): Problem | null =>
  tokens !== null
    ? null
    : problem('tokens-needed', 'The number of categories is not known.', {
        where: 'num_tokens',
        expected: 'a whole number at least 1',
        received: 'none',
      });

export default defineLayer({
  name: 'CategoryEncoding',
  family: 'preprocessing',
  summary: 'Turns whole-number categories into flags or counts, one per category.',
  aliases: ['categories', 'one hot', 'multi hot', 'dummy variables', 'bag of words'],
  inputs: { minRank: 2, dtype: 'int32' },
  args: {
    num_tokens: arg.orNone(arg.int(null, { min: 1, doc: 'Number of categories: they are 0 to one below.' })),
    output_mode: arg.choice('multi_hot', ['multi_hot', 'one_hot', 'count'], {
      doc: 'A flag per category of the sample, a flag row per value, or counts.',
    }),
  },
  card: (c) => [c.num_tokens === null ? null : String(c.num_tokens), c.output_mode],
  check: (c) => tokensProblem(c.num_tokens),
  call: (_ctx, c, [x]) => encode(x as Tensor, c.num_tokens ?? 1, c.output_mode),
  cases: [
    { name: 'flags', config: { num_tokens: 4 }, inputs: [{ shape: [3, 2], dtype: 'int32', high: 4 }] },
    {
      name: 'a row per value',
      config: { num_tokens: 3, output_mode: 'one_hot' },
      inputs: [{ shape: [3, 2], dtype: 'int32', high: 3 }],
    },
    {
      name: 'a row per sample',
      config: { num_tokens: 3, output_mode: 'one_hot' },
      inputs: [{ shape: [4, 1], dtype: 'int32', high: 3 }],
    },
    {
      name: 'counts',
      config: { num_tokens: 3, output_mode: 'count' },
      inputs: [{ shape: [3, 5], dtype: 'int32', high: 3 }],
    },
  ],
});
