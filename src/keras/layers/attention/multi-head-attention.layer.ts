/**
 * MultiHeadAttention: each query position gathers values from the positions whose keys fit it, in several heads at once.
 * Inputs are query, value and, if different from value, key; one input alone attends to itself.
 * Source: Vaswani et al., "Attention is all you need" (2017); keras/src/layers/attention/multi_head_attention.py.
 */
import { type Problem, ProblemError, problem } from '../../../base/problem';
import { formatShape, sizeOf } from '../../../base/shape';
import type { Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';
import { type ArgValues, arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { PENALTIES } from '../penalty-cases';
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

const args = {
  num_heads: arg.int(undefined, { min: 1, doc: 'Number of heads, each with an attention of its own.' }),
  key_dim: arg.int(undefined, { min: 1, doc: 'Size of queries and keys in each head.' }),
  value_dim: arg.int(null, { min: 1, doc: 'Size of values in each head; that of keys when none.' }),
  dropout: dropoutArg,
  use_bias: biasArg,
  output_shape: arg.tuple(0, null, {
    min: 1,
    doc: 'Size of the output features; that of the query when none.',
    rare: true,
  }),
  attention_axes: arg.tuple(0, null, {
    doc: 'Axes attended over; all between batch and features when none.',
    rare: true,
  }),
  sliding_window: windowArg,
  ...projectionArgs,
  seed: seedArg,
  ...callArgs,
};
type Config = ArgValues<typeof args>;

const valueDim = (c: Config): number => c.value_dim ?? c.key_dim;
const outputSizes = (c: Config, query: ValueType): number[] =>
  c.output_shape === null ? [query.shape[query.shape.length - 1] as number] : [c.output_shape].flat();

/** Positions attended over, by axis. */
function attended(c: Config, rank: number): number[] {
  if (c.attention_axes === null) return Array.from({ length: rank - 2 }, (_, i) => i + 1);
  return [c.attention_axes].flat().map((a) => (a < 0 ? a + rank : a));
}

interface Folding {
  /** [b, ...axes, heads, size] -> [b·others, heads, positions, size] */
  fold(x: Tensor): Tensor;
  unfold(y: Tensor, like: readonly number[]): Tensor;
}

/** Brings heads before the attended axes and folds those to one, so that attention is two stacked matrix products. */
function folding(axes: readonly number[], rank: number): Folding {
  const others = Array.from({ length: rank - 1 }, (_, i) => i).filter((i) => !axes.includes(i));
  const perm = [...others, rank - 1, ...axes, rank];
  const inverse = perm.map((_, i) => perm.indexOf(i));
  return {
    fold(x) {
      const t = ops.transpose(x, perm);
      const n = others.length;
      return ops.reshape(t, [
        sizeOf(t.shape.slice(0, n)),
        t.shape[n] as number,
        sizeOf(t.shape.slice(n + 1, -1)),
        t.shape[t.rank - 1] as number,
      ]);
    },
    unfold(y, like) {
      const sizes = [...like.slice(0, -1), y.shape[3] as number];
      return ops.transpose(
        ops.reshape(
          y,
          perm.map((p) => sizes[p] as number),
        ),
        inverse,
      );
    },
  };
}

function shapesProblem(c: Config, inputs: readonly ValueType[]): Problem | null {
  const { query, value, key } = queryValueKey(inputs);
  const shown = (t: ValueType): string => formatShape([null, ...t.shape.slice(1)]);
  const axes = attended(c, query.shape.length);
  const others = query.shape
    .slice(0, -1)
    .map((_, i) => i)
    .filter((i) => !axes.includes(i));
  const fit =
    value.shape.length === query.shape.length &&
    value.shape.slice(1, -1).join() === key.shape.slice(1, -1).join() &&
    others.every((i) => query.shape[i] === value.shape[i]);
  if (!fit) {
    return problem('attention-shapes', 'Value and key need the same positions, and the query as many axes.', {
      expected: 'query (None, positions, features), value and key (None, other positions, features)',
      received: inputs.map(shown).join(', '),
    });
  }
  if (axes.some((a, i) => a < 1 || a > query.shape.length - 2 || axes.indexOf(a) < i)) {
    return problem('attention-axes', 'Attention runs over axes between the batch and the features, each named once.', {
      where: 'attention_axes',
      expected: `1 to ${query.shape.length - 2}`,
      received: axes.join(', '),
      fixes: [
        { label: 'Attend over all positions', action: 'remove-argument', params: { argument: 'attention_axes' } },
      ],
    });
  }
  if (query.shape.length === 3) return null;
  if (c.use_causal_mask) {
    return problem('one-axis-attention', 'use_causal_mask needs one axis of positions.', {
      where: 'use_causal_mask',
      expected: '(None, positions, features)',
      received: shown(query),
      fixes: [{ label: 'Leave it off', action: 'remove-argument', params: { argument: 'use_causal_mask' } }],
    });
  }
  if (c.sliding_window === null) return null;
  return problem('sliding-window', 'A sliding window needs one axis of positions.', {
    where: 'sliding_window',
    expected: '(None, positions, features)',
    received: shown(query),
    fixes: [{ label: 'Attend without a window', action: 'remove-argument', params: { argument: 'sliding_window' } }],
  });
}

/** Keras gives the mask of a sequence as many axes as scores of one axis have, and fails. */
const maskedImages = (): Problem =>
  problem('one-axis-attention', 'Attention over several axes takes no masks of steps.', {
    expected: '(None, positions, features), or inputs without a mask',
    received: 'a mask, made by Masking, Embedding or another layer before',
  });

export default defineLayer({
  name: 'MultiHeadAttention',
  family: 'attention',
  summary: 'Lets every position of a sequence gather what it needs from all others: the heart of a transformer.',
  aliases: ['transformer', 'self-attention', 'MHA', 'query key value', 'bert', 'gpt'],
  inputs: { count: [1, 3], minRank: 3 },
  args,
  masking: 'pass',
  takesMask: () => true,
  activityPenalty: 'own',
  card: (c) => [`${c.num_heads} heads`, `key ${c.key_dim}`],
  check: (c, inputs) => shapesProblem(c, inputs),
  build(b, c, inputs) {
    const { query, value, key } = queryValueKey(inputs);
    // Keras makes each projection's initializers anew from those it was given.
    b.droppedInitializer(c.kernel_initializer);
    b.droppedInitializer(c.bias_initializer);
    buildProjection(b, c, 'query_dense', featuresOf(query), [c.num_heads, c.key_dim]);
    buildProjection(b, c, 'key_dense', featuresOf(key), [c.num_heads, c.key_dim]);
    if (c.use_gate) buildProjection(b, c, '_gate_dense', featuresOf(query), [c.num_heads, valueDim(c)]);
    buildProjection(b, c, 'value_dense', featuresOf(value), [c.num_heads, valueDim(c)]);
    if (c.dropout > 0) b.seedGenerator(DROPOUT_SEED, c.seed);
    buildProjection(b, c, 'output_dense', [c.num_heads, valueDim(c)], outputSizes(c, query));
  },
  call(ctx, c, inputs) {
    const { query, value, key } = queryValueKey(inputs);
    const penalised = penalising(ctx, c);
    const heads = (name: string, x: Tensor): Tensor => penalised(project(ctx, c, name, x, 1));
    const gate = c.use_gate ? penalised(ops.sigmoid(project(ctx, c, '_gate_dense', query, 1))) : null;
    const [q, k, v] = [heads('query_dense', query), heads('key_dense', key), heads('value_dense', value)];
    const { fold, unfold } = folding(attended(c, query.rank), query.rank);
    const scores = ops.matmul(fold(ops.mul(q, 1 / Math.sqrt(c.key_dim))), fold(k), false, true);
    if (query.rank > 3 && ctx.masks.some((m) => m !== null)) throw new ProblemError(maskedImages());
    const mask = query.rank === 3 ? attentionMask(ctx, c, query.shape[1] as number, value.shape[1] as number) : null;
    const { weights, dropped } = attentionWeights(ctx, c, scores, mask);
    const gathered = unfold(ops.matmul(dropped, fold(v)), q.shape);
    const y = penalised(project(ctx, c, 'output_dense', gate ? ops.mul(gathered, gate) : gathered, 2));
    if (!c.return_attention_scores) return y;
    ctx.setMask(mask, 1);
    const axes = attended(c, query.rank);
    const sizes = (x: Tensor, at: readonly number[]): number[] => at.map((i) => x.shape[i] as number);
    const others = query.shape.map((_, i) => i).filter((i) => i < query.rank - 1 && !axes.includes(i));
    return [
      y,
      ops.reshape(weights, [...sizes(query, others), c.num_heads, ...sizes(query, axes), ...sizes(value, axes)]),
    ];
  },
  arithmetic(c, inputs) {
    const { query, value, key } = queryValueKey(inputs);
    const line = (name: string, from: readonly number[], to: readonly number[]) => projectionLine(c, name, from, to);
    return [
      line('query', featuresOf(query), [c.num_heads, c.key_dim]),
      line('key', featuresOf(key), [c.num_heads, c.key_dim]),
      ...(c.use_gate ? [line('gate', featuresOf(query), [c.num_heads, valueDim(c)])] : []),
      line('value', featuresOf(value), [c.num_heads, valueDim(c)]),
      line('output', [c.num_heads, valueDim(c)], outputSizes(c, query)),
    ];
  },
  cases: [
    {
      name: 'without bias, whose starting values would be drawn',
      config: { num_heads: 2, key_dim: 2, use_bias: false, bias_initializer: 'glorot_normal' },
      inputs: [{ shape: [2, 3, 4] }, { shape: [2, 3, 4] }],
    },
    {
      name: 'self-attention',
      config: { num_heads: 2, key_dim: 3 },
      inputs: [{ shape: [2, 4, 5] }, { shape: [2, 4, 5] }],
    },
    {
      name: 'query, value and key apart',
      config: { num_heads: 2, key_dim: 3, value_dim: 4, dropout: 0.1, seed: 8, output_shape: 6, use_bias: false },
      inputs: [{ shape: [2, 3, 5] }, { shape: [2, 4, 2] }, { shape: [2, 4, 3] }],
    },
    {
      name: 'masked',
      config: { num_heads: 1, key_dim: 2 },
      inputs: [
        { shape: [2, 3, 4], mask: [2, 3] },
        { shape: [2, 5, 4], mask: [2, 5] },
      ],
    },
    {
      name: 'dropout, masked',
      config: { num_heads: 2, key_dim: 2, dropout: 0.3, seed: 17 },
      inputs: [
        { shape: [2, 3, 4], mask: [2, 3] },
        { shape: [2, 4, 4], mask: [2, 4] },
      ],
      training: true,
    },
    {
      name: 'window and gate',
      config: { num_heads: 2, key_dim: 2, sliding_window: 2, use_gate: true },
      inputs: [{ shape: [2, 5, 3] }, { shape: [2, 5, 3] }],
    },
    {
      name: 'over one axis of two',
      config: { num_heads: 2, key_dim: 2, attention_axes: [2] },
      inputs: [{ shape: [2, 3, 4, 2] }, { shape: [2, 3, 5, 2] }],
    },
    {
      name: 'causal',
      config: { num_heads: 2, key_dim: 2, use_causal_mask: true },
      inputs: [{ shape: [2, 4, 3] }, { shape: [2, 4, 3] }],
    },
    {
      name: 'scores over two axes',
      config: { num_heads: 2, key_dim: 2, attention_axes: [1, 2], return_attention_scores: true },
      inputs: [{ shape: [2, 3, 2, 4] }, { shape: [2, 2, 4, 4] }],
    },
    {
      name: 'scores over one axis of two',
      config: { num_heads: 2, key_dim: 2, attention_axes: 2, return_attention_scores: true },
      inputs: [{ shape: [2, 3, 2, 4] }, { shape: [2, 3, 4, 4] }],
    },
    {
      name: 'causal, masked, with scores',
      config: { num_heads: 2, key_dim: 2, use_causal_mask: true, return_attention_scores: true },
      inputs: [
        { shape: [2, 4, 3], mask: [2, 4] },
        { shape: [2, 4, 3], mask: [2, 4] },
      ],
    },
    {
      name: 'penalties and constraints',
      config: { num_heads: 2, key_dim: 2, ...PENALTIES },
      inputs: [{ shape: [2, 3, 4] }, { shape: [2, 3, 4] }],
      training: true,
    },
  ],
});
