/** Models that read words: a vocabulary found on the data, a vector per word, and the mean of a text's vectors. */

import type { ModelGraph, ObjectSpec, TensorRef } from '../graph/model';
import { Sketch } from '../graph/sketch';
import type { DataFacts, RowsFacts } from './data-facts';

const spec = (className: string, config: ObjectSpec['config'] = {}): ObjectSpec => ({ className, config });

export const isWords = (input: RowsFacts | undefined): boolean => input?.dtype === 'string';

/** Whether part of the data is words. */
export const hasWords = (facts: DataFacts): boolean => facts.inputs.some(isWords);

/** Places 0 and 1 of a vocabulary: nothing, and a word that is not in it. */
export const SPECIAL = 2;
const MOST_WORDS = 10_000;
const MOST_LENGTH = 400;

/** Rounded up to two digits, so that a few rows more or less change nothing. */
function roundUp(n: number): number {
  const unit = Math.max(1, 10 ** (Math.floor(Math.log10(Math.max(1, n))) - 1));
  return Math.ceil(n / unit) * unit;
}

/** How many words of a text are read, and how many different ones are known, for an input of words. */
export function textSizes(facts: DataFacts, input: number): { readonly words: number; readonly length: number } {
  const text = facts.features.find((f) => f.encoding === 'text' && f.column === facts.inputs[input]?.name)?.text;
  if (!text) return { words: MOST_WORDS, length: 64 };
  const words = text.sampled ? MOST_WORDS : Math.min(MOST_WORDS, roundUp(text.vocabulary + SPECIAL));
  return {
    words: Math.max(words, SPECIAL + 1),
    length: Math.min(MOST_LENGTH, Math.max(4, 4 * Math.ceil(text.usual / 4))),
  };
}

/** From an input of words to a row of vectors, one per word. */
export function wordVectors(facts: DataFacts, input: number, size: number): ObjectSpec[] {
  const { words, length } = textSizes(facts, input);
  return [
    spec('TextVectorization', { max_tokens: words, output_sequence_length: length }),
    spec('Embedding', { input_dim: words, output_dim: size }),
  ];
}

/** From an input of words to one vector: the mean of its words' vectors. No mask: the mean of an empty text would be none. */
export const meanOfWords = (facts: DataFacts, input: number): ObjectSpec[] => [
  ...wordVectors(facts, input, 16),
  spec('GlobalAveragePooling1D'),
];

/** A name Keras takes, made of a column's. */
const inputName = (column: string): string => column.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^_+|_+$/g, '') || 'text';

/** A branch for every input of the data, joined: texts beside numbers, or several texts. */
export function branches(facts: DataFacts, head: ObjectSpec): ModelGraph {
  const s = new Sketch();
  const chain = (x: TensorRef, layers: readonly ObjectSpec[]): TensorRef =>
    layers.reduce((y, layer) => s.call(layer.className, layer.config, y), x);
  const ends = facts.inputs.map((input, i) => {
    const x = s.input(input.shape, input.dtype, inputName(isWords(input) ? input.name : 'numbers'));
    return chain(x, isWords(input) ? meanOfWords(facts, i) : [spec('Dense', { units: 16, activation: 'relu' })]);
  });
  const joined = s.call('Concatenate', {}, ...ends);
  return s.model(chain(joined, [spec('Dense', { units: 16, activation: 'relu' }), head]));
}
