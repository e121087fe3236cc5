/** StringLookup: words to the places they have in a vocabulary. */
import type { Tensor } from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer, type HostValues } from '../../core/definitions';
import { encodeTokens, lookUp, lookupArgs, lookupProblem, OUTPUT_MODES, rowsOf, vocabularyOf } from './vocabulary';

const WORDS = ['cat', 'dog', 'emu', 'dog', '', 'élan'];

export default defineLayer({
  name: 'StringLookup',
  family: 'preprocessing',
  summary: 'Gives each word its place in a vocabulary.',
  aliases: ['vocabulary', 'words', 'categories', 'text', 'tokens', 'encode strings'],
  inputs: { dtype: 'int32', minRank: 1 },
  args: {
    max_tokens: lookupArgs.max_tokens,
    num_oov_indices: lookupArgs.num_oov_indices,
    mask_token: arg.string(null, { doc: 'A word that stands for nothing: its place is 0.', rare: true }),
    oov_token: arg.optional(arg.string('[UNK]', { doc: 'What unknown places mean when inverted.', rare: true })),
    vocabulary: lookupArgs.vocabulary,
    idf_weights: lookupArgs.idf_weights,
    invert: lookupArgs.invert,
    output_mode: arg.choice('int', OUTPUT_MODES, { doc: 'The place, flags, counts, or weighted counts.' }),
    pad_to_max_tokens: lookupArgs.pad_to_max_tokens,
    encoding: arg.string('utf-8', { doc: 'How words are stored in files.', rare: true }),
    salt: arg.tuple(2, null, { doc: 'One or two whole numbers that shuffle the places of unknown words.', rare: true }),
  },
  card: (c) => [c.vocabulary ? `${c.vocabulary.length} words` : null, c.output_mode],
  check: (c) => lookupProblem(c),
  host: (c, [x]) => lookUp(c, x as HostValues),
  unadapted: (c) => c.vocabulary === null,
  adapt: (c, data) => vocabularyOf(c, rowsOf(data)),
  call: (_ctx, c, [x]) => encodeTokens(c, x as Tensor),
  cases: [
    { name: 'places', config: { vocabulary: ['dog', 'cat'] }, inputs: [{ shape: [2, 3], words: WORDS }] },
    {
      name: 'a mask and several unknown places',
      config: { vocabulary: ['dog'], mask_token: '', num_oov_indices: 3 },
      inputs: [{ shape: [6], words: WORDS }],
    },
    {
      name: 'unknown places shuffled',
      config: { vocabulary: ['dog'], num_oov_indices: 5, salt: 7 },
      inputs: [{ shape: [2, 3], words: WORDS }],
    },
    {
      name: 'all known',
      config: { vocabulary: ['dog', 'cat', 'emu', '', 'élan'], num_oov_indices: 0 },
      inputs: [{ shape: [2, 3], words: WORDS }],
    },
    {
      name: 'inverted',
      config: { vocabulary: ['dog', 'élan'], oov_token: '?', invert: true, encoding: 'utf-8' },
      inputs: [{ shape: [4], dtype: 'int32', values: [0, 1, 2, 7] }],
    },
    {
      name: 'a row per word',
      config: { vocabulary: ['dog', 'cat'], output_mode: 'one_hot', mask_token: '' },
      inputs: [{ shape: [2, 3], words: WORDS }],
    },
    {
      name: 'counts, padded',
      config: { vocabulary: ['dog', 'cat'], output_mode: 'count', max_tokens: 5, pad_to_max_tokens: true },
      inputs: [{ shape: [2, 3], words: WORDS }],
    },
    {
      name: 'weighted counts, found on data',
      config: { output_mode: 'tf_idf' },
      inputs: [{ shape: [2, 3], words: WORDS }],
      extra: {
        adapt: [
          ['dog', 'cat', 'dog'],
          ['cat', 'emu', 'dog'],
          ['[UNK]', 'fox', 'ax'],
        ],
      },
    },
  ],
});
