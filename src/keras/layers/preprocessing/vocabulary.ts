/**
 * Tokens and their indices, for IntegerLookup, StringLookup and TextVectorization: first what masks, then what is
 * unknown, then the vocabulary. Source: keras/src/layers/preprocessing/index_lookup.py.
 */
import type { Json, JsonObject } from '../../../base/json';
import { type Problem, ProblemError, problem } from '../../../base/problem';
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import type { HostValues } from '../../core/definitions';
import { encode } from './encode';
import { binOf } from './hash-bins';

export type Token = string | number;

export interface LookupSettings {
  readonly max_tokens: number | null;
  readonly num_oov_indices: number;
  readonly mask_token: Token | null;
  readonly oov_token: Token | null;
  readonly vocabulary: readonly Json[] | null;
  readonly idf_weights: readonly Json[] | null;
  readonly invert: boolean;
  readonly output_mode: 'int' | 'one_hot' | 'multi_hot' | 'count' | 'tf_idf';
  readonly pad_to_max_tokens: boolean;
  readonly oov_method?: 'floormod' | 'farmhash';
  readonly salt?: number | readonly number[] | null;
}

export const OUTPUT_MODES = ['int', 'one_hot', 'multi_hot', 'count', 'tf_idf'] as const;

/** Arguments that several of the layers have. */
export const lookupArgs = {
  max_tokens: arg.int(null, { min: 2, doc: 'Most entries, special ones included; the rarest are left out.' }),
  num_oov_indices: arg.int(1, { min: 0, doc: 'Number of indices for unknown tokens.', rare: true }),
  vocabulary: arg.list(null, { doc: 'The tokens in the order of their indices; found on data when none.' }),
  idf_weights: arg.list(null, { doc: 'A weight per token, for tf_idf.', rare: true }),
  invert: arg.bool(false, { doc: 'From indices to tokens instead.', rare: true }),
  pad_to_max_tokens: arg.bool(false, { doc: 'Whether outputs have max_tokens columns in any case.', rare: true }),
};

const masks = (c: LookupSettings): number => (c.mask_token !== null && c.output_mode === 'int' ? 1 : 0);
const tokenStart = (c: LookupSettings): number => masks(c) + c.num_oov_indices;

interface Known {
  /** The vocabulary without special tokens. */
  readonly tokens: readonly Token[];
  /** Whether it was given with them. */
  readonly special: boolean;
}

function known(c: LookupSettings): Known {
  const given = (c.vocabulary ?? []) as readonly Token[];
  const start = tokenStart(c);
  const front = (i: number): Token | null => (i < masks(c) ? c.mask_token : c.oov_token);
  const special = given.length >= start && given.slice(0, start).every((t, i) => t === front(i));
  return special ? { tokens: given.slice(start), special } : { tokens: given, special: false };
}

/** Number of columns of one-hot, counting and tf-idf outputs. */
export const depthOf = (c: LookupSettings): number =>
  c.pad_to_max_tokens && c.max_tokens !== null ? c.max_tokens : tokenStart(c) + known(c).tokens.length;

/** What is wrong with the vocabulary and what goes with it, or null. */
export function lookupProblem(c: LookupSettings): Problem | null {
  const wrong = (where: string, message: string, expected: string): Problem =>
    problem('vocabulary', message, { where, expected, received: JSON.stringify(c[where as keyof LookupSettings]) });
  const { tokens } = known(c);
  if (c.pad_to_max_tokens && c.max_tokens === null)
    return wrong('pad_to_max_tokens', 'pad_to_max_tokens needs max_tokens.', 'a number of tokens');
  if (c.vocabulary === null) {
    if (c.output_mode === 'int' || c.pad_to_max_tokens) return null;
    const how =
      'Without a vocabulary the number of columns is not known: list it, or set max_tokens and pad_to_max_tokens.';
    return wrong('vocabulary', how, 'a list of tokens, or pad_to_max_tokens');
  }
  if (tokens.length === 0 || new Set(tokens).size !== tokens.length || tokens.some((t) => t === c.mask_token))
    return wrong('vocabulary', 'The vocabulary lists each token once, without the mask token.', 'unequal tokens');
  if (c.max_tokens !== null && tokenStart(c) + tokens.length > c.max_tokens)
    return wrong('max_tokens', 'The vocabulary is longer than max_tokens allows.', `${tokenStart(c) + tokens.length}`);
  if (c.invert && c.output_mode !== 'int') return wrong('output_mode', 'invert goes with output_mode int.', 'int');
  if ((c.output_mode === 'tf_idf') !== (c.idf_weights !== null))
    return wrong('idf_weights', 'tf_idf, and only tf_idf, needs a weight per token.', `${c.vocabulary.length} numbers`);
  if (c.idf_weights && c.idf_weights.length !== c.vocabulary.length)
    return wrong('idf_weights', 'There is one weight per token of the vocabulary.', `${c.vocabulary.length} numbers`);
  return null;
}

