/** ReversibleEmbedding: an embedding that also turns vectors back into a score for each index. */
import { problem } from '../../../base/problem';
import { formatShape } from '../../../base/shape';
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { weightArgs } from '../../core/weight-args';

export default defineLayer({
  name: 'ReversibleEmbedding',
  family: 'core',
  summary: 'Looks up a vector for each index, and called in reverse gives a score for each index.',
  aliases: ['tied embedding', 'language model head', 'unembedding'],
  inputs: { dtype: 'any', minRank: 1 },
  args: {
    input_dim: arg.int(undefined, { min: 1, doc: 'Number of different indices: the largest index and one.' }),
    output_dim: arg.int(undefined, { min: 1, doc: 'Length of each vector.' }),
    tie_weights: arg.bool(true, { doc: 'Whether both directions share one table.' }),
    embeddings_initializer: arg.initializer('uniform', { doc: 'Starting values of the vectors.' }),
    embeddings_regularizer: arg.regularizer({ doc: 'Penalty on the vectors, added to the loss.' }),
    embeddings_constraint: arg.constraint({ doc: 'Projection applied to the vectors after each update.', rare: true }),
    mask_zero: arg.bool(false, { doc: 'Whether index 0 is padding that later layers skip.' }),
    reverse_dtype: arg.choice(null, ['float32'], { doc: 'Element type of the way back.', rare: true }),
    logit_soft_cap: arg.float(null, {
      min: 0,
      exclusive: true,
      doc: 'Keeps scores between ± this, bent by tanh.',
      rare: true,
    }),
    reverse: arg.atCall(arg.bool(false, { doc: 'From vectors to scores instead.' })),
  },
  masking: 'own',
  card: (c) => [c.reverse ? `${c.output_dim} → ${c.input_dim}` : `${c.input_dim} → ${c.output_dim}`],
  check(c, [x]) {
    const length = x?.shape.at(-1);
    if (!c.reverse || length === c.output_dim) return null;
    return problem('vector-length', `In reverse it takes vectors of ${c.output_dim} numbers, as output_dim says.`, {
      where: 'output_dim',
      expected: `(None, ..., ${c.output_dim})`,
      received: formatShape([null, ...(x?.shape.slice(1) ?? [])]),
      fixes:
        length === undefined || length < 1
          ? []
          : [{ label: `Use ${length}`, action: 'set-argument', params: { argument: 'output_dim', value: length } }],
    });
  },
  build(b, c) {
    b.weight({ name: 'embeddings', shape: [c.input_dim, c.output_dim], ...weightArgs(c, 'embeddings') });
    if (c.tie_weights) return;
    b.weight({
      name: 'reverse_embeddings',
      shape: [c.output_dim, c.input_dim],
      initializer: c.embeddings_initializer,
      seedOf: 'embeddings',
    });
  },
  call(ctx, c, [input]) {
    const x = input as Tensor;
    if (!c.reverse) {
      if (c.mask_zero) ctx.setMask(ops.ne(x, 0));
      return ops.gather(ctx.weight('embeddings'), ops.convert(x, 'int32'));
    }
    const kernel = c.tie_weights ? ops.transpose(ctx.weight('embeddings'), [1, 0]) : ctx.weight('reverse_embeddings');
    const scores = ops.dense(ops.convert(x, 'float32'), kernel);
    const cap = c.logit_soft_cap;
    return cap === null ? scores : ops.mul(ops.tanh(ops.div(scores, cap)), cap);
  },
  arithmetic: (c) => [
    `${c.input_dim * c.output_dim * (c.tie_weights ? 1 : 2)} = ${c.input_dim}·${c.output_dim}${c.tie_weights ? '' : '·2'}`,
  ],
  cases: [
    {
      name: 'forward, masked',
      config: {
        input_dim: 5,
        output_dim: 3,
        mask_zero: true,
        embeddings_regularizer: { className: 'L2', config: { l2: 0.1 } },
        embeddings_constraint: { className: 'NonNeg', config: {} },
      },
      inputs: [{ shape: [2, 4], dtype: 'int32', values: [1, 0, 4, 2, 3, 3, 0, 0] }],
    },
    {
      name: 'reverse, tied, capped',
      config: { input_dim: 5, output_dim: 3, logit_soft_cap: 0.2, reverse: true },
      inputs: [{ shape: [2, 4, 3] }],
      training: true,
    },
    {
      name: 'reverse, a table of its own',
      config: {
        input_dim: 4,
        output_dim: 2,
        tie_weights: false,
        reverse_dtype: 'float32',
        embeddings_initializer: 'glorot_uniform',
        reverse: true,
      },
      inputs: [{ shape: [3, 2] }],
    },
  ],
});
