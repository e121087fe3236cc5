/**
 * GroupQueryAttention: attention in which several query heads share one head of keys and values.
 * Source: Ainslie et al., "GQA" (2023); keras/src/layers/attention/grouped_query_attention.py.
 */
import { problem } from '../../../base/problem';
import { formatShape } from '../../../base/shape';
import type { Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { activityPenalty } from '../../core/layer-plan';
import { PENALTIES } from '../penalty-cases';
import { repeatAxis } from '../reshaping/repeat';
import { seedArg } from './dot-attention';
import { buildProjection, project, projectionLine } from './projection';
import { attentionMask, attentionWeights, callArgs } from './scores';

const SEED = '_dropout_layer/seed_generator';

/** Query, value and key of one to three inputs. */
function roles<T>(inputs: readonly T[]): { query: T; value: T; key: T } {
  const query = inputs[0] as T;
  const value = inputs[1] ?? query;
  return { query, value, key: inputs[2] ?? value };
}

const features = (t: ValueType): number[] => [t.shape[t.shape.length - 1] as number];

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
    dropout: arg.float(0, { min: 0, max: 1, doc: 'Share of attention weights zeroed while training.' }),
    use_bias: arg.bool(true, { doc: 'Whether the projections add a learned bias.' }),
    sliding_window: arg.int(null, {
      min: 1,
      doc: 'How far, in positions, attention reaches to either side.',
      rare: true,
    }),
    kernel_initializer: arg.initializer('glorot_uniform', { doc: 'Starting values of the projections.', rare: true }),
    bias_initializer: arg.initializer('zeros', { doc: 'Starting values of the biases.', rare: true }),
    kernel_regularizer: arg.regularizer({ doc: 'Penalty on the projections, added to the loss.', rare: true }),
    bias_regularizer: arg.regularizer({ doc: 'Penalty on the biases, added to the loss.', rare: true }),
    activity_regularizer: arg.regularizer({
      doc: 'Penalty on what the projections give, added to the loss.',
      rare: true,
    }),
    kernel_constraint: arg.constraint({ doc: 'Projection applied to the kernels after each update.', rare: true }),
    bias_constraint: arg.constraint({ doc: 'Projection applied to the biases after each update.', rare: true }),
    use_gate: arg.bool(false, { doc: 'Whether a gate made of the query damps what each head gathered.', rare: true }),
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
    const { query, value, key } = roles(inputs);
    if (query.shape[2] === value.shape[2] && value.shape[1] === key.shape[1]) return null;
    return problem('attention-shapes', 'Query and value need the same features, value and key the same positions.', {
      expected: 'query (None, positions, features), value and key (None, other positions, features)',
      received: inputs.map((t) => formatShape([null, ...t.shape.slice(1)])).join(', '),
    });
  },
  build(b, c, inputs) {
    const { query, value, key } = roles(inputs);
    const heads = [c.num_query_heads, c.head_dim];
    const shared = [c.num_key_value_heads, c.head_dim];
    // Keras makes each projection's initializers anew from those it was given.
    b.droppedInitializer(c.kernel_initializer);
    b.droppedInitializer(c.bias_initializer);
    buildProjection(b, c, '_query_dense', features(query), heads);
    buildProjection(b, c, '_key_dense', features(key), shared);
    if (c.use_gate) buildProjection(b, c, '_gate_dense', features(query), heads);
    buildProjection(b, c, '_value_dense', features(value), shared);
    if (c.dropout > 0) b.seedGenerator(SEED, c.seed);
    buildProjection(b, c, '_output_dense', heads, features(query));
  },
  call(ctx, c, inputs) {
    const { query, value, key } = roles(inputs);
    const penalised = (y: Tensor): Tensor => {
      if (c.activity_regularizer) ctx.addLoss(activityPenalty(c.activity_regularizer, y));
      return y;
    };
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
    const { weights, dropped } = attentionWeights(ctx, c, scores, mask, SEED);
    const gathered = ops.transpose(ops.matmul(dropped, v), [0, 2, 1, 3]);
    const y = penalised(project(ctx, c, '_output_dense', gate ? ops.mul(gathered, gate) : gathered, 2));
    if (!c.return_attention_scores) return y;
    ctx.setMask(mask, 1);
    return [y, weights];
  },
  arithmetic(c, inputs) {
    const { query, value, key } = roles(inputs);
    const heads = [c.num_query_heads, c.head_dim];
    const shared = [c.num_key_value_heads, c.head_dim];
    return [
      projectionLine(c, 'query', features(query), heads),
      projectionLine(c, 'key', features(key), shared),
      ...(c.use_gate ? [projectionLine(c, 'gate', features(query), heads)] : []),
      projectionLine(c, 'value', features(value), shared),
      projectionLine(c, 'output', heads, features(query)),
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