/** Index of each token; what is masked where masked tokens do not count is -1. @throws ProblemError */
function indicesOf(c: LookupSettings, given: readonly Token[]): number[] {
  const start = tokenStart(c);
  const places = new Map(known(c).tokens.map((t, i) => [t, start + i]));
  return given.map((token) => {
    if (c.mask_token !== null && token === c.mask_token) return c.output_mode === 'int' ? 0 : -1;
    const place = places.get(token);
    if (place !== undefined) return place;
    if (c.num_oov_indices === 1) return masks(c);
    if (c.num_oov_indices > 1) return masks(c) + unknownBin(c, token);
    throw new ProblemError(
      problem('token-unknown', `${JSON.stringify(token)} is not in the vocabulary.`, {
        where: 'num_oov_indices',
        expected: 'known tokens only, as num_oov_indices is 0',
        received: JSON.stringify(token),
        fixes: [
          { label: 'Allow unknown tokens', action: 'set-argument', params: { argument: 'num_oov_indices', value: 1 } },
        ],
      }),
    );
  });
}

function unknownBin(c: LookupSettings, token: Token): number {
  const n = c.num_oov_indices;
  if (typeof token === 'number' && c.oov_method !== 'farmhash') return ((token % n) + n) % n;
  return binOf(String(token), n, c.salt ?? null);
}

/** Looks tokens up, or with `invert` turns indices into tokens. */
export function lookUp(c: LookupSettings, values: HostValues): HostValues {
  const given = Array.from(values.data as ArrayLike<Token>);
  if (!c.invert) return { shape: values.shape, dtype: 'int32', data: indicesOf(c, given) };
  const { tokens } = known(c);
  const token = (index: Token): Token => {
    if (c.mask_token !== null && index === 0) return c.mask_token;
    return tokens[Number(index) - tokenStart(c)] ?? c.oov_token ?? '';
  };
  const found = given.map(token);
  const words = found.some((t) => typeof t === 'string');
  return words
    ? { shape: values.shape, dtype: 'string', data: found.map(String) }
    : { shape: values.shape, dtype: 'int32', data: found.map(Number) };
}

/** One weight per column: that of its token, the mean for unknown ones, 0 for columns kept free. */
function weights(c: LookupSettings): number[] {
  const given = (c.idf_weights ?? []) as readonly number[];
  const mean = given.reduce((a, b) => a + b, 0) / Math.max(given.length, 1);
  const front = known(c).special ? 0 : tokenStart(c);
  const all = [...new Array<number>(front).fill(mean), ...given];
  return Array.from({ length: depthOf(c) }, (_, i) => all[i] ?? 0);
}

/** What the layers give out of indices. */
export function encodeTokens(c: LookupSettings, indices: Tensor): Tensor {
  if (c.output_mode !== 'tf_idf') return encode(indices, depthOf(c), c.output_mode);
  const depth = depthOf(c);
  return ops.mul(encode(indices, depth, 'count'), ops.constant(weights(c), [depth]));
}

const later = (a: Token, b: Token): number => {
  if (typeof a === 'number' && typeof b === 'number') return b - a;
  return compareBytes(String(b), String(a));
};

/** Halves of pairs stand for letters behind all that have a unit of their own. */
const rank = (unit: number): number => (unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit);

/** Order of UTF-8 bytes, which NumPy sorts words by: that of code points. */
function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/**
 * The vocabulary of documents, as `adapt` finds it: frequent tokens first, of equally frequent ones the later in order;
 * and for tf_idf the weight of each. Special tokens are left out.
 */
export function vocabularyOf(c: LookupSettings, documents: readonly (readonly Token[])[]): JsonObject {
  const counts = new Map<Token, number>();
  for (const document of documents) for (const t of document) counts.set(t, (counts.get(t) ?? 0) + 1);
  for (const special of [c.mask_token, c.oov_token]) if (special !== null) counts.delete(special);
  const tokens = [...counts.keys()].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || later(a, b));
  const vocabulary = c.max_tokens === null ? tokens : tokens.slice(0, Math.max(0, c.max_tokens - tokenStart(c)));
  if (c.output_mode !== 'tf_idf') return { vocabulary };
  const holding = new Map<Token, number>();
  for (const document of documents) {
    for (const t of new Set(document)) holding.set(t, (holding.get(t) ?? 0) + 1);
  }
  const idf_weights = vocabulary.map((t) => Math.fround(Math.log(1 + documents.length / (1 + (holding.get(t) ?? 0)))));
  return { vocabulary, idf_weights };
}

/** Rows of a table of tokens; a list is a column. */
export function rowsOf({ shape, data }: HostValues): Token[][] {
  const width = shape.length < 2 ? 1 : shape.slice(1).reduce((a, b) => a * b, 1);
  const all = Array.from(data as ArrayLike<Token>);
  return Array.from({ length: all.length / Math.max(width, 1) }, (_, r) => all.slice(r * width, (r + 1) * width));
}
