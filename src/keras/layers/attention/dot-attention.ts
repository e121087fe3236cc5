/** What Attention and AdditiveAttention share: inputs, masks, and what is done with the scores. */
import { type Problem, problem } from '../../../base/problem';
import { formatShape } from '../../../base/shape';
import type { Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import type { CallContext } from '../../core/definitions';
import { dropout } from '../regularization/dropout';
import { NOISE } from '../regularization/noise';
import { causalMask } from './scores';

export const dropoutArg = arg.float(0, {
  min: 0,
  max: 1,
  doc: 'Share of attention weights zeroed while training.',
});

export const seedArg = arg.int(null, {
  doc: 'Fixes the dropout draws; none takes a seed from the project.',
  rare: true,
});

/** Query, value and key of one to three inputs: one alone attends to itself, and the value is the key where none is given. */
export function queryValueKey<T>(inputs: readonly T[]): { query: T; value: T; key: T } {
  const query = inputs[0] as T;
  const value = inputs[1] ?? query;
  return { query, value, key: inputs[2] ?? value };
}

export function checkAttention(inputs: readonly ValueType[]): Problem | null {
  const { query, value, key } = queryValueKey(inputs);
  const last = (t: ValueType): number => t.shape[t.shape.length - 1] as number;
  const fit =
    last(query) === last(key) && value.shape[1] === key.shape[1] && inputs.every((t) => t.shape[0] === query.shape[0]);
  if (fit) return null;
  return problem('attention-shapes', 'Query and key need the same features, value and key the same positions.', {
    expected: 'query (None, positions, features), value and key (None, other positions, features)',
    received: inputs.map((t) => formatShape([null, ...t.shape.slice(1)])).join(', '),
  });
}

interface Config {
  readonly dropout: number;
  readonly use_causal_mask: boolean;
  readonly return_attention_scores: boolean;
}

/** Far enough below for the softmax to give nothing. */
const MASKED = 1e9;

/** Attention weights of scores [b, queries, keys] and what they gather; the query's mask zeroes the output. */
export function gatherValues(ctx: CallContext, c: Config, scores: Tensor, value: Tensor): Tensor[] {
  const [queries, keys] = scores.shape.slice(1) as [number, number];
  const valueMask = ctx.masks[1] ? ops.expandDims(ctx.masks[1], 1) : null;
  const causal = c.use_causal_mask ? causalMask(queries, keys) : null;
  const mask = valueMask && causal ? ops.and(valueMask, causal) : (valueMask ?? causal);
  const seen = mask ? ops.where(ops.broadcastTo(mask, scores.shape), scores, ops.sub(scores, MASKED)) : scores;
  const soft = ops.softmax(seen);
  const weights = ctx.training ? dropout(soft, c.dropout, () => ctx.nextKey(NOISE)) : soft;
  const gathered = ops.matmul(weights, value);
  const queryMask = ctx.masks[0] ?? null;
  ctx.setMask(queryMask);
  const y = queryMask ? ops.where(ops.expandDims(queryMask, -1), gathered, 0) : gathered;
  return c.return_attention_scores ? [y, weights] : [y];
}

/** query + key for every pair, [b, queries, keys, features]. */
export const sumOfPairs = (query: Tensor, key: Tensor): Tensor =>
  ops.add(ops.expandDims(query, 2), ops.expandDims(key, 1));
