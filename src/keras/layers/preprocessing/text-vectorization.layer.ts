/** TextVectorization: texts to the places their words have in a vocabulary. */
import { type Problem, ProblemError, problem } from '../../../base/problem';
import { smallLetters, splitAtBlanks, withoutPunctuation } from '../../../base/words';
import type { Tensor } from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer, type HostValues } from '../../core/definitions';
import {
  encodeTokens,
  type LookupSettings,
  lookUp,
  lookupArgs,
  lookupProblem,
  rowsOf,
  vocabularyOf,
} from './vocabulary';

interface Splitting {
  readonly standardize: 'lower_and_strip_punctuation' | 'lower' | 'strip_punctuation' | null;
  readonly split: 'whitespace' | 'character' | null;
  readonly ngrams: number | readonly number[] | null;
}

interface Settings extends Splitting {
  readonly max_tokens: number | null;
  readonly output_mode: 'int' | 'multi_hot' | 'count' | 'tf_idf';
  readonly pad_to_max_tokens: boolean;
  readonly vocabulary: LookupSettings['vocabulary'];
  readonly idf_weights: LookupSettings['idf_weights'];
}

/** Words a text is shown with where its length is only known with the data. */
const SHOWN_LENGTH = 64;
/** Places of all words together; more would fill a tab's memory. */
const MOST_PLACES = 2 ** 28;

/** The lookup inside: the empty word masks, one place is for unknown words. */
const lookupOf = (c: Settings): LookupSettings => ({
  max_tokens: c.max_tokens,
  num_oov_indices: 1,
  mask_token: '',
  oov_token: '[UNK]',
  vocabulary: c.vocabulary,
  idf_weights: c.idf_weights,
  invert: false,
  output_mode: c.output_mode,
  pad_to_max_tokens: c.pad_to_max_tokens,
});

function standardized(text: string, c: Splitting): string {
  const how = c.standardize ?? '';
  const small = how.startsWith('lower') ? smallLetters(text) : text;
  return how.endsWith('strip_punctuation') ? withoutPunctuation(small) : small;
}

function split(text: string, c: Splitting): string[] {
  if (c.split === 'whitespace') return splitAtBlanks(text);
  return c.split === 'character' ? [...text] : [text];
}

/** Runs of so many words, for each length in turn. */
function runs(words: readonly string[], lengths: Splitting['ngrams']): readonly string[] {
  if (lengths === null) return words;
  const list = typeof lengths === 'number' ? Array.from({ length: lengths }, (_, i) => i + 1) : lengths;
  return list.flatMap((n) =>
    Array.from({ length: Math.max(0, words.length - n + 1) }, (_, i) => words.slice(i, i + n).join(' ')),
  );
}

/** The tokens of each text. */
const tokensOf = (c: Splitting, values: HostValues): (readonly string[])[] =>
  rowsOf(values).map((row) =>
    runs(
      row.flatMap((text) => split(standardized(String(text), c), c)),
      c.ngrams,
    ),
  );

const tooLong = (rows: number, length: number): Problem =>
  problem('texts-too-long', `The longest text has ${length} words, and every other is filled up to it.`, {
    where: 'output_sequence_length',
    expected: `at most ${Math.floor(MOST_PLACES / rows)} words for ${rows} texts`,
    received: `${length} words`,
    fixes: [
      {
        label: 'Read the first 200 words',
        action: 'set-argument',
        params: { argument: 'output_sequence_length', value: 200 },
      },
    ],
  });

const shapeProblem = (c: Splitting & { output_mode: string; output_sequence_length: number | null }): Problem | null =>
  c.output_mode === 'int' || c.output_sequence_length === null
    ? null
    : problem(
        'sequence-length',
        'output_sequence_length goes with output_mode int: other modes have a column per word.',
        {
          where: 'output_sequence_length',
          expected: 'none',
          received: String(c.output_sequence_length),
        },
      );

