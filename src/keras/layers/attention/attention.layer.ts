/** Attention: each query position gathers values by how well their keys fit it. */
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { buildNoise } from '../regularization/noise';
import { checkAttention, dropoutArg, gatherValues, queryValueKey, seedArg, sumOfPairs } from './dot-attention';
import { callArgs } from './scores';

export default defineLayer({
  name: 'Attention',
  family: 'attention',
  summary: 'Lets each query position gather values by the dot product with their keys, without learned projections.',
  aliases: ['Luong', 'dot product', 'query key value', 'seq2seq'],
  inputs: { count: [2, 3], rank: 3 },
  args: {
    use_scale: arg.bool(false, { doc: 'Whether a learned factor multiplies the scores.' }),
    score_mode: arg.choice('dot', ['dot', 'concat'], {
      doc: 'dot multiplies query and key; concat adds them inside a tanh.',
    }),
    dropout: dropoutArg,
    seed: seedArg,
    ...callArgs,
  },
  masking: 'own',
  card: (c) => [c.score_mode, c.use_causal_mask ? 'causal' : null],
  check: (_c, inputs) => checkAttention(inputs),
  build(b, c) {
    buildNoise(b, c.dropout, c.seed);
    if (c.use_scale) b.weight({ name: 'scale', shape: [], initializer: 'ones' });
    if (c.score_mode === 'concat') b.weight({ name: 'concat_score_weight', shape: [], initializer: 'ones' });
  },
  call(ctx, c, inputs) {
    const { query, value, key } = queryValueKey(inputs) as Record<'query' | 'value' | 'key', Tensor>;
    const scaled = (x: Tensor): Tensor => (c.use_scale ? ops.mul(x, ctx.weight('scale')) : x);
    const scores =
      c.score_mode === 'dot'
        ? scaled(ops.matmul(query, key, false, true))
        : ops.mul(ops.sum(ops.tanh(scaled(sumOfPairs(query, key))), -1), ctx.weight('concat_score_weight'));
    return gatherValues(ctx, c, scores, value);
  },
  arithmetic(c) {
    const count = (c.use_scale ? 1 : 0) + (c.score_mode === 'concat' ? 1 : 0);
    return count > 0 ? [`${count} = ${c.use_scale ? 1 : 0} + ${c.score_mode === 'concat' ? 1 : 0}`] : [];
  },
  cases: [
    { name: 'query and value', config: {}, inputs: [{ shape: [2, 3, 4] }, { shape: [2, 5, 4] }] },
    {
      name: 'key apart, scaled',
      config: { use_scale: true },
      inputs: [{ shape: [2, 3, 4] }, { shape: [2, 5, 2] }, { shape: [2, 5, 4] }],
    },
    {
      name: 'concat',
      config: { score_mode: 'concat', use_scale: true },
      inputs: [{ shape: [2, 3, 4] }, { shape: [2, 2, 4] }],
    },
    {
      name: 'masked, causal, with scores',
      config: { use_causal_mask: true, return_attention_scores: true },
      inputs: [
        { shape: [2, 4, 3], mask: [2, 4] },
        { shape: [2, 4, 3], mask: [2, 4] },
      ],
    },
    {
      name: 'dropout',
      config: { dropout: 0.4, seed: 3, score_mode: 'concat' },
      inputs: [{ shape: [2, 3, 2] }, { shape: [2, 4, 2] }],
      training: true,
    },
  ],
});
