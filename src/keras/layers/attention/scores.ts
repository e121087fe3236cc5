/** From scores to attention weights: which positions may be attended to, the softmax, and dropout. */
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import type { CallContext } from '../../core/definitions';
import { dropout } from '../regularization/dropout';

export const windowArg = arg.int(null, {
  min: 1,
  doc: 'How far, in positions, attention reaches to either side.',
  rare: true,
});

/** Where Keras keeps the stream of the layer that drops attention weights. */
export const DROPOUT_SEED = '_dropout_layer/seed_generator';

/** What Keras takes when an attention layer is called. */
export const callArgs = {
  use_causal_mask: arg.atCall(
    arg.bool(false, { doc: 'Whether a position attends to itself and earlier ones only, as a decoder does.' }),
  ),
  return_attention_scores: arg.atCall(
    arg.bool(false, { doc: 'Whether the attention weights are put out as well.', rare: true }),
  ),
};

/** The score of a masked position: far below any other, yet finite. Source: jax.nn.dot_product_attention. */
const MASKED = -0.7 * 3.4028234663852886e38;
/** The same where masked positions are zeroed afterwards. Source: keras.layers.Softmax. */
const MASKED_BEFORE_ZEROING = -1e9;

function pairs(queries: number, keys: number, holds: (query: number, key: number) => boolean): Tensor {
  const flags = Array.from({ length: queries * keys }, (_, i) => (holds(Math.floor(i / keys), i % keys) ? 1 : 0));
  return ops.constant(flags, [1, queries, keys], 'bool');
}

/** [1, queries, keys]: true where the key is not later than the query. */
export const causalMask = (queries: number, keys: number): Tensor => pairs(queries, keys, (q, k) => k <= q);

export interface MaskConfig {
  readonly sliding_window: number | null;
  readonly use_causal_mask: boolean;
}

/** Which positions [b, 1, queries, keys] may be attended to, or null for all. */
export function attentionMask(ctx: CallContext, c: MaskConfig, queries: number, keys: number): Tensor | null {
  const [query, value, key] = [
    ctx.masks[0],
    ctx.masks[1] ?? (ctx.masks.length === 1 ? ctx.masks[0] : null),
    ctx.masks[2],
  ];
  const parts: Tensor[] = [];
  if (query) parts.push(ops.expandDims(query, -1));
  for (const mask of [value, key]) if (mask) parts.push(ops.expandDims(mask, -2));
  if (c.use_causal_mask) parts.push(causalMask(queries, keys));
  const reach = c.sliding_window;
  if (reach !== null) parts.push(pairs(queries, keys, (q, k) => Math.abs(q - k) < reach));
  if (parts.length === 0) return null;
  return ops.expandDims(
    parts.reduce((a, b) => ops.and(a, b)),
    1,
  );
}

/**
 * softmax with masked positions left out, and the same with dropout. Spelt out, as Keras does with dropout and where
 * scores are asked for, a wholly masked row attends to nothing; otherwise it attends evenly.
 */
export function attentionWeights(
  ctx: CallContext,
  c: { readonly dropout: number; readonly return_attention_scores: boolean },
  scores: Tensor,
  mask: Tensor | null,
): { readonly weights: Tensor; readonly dropped: Tensor } {
  const spread = mask ? ops.broadcastTo(mask, scores.shape) : null;
  if (c.dropout === 0 && !c.return_attention_scores) {
    const weights = ops.softmax(spread ? ops.where(spread, scores, MASKED) : scores);
    return { weights, dropped: weights };
  }
  const soft = ops.softmax(spread ? ops.where(spread, scores, MASKED_BEFORE_ZEROING) : scores);
  const weights = spread ? ops.where(spread, soft, 0) : soft;
  return { weights, dropped: ctx.training ? dropout(weights, c.dropout, () => ctx.nextKey(DROPOUT_SEED)) : weights };
}