export default defineLayer({
  name: 'TextVectorization',
  family: 'preprocessing',
  summary: 'Splits texts into words and gives each its place in a vocabulary, or counts them.',
  aliases: ['bag of words', 'words', 'text', 'tokenizer', 'n-grams', 'tf-idf', 'letters'],
  inputs: { dtype: 'int32', minRank: 1, maxRank: 2 },
  args: {
    max_tokens: lookupArgs.max_tokens,
    standardize: arg.optional(
      arg.choice('lower_and_strip_punctuation', ['lower_and_strip_punctuation', 'lower', 'strip_punctuation'], {
        doc: 'Small letters, no punctuation, both, or text as it is.',
      }),
    ),
    split: arg.optional(
      arg.choice('whitespace', ['whitespace', 'character'], { doc: 'Into words, letters, or not at all.' }),
    ),
    ngrams: arg.tuple(0, null, { min: 1, doc: 'Runs of up to so many words, or of these lengths.', rare: true }),
    output_mode: arg.choice('int', ['int', 'multi_hot', 'count', 'tf_idf'], {
      doc: 'Places in order, flags, counts, or weighted counts.',
    }),
    output_sequence_length: arg.int(null, { min: 1, doc: 'Length texts are cut or filled to; the longest when none.' }),
    pad_to_max_tokens: lookupArgs.pad_to_max_tokens,
    vocabulary: lookupArgs.vocabulary,
    idf_weights: lookupArgs.idf_weights,
    encoding: arg.string('utf-8', { doc: 'How words are stored in files.', rare: true }),
  },
  card: (c) => [
    c.vocabulary ? `${c.vocabulary.length} words` : c.max_tokens ? `up to ${c.max_tokens} words` : null,
    c.output_mode,
  ],
  check: (c) => shapeProblem(c) ?? lookupProblem(lookupOf(c)),
  host(c, [x]) {
    const texts = tokensOf(c, x as HostValues);
    const longest = Math.max(0, ...texts.map((t) => t.length));
    const length = c.output_sequence_length ?? longest;
    if (texts.length * length > MOST_PLACES) throw new ProblemError(tooLong(texts.length, length));
    // Where words are counted, -1 fills up: it is in no column.
    const filling = c.output_mode === 'int' ? 0 : -1;
    const cut = texts.map((words) => words.slice(0, length));
    const all = cut.flat();
    const found = lookUp(lookupOf(c), { shape: [all.length], dtype: 'string', data: all }).data;
    const data = new Int32Array(texts.length * length).fill(filling);
    let at = 0;
    cut.forEach((words, row) => {
      for (let i = 0; i < words.length; i++) data[row * length + i] = found[at++] as number;
    });
    return { shape: [texts.length, length], dtype: 'int32', data };
  },
  hostShape: (c, [batch = 1]) => [batch, c.output_sequence_length ?? SHOWN_LENGTH],
  unadapted: (c) => c.vocabulary === null,
  adapt: (c, data) => vocabularyOf(lookupOf(c), tokensOf(c, data)),
  call: (_ctx, c, [x]) => encodeTokens(lookupOf(c), x as Tensor),
  cases: [
    {
      name: 'words in order',
      config: { vocabulary: ['the', 'cat', 'sat'] },
      inputs: [{ shape: [3], words: ['The cat sat.', '  a CAT, the\tcat! ', 'nothing here at all'] }],
    },
    {
      name: 'letters, cut off',
      config: { split: 'character', output_sequence_length: 4, vocabulary: ['a', 'b', 'é'], standardize: 'lower' },
      inputs: [{ shape: [3, 1], words: ['AbcÉa', 'éa', '?'] }],
    },
    {
      name: 'runs of words, counted',
      config: {
        ngrams: 2,
        output_mode: 'count',
        vocabulary: ['a', 'b', 'a b', 'b a'],
        standardize: 'strip_punctuation',
        max_tokens: 7,
        pad_to_max_tokens: true,
      },
      inputs: [{ shape: [2], words: ['a-b a b', "b a' B"] }],
    },
    {
      name: 'not split, runs of one length',
      config: { split: null, standardize: null, vocabulary: ['New York', 'Rome'], output_sequence_length: 3 },
      inputs: [{ shape: [2, 2], words: ['New York', 'rome', 'Rome', ''] }],
    },
    {
      name: 'flags, runs of two',
      config: { ngrams: [2], output_mode: 'multi_hot', vocabulary: ['x y', 'y z'] },
      inputs: [{ shape: [2], words: ['x y z', 'q'] }],
    },
    {
      name: 'weighted counts, found on data',
      config: { output_mode: 'tf_idf', max_tokens: 5 },
      inputs: [{ shape: [2], words: ['red fish blue fish', 'one fish'] }],
      extra: { adapt: ['One fish, two fish,', 'red fish: blue fish.', 'black fish!'] },
    },
  ],
});
