/** AdditiveAttention: scores from a learned mixture of tanh(query + key). Source: Bahdanau et al. (2014). */
import type { Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { buildNoise } from '../regularization/noise';
import { checkAttention, dropoutArg, gatherValues, queryValueKey, seedArg, sumOfPairs } from './dot-attention';
import { callArgs } from './scores';

export default defineLayer({
  name: 'AdditiveAttention',
  family: 'attention',
  summary: 'Lets each query position gather values by a learned sum of query and key.',
  aliases: ['Bahdanau', 'seq2seq', 'translation'],
  inputs: { count: [2, 3], rank: 3 },
  args: {
    use_scale: arg.bool(true, { doc: 'Whether the features are weighted by a learned vector.' }),
    dropout: dropoutArg,
    seed: seedArg,
    ...callArgs,
  },
  masking: 'own',
  card: (c) => [c.use_causal_mask ? 'causal' : null],
  check: (_c, inputs) => checkAttention(inputs),
  build(b, c, [query]) {
    buildNoise(b, c.dropout, c.seed);
    const features = (query as ValueType).shape[2] as number;
    if (c.use_scale) b.weight({ name: 'scale', shape: [features], initializer: 'glorot_uniform' });
  },
  call(ctx, c, inputs) {
    const { query, value, key } = queryValueKey(inputs) as Record<'query' | 'value' | 'key', Tensor>;
    const found = ops.tanh(sumOfPairs(query, key));
    const scores = ops.sum(c.use_scale ? ops.mul(found, ctx.weight('scale')) : found, -1);
    return gatherValues(ctx, c, scores, value);
  },
  arithmetic: (c, [query]) => (c.use_scale ? [`${query?.shape[2]} = 1·${query?.shape[2]}`] : []),
  cases: [
    { name: 'query and value', config: {}, inputs: [{ shape: [2, 3, 4] }, { shape: [2, 5, 4] }] },
    {
      name: 'key apart, without weights',
      config: { use_scale: false },
      inputs: [{ shape: [2, 3, 4] }, { shape: [2, 5, 2] }, { shape: [2, 5, 4] }],
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
      config: { dropout: 0.4, seed: 3 },
      inputs: [{ shape: [2, 3, 2] }, { shape: [2, 4, 2] }],
      training: true,
    },
  ],
});
