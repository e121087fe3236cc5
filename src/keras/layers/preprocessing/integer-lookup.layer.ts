/** IntegerLookup: whole numbers to the places they have in a vocabulary. */
import type { Tensor } from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer, type HostValues } from '../../core/definitions';
import { encodeTokens, lookUp, lookupArgs, lookupProblem, OUTPUT_MODES, rowsOf, vocabularyOf } from './vocabulary';

const DATA = { dtype: 'int32', values: [42, 7, 99, 12, -3, 42] } as const;

export default defineLayer({
  name: 'IntegerLookup',
  family: 'preprocessing',
  summary: 'Gives each whole number its place in a vocabulary: identifiers, years, codes.',
  aliases: ['vocabulary', 'categories', 'identifiers', 'codes'],
  inputs: { dtype: 'int32', minRank: 1 },
  args: {
    max_tokens: lookupArgs.max_tokens,
    num_oov_indices: lookupArgs.num_oov_indices,
    mask_token: arg.int(null, { doc: 'A number that stands for nothing: its place is 0.', rare: true }),
    oov_token: arg.optional(arg.int(-1, { doc: 'What unknown places mean when inverted.', rare: true })),
    vocabulary: lookupArgs.vocabulary,
    vocabulary_dtype: arg.choice('int64', ['int64'], { doc: 'Type of the tokens.', rare: true }),
    idf_weights: lookupArgs.idf_weights,
    invert: lookupArgs.invert,
    output_mode: arg.choice('int', OUTPUT_MODES, { doc: 'The place, flags, counts, or weighted counts.' }),
    pad_to_max_tokens: lookupArgs.pad_to_max_tokens,
    oov_method: arg.choice('floormod', ['floormod', 'farmhash'], {
      doc: 'How unknown numbers are spread over several places: by remainder or by hash.',
      rare: true,
    }),
    salt: arg.tuple(2, null, { doc: 'One or two whole numbers that shuffle the hash.', rare: true }),
  },
  card: (c) => [c.vocabulary ? `${c.vocabulary.length} tokens` : null, c.output_mode],
  check: (c) => lookupProblem(c),
  host: (c, [x]) => lookUp(c, x as HostValues),
  unadapted: (c) => c.vocabulary === null,
  adapt: (c, data) => vocabularyOf(c, rowsOf(data)),
  call: (_ctx, c, [x]) => encodeTokens(c, x as Tensor),
  cases: [
    { name: 'places', config: { vocabulary: [12, 36, 42] }, inputs: [{ shape: [2, 3], ...DATA }] },
    {
      name: 'a mask and several unknown places',
      config: { vocabulary: [12, 7], mask_token: 99, num_oov_indices: 3 },
      inputs: [{ shape: [2, 3], ...DATA }],
    },
    {
      name: 'unknown ones hashed',
      config: { vocabulary: [12], num_oov_indices: 4, oov_method: 'farmhash', salt: [5, 6] },
      inputs: [{ shape: [6], ...DATA }],
    },
    {
      name: 'inverted',
      config: { vocabulary: [12, 36, 42], mask_token: 0, oov_token: -5, invert: true },
      inputs: [{ shape: [2, 3], dtype: 'int32', values: [0, 1, 2, 3, 4, 9] }],
    },
    {
      name: 'flags, special tokens given, padded',
      config: { vocabulary: [-1, 42, 7], output_mode: 'multi_hot', max_tokens: 6, pad_to_max_tokens: true },
      inputs: [{ shape: [2, 3], ...DATA }],
    },
    {
      name: 'weighted counts',
      config: { vocabulary: [42, 7, 12], idf_weights: [0.5, 1.5, 2], output_mode: 'tf_idf' },
      inputs: [{ shape: [2, 3], ...DATA }],
    },
    {
      name: 'found on data',
      config: { max_tokens: 5, mask_token: 0, output_mode: 'int' },
      inputs: [{ shape: [2, 3], ...DATA }],
      extra: {
        adapt: [
          [42, 7, 7],
          [12, 0, 42],
          [42, 99, 5],
          [3, 12, -1],
        ],
      },
    },
  ],
});
