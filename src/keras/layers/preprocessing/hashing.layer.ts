/** Hashing: words or whole numbers sorted into bins by their hash. */
import { type Problem, problem } from '../../../base/problem';
import type { Tensor } from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { encode } from './encode';
import { binOf, wordsOf } from './hash-bins';

const maskProblem = (mask: unknown): Problem | null =>
  mask === null || typeof mask === 'string' || typeof mask === 'number'
    ? null
    : problem('mask-value', 'mask_value is a word, a whole number or none.', {
        where: 'mask_value',
        expected: 'a word or a whole number',
        received: JSON.stringify(mask),
      });

export default defineLayer({
  name: 'Hashing',
  family: 'preprocessing',
  summary: 'Sorts words or whole numbers into bins without a vocabulary; unequal ones may share a bin.',
  aliases: ['hash', 'buckets', 'categories', 'text'],
  inputs: { dtype: 'int32', minRank: 1 },
  args: {
    num_bins: arg.int(undefined, { min: 1, doc: 'Number of bins; with mask_value bin 0 is for masked ones.' }),
    mask_value: arg.json(null, { doc: 'What stands for nothing and goes to bin 0.', rare: true }),
    salt: arg.tuple(2, null, { doc: 'One or two whole numbers that shuffle the bins.', rare: true }),
    output_mode: arg.choice('int', ['int', 'one_hot', 'multi_hot', 'count'], {
      doc: "The bin's number, a flag row per value, a flag per bin of the sample, or counts.",
    }),
  },
  card: (c) => [`${c.num_bins} bins`, c.output_mode],
  check: (c) => maskProblem(c.mask_value),
  host(c, [values]) {
    const { shape, data } = values as NonNullable<typeof values>;
    const masked = c.mask_value !== null && c.num_bins > 1;
    const bins = masked ? c.num_bins - 1 : c.num_bins;
    const found = wordsOf(values as NonNullable<typeof values>).map((word, i) => {
      if (masked && data[i] === c.mask_value) return 0;
      return binOf(word, bins, c.salt) + (masked ? 1 : 0);
    });
    return { shape, dtype: 'int32', data: found };
  },
  call: (_ctx, c, [x]) => encode(x as Tensor, c.num_bins, c.output_mode),
  cases: [
    {
      name: 'words',
      config: { num_bins: 7 },
      inputs: [{ shape: [3, 2], words: ['red', 'green', 'a much longer word than that', '', 'blau und grün', 'x'] }],
    },
    {
      name: 'whole numbers, a mask',
      config: { num_bins: 5, mask_value: 0 },
      inputs: [{ shape: [2, 4], dtype: 'int32', values: [0, 1, -7, 20240, 0, 3, 1000000, 12] }],
    },
    {
      name: 'numbers with a part left out',
      config: { num_bins: 9, salt: [133, 137] },
      inputs: [{ shape: [4], values: [0.5, -1.5, 22.9, 3] }],
    },
    {
      name: 'words salted, flags per value',
      config: { num_bins: 4, mask_value: '', salt: 29, output_mode: 'one_hot' },
      inputs: [{ shape: [3, 1], words: ['a', '', 'c'] }],
    },
    {
      name: 'flags',
      config: { num_bins: 5, output_mode: 'multi_hot' },
      inputs: [{ shape: [2, 3], words: ['a', 'b', 'a', 'd', 'e', 'f'] }],
    },
    {
      name: 'counts',
      config: { num_bins: 3, output_mode: 'count' },
      inputs: [{ shape: [2, 4], dtype: 'int32', values: [1, 2, 3, 4, 5, 5, 5, 6] }],
    },
  ],
});
