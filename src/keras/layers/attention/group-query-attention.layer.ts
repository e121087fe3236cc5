/**
 * GroupQueryAttention: attention in which several query heads share one head of keys and values.
 * Source: Ainslie et al., "GQA" (2023); keras/src/layers/attention/grouped_query_attention.py.
 */
import { problem } from '../../../base/problem';
import { formatShape } from '../../../base/shape';
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { PENALTIES } from '../penalty-cases';
import { repeatAxis } from '../reshaping/repeat';
import { dropoutArg, queryValueKey, seedArg } from './dot-attention';
import {
  biasArg,
  buildProjection,
  featuresOf,
  penalising,
  project,
  projectionArgs,
  projectionLine,
} from './projection';
import { attentionMask, attentionWeights, callArgs, DROPOUT_SEED, windowArg } from './scores';

export default defineLayer({
  name: 'GroupQueryAttention',
  family: 'attention',
  summary: 'Multi-head attention in which groups of query heads share keys and values: fewer weights, same reach.',
  aliases: ['GQA', 'grouped query', 'multi-query', 'transformer', 'llama'],
  inputs: { count: [1, 3], rank: 3 },
  args: {
    head_dim: arg.int(undefined, { min: 1, doc: 'Size of each head.' }),
    num_query_heads: arg.int(undefined, { min: 1, doc: 'Number of query heads.' }),
    num_key_value_heads: arg.int(undefined, { min: 1, doc: 'Heads of keys and values; each serves several queries.' }),
    dropout: dropoutArg,
    use_bias: biasArg,
    sliding_window: windowArg,
    ...projectionArgs,
    seed: seedArg,
    ...callArgs,
  },
  masking: 'pass',
  // The output is penalised twice in Keras: as the last projection's, and as the layer's.
  card: (c) => [`${c.num_query_heads} heads`, `${c.num_key_value_heads} shared`, c.use_causal_mask ? 'causal' : null],
  check(c, inputs) {
    if (c.num_query_heads % c.num_key_value_heads !== 0) {
      return problem('heads-split', 'The query heads do not split evenly over the heads of keys and values.', {
        where: 'num_key_value_heads',
        expected: `a number that divides ${c.num_query_heads}`,
        received: String(c.num_key_value_heads),
        fixes: [
          {
            label: 'Share one head among all',
            action: 'set-argument',
            params: { argument: 'num_key_value_heads', value: 1 },
          },
        ],
      });
    }
    const { query, value, key } = queryValueKey(inputs);
    if (query.shape[2] === value.shape[2] && value.shape[1] === key.shape[1]) return null;
    return problem('attention-shapes', 'Query and value need the same features, value and key the same positions.', {
      expected: 'query (None, positions, features), value and key (None, other positions, features)',
      received: inputs.map((t) => formatShape([null, ...t.shape.slice(1)])).join(', '),
    });
  },
  build(b, c, inputs) {
    const { query, value, key } = queryValueKey(inputs);
    const heads = [c.num_query_heads, c.head_dim];
    const shared = [c.num_key_value_heads, c.head_dim];
    // Keras makes each projection's initializers anew from those it was given.
    b.droppedInitializer(c.kernel_initializer);
    b.droppedInitializer(c.bias_initializer);
    buildProjection(b, c, '_query_dense', featuresOf(query), heads);
    buildProjection(b, c, '_key_dense', featuresOf(key), shared);
    if (c.use_gate) buildProjection(b, c, '_gate_dense', featuresOf(query), heads);
    buildProjection(b, c, '_value_dense', featuresOf(value), shared);
    if (c.dropout > 0) b.seedGenerator(DROPOUT_SEED, c.seed);
    buildProjection(b, c, '_output_dense', heads, featuresOf(query));
  },
  call(ctx, c, inputs) {
    const { query, value, key } = queryValueKey(inputs);
    const penalised = penalising(ctx, c);
    const gate = c.use_gate ? penalised(ops.sigmoid(project(ctx, c, '_gate_dense', query, 1))) : null;
    const repeats = c.num_query_heads / c.num_key_value_heads;
    /** [b, heads, positions, size] */
    const split = (name: string, x: Tensor): Tensor => {
      const made = penalised(project(ctx, c, name, x, 1));
      const heads = name === '_query_dense' ? made : repeatAxis(made, 2, repeats);
      return ops.transpose(heads, [0, 2, 1, 3]);
    };
    const [q, k, v] = [split('_query_dense', query), split('_key_dense', key), split('_value_dense', value)];
    const scores = ops.matmul(ops.mul(q, 1 / Math.sqrt(c.head_dim)), k, false, true);
    const mask = attentionMask(ctx, c, query.shape[1] as number, value.shape[1] as number);
    const { weights, dropped } = attentionWeights(ctx, c, scores, mask);
    const gathered = ops.transpose(ops.matmul(dropped, v), [0, 2, 1, 3]);
    const y = penalised(project(ctx, c, '_output_dense', gate ? ops.mul(gathered, gate) : gathered, 2));
    if (!c.return_attention_scores) return y;
    ctx.setMask(mask, 1);
    return [y, weights];
  },
  arithmetic(c, inputs) {
    const { query, value, key } = queryValueKey(inputs);
    const heads = [c.num_query_heads, c.head_dim];
    const shared = [c.num_key_value_heads, c.head_dim];
    return [
      projectionLine(c, 'query', featuresOf(query), heads),
      projectionLine(c, 'key', featuresOf(key), shared),
      ...(c.use_gate ? [projectionLine(c, 'gate', featuresOf(query), heads)] : []),
      projectionLine(c, 'value', featuresOf(value), shared),
      projectionLine(c, 'output', heads, featuresOf(query)),
    ];
  },
  cases: [
    {
      name: 'without bias, whose starting values would be drawn',
      config: {
        head_dim: 2,
        num_query_heads: 2,
        num_key_value_heads: 1,
        use_bias: false,
        bias_initializer: 'glorot_normal',
      },
      inputs: [{ shape: [2, 3, 4] }, { shape: [2, 3, 4] }],
    },
    {
      name: 'self-attention',
      config: { head_dim: 2, num_query_heads: 4, num_key_value_heads: 2 },
      inputs: [{ shape: [2, 3, 4] }, { shape: [2, 3, 4] }],
    },
    {
      name: 'query, value and key apart, one shared head',
      config: { head_dim: 3, num_query_heads: 2, num_key_value_heads: 1, use_bias: false },
      inputs: [{ shape: [2, 3, 4] }, { shape: [2, 5, 4] }, { shape: [2, 5, 3] }],
    },
    {
      name: 'masked',
      config: { head_dim: 2, num_query_heads: 2, num_key_value_heads: 1 },
      inputs: [
        { shape: [2, 3, 4], mask: [2, 3] },
        { shape: [2, 5, 4], mask: [2, 5] },
      ],
    },
    {
      name: 'causal, masked, with scores',
      config: {
        head_dim: 2,
        num_query_heads: 2,
        num_key_value_heads: 2,
        use_causal_mask: true,
        return_attention_scores: true,
      },
      inputs: [
        { shape: [2, 4, 3], mask: [2, 4] },
        { shape: [2, 4, 3], mask: [2, 4] },
      ],
    },
    {
      name: 'dropout',
      config: { head_dim: 2, num_query_heads: 4, num_key_value_heads: 2, dropout: 0.3, seed: 17 },
      inputs: [{ shape: [2, 3, 4] }, { shape: [2, 3, 4] }],
      training: true,
    },
    {
      name: 'window, gate, penalties and constraints',
      config: {
        head_dim: 2,
        num_query_heads: 2,
        num_key_value_heads: 1,
        sliding_window: 2,
        use_gate: true,
        ...PENALTIES,
      },
      inputs: [{ shape: [2, 3, 4] }, { shape: [2, 3, 4] }],
      training: true,
    },
  ],
});
