/** Embedding: a trainable row of numbers for each whole number. */
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { weightArgs } from '../../core/weight-args';

export default defineLayer({
  name: 'Embedding',
  family: 'core',
  summary: 'Looks up a learned vector for each index: words, categories, anything counted.',
  aliases: ['lookup', 'word vectors', 'tokens', 'categorical', 'text', 'positional encoding'],
  inputs: { dtype: 'any' },
  args: {
    input_dim: arg.int(undefined, { min: 1, doc: 'Number of different indices: the largest index and one.' }),
    output_dim: arg.int(undefined, { min: 1, doc: 'Length of each vector.' }),
    embeddings_initializer: arg.initializer('uniform', { doc: 'Starting values of the vectors.' }),
    embeddings_regularizer: arg.regularizer({ doc: 'Penalty on the vectors, added to the loss.' }),
    embeddings_constraint: arg.constraint({ doc: 'Projection applied to the vectors after each update.', rare: true }),
    mask_zero: arg.bool(false, { doc: 'Whether index 0 is padding that later layers skip.' }),
  },
  masking: 'own',
  card: (c) => [`${c.input_dim} → ${c.output_dim}`, c.mask_zero ? 'mask 0' : null],
  build(b, c) {
    b.weight({ name: 'embeddings', shape: [c.input_dim, c.output_dim], ...weightArgs(c, 'embeddings') });
  },
  call(ctx, c, [x]) {
    const indices = x as ops.Tensor;
    if (c.mask_zero) ctx.setMask(ops.ne(indices, 0));
    return ops.gather(ctx.weight('embeddings'), ops.convert(indices, 'int32'));
  },
  arithmetic: (c) => [`${c.input_dim * c.output_dim} = ${c.input_dim}·${c.output_dim}`],
  cases: [
    {
      name: 'plain',
      config: { input_dim: 7, output_dim: 3 },
      inputs: [{ shape: [2, 5], dtype: 'int32', low: 0, high: 7 }],
    },
    {
      name: 'index 0 masked, penalty and constraint',
      config: {
        input_dim: 4,
        output_dim: 5,
        mask_zero: true,
        embeddings_initializer: { className: 'RandomNormal', config: { stddev: 0.5, seed: 5 } },
        embeddings_regularizer: { className: 'L2', config: { l2: 0.1 } },
        embeddings_constraint: { className: 'MaxNorm', config: { max_value: 0.5 } },
      },
      inputs: [{ shape: [3, 4], dtype: 'int32', values: [1, 2, 0, 0, 3, 3, 1, 0, 2, 0, 1, 3] }],
      training: true,
    },
    {
      name: 'whole numbers stored as floats',
      config: { input_dim: 5, output_dim: 2 },
      inputs: [{ shape: [3], values: [0, 4, 2] }],
    },
  ],
});
