/** InputLayer: where data enters the model. It declares a shape and computes nothing. */
import { problem } from '../../../base/problem';
import { formatShape } from '../../../base/shape';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';

export default defineLayer({
  name: 'InputLayer',
  family: 'core',
  summary: 'Where data enters: fixes the shape of one sample.',
  aliases: ['input', 'entry', 'source', 'features'],
  inputs: { dtype: 'any' },
  args: {
    shape: arg.shape(null, { doc: 'Shape of one sample, without the batch.' }),
    batch_size: arg.int(null, { min: 1, doc: 'Fixed number of samples per batch; none leaves it open.', rare: true }),
    dtype: arg.choice(null, ['float32', 'int32', 'string'], {
      doc: 'Type of the values: int32 for word or category indices, string for words themselves.',
    }),
    batch_shape: arg.shape(null, { doc: 'Shape with the batch in front; stands in for shape.', rare: true }),
    optional: arg.bool(false, { doc: 'Whether the input may be left out when the model is called.', rare: true }),
  },
  masking: 'pass',
  card: (c) => [formatShape(c.shape ?? c.batch_shape?.slice(1) ?? [])],
  check(c) {
    if (!c.shape && !c.batch_shape) {
      return problem('input-shape', 'The input needs a known shape: bring data, or set every size.', {
        where: 'shape',
      });
    }
    const beside = c.shape ? 'shape' : c.batch_size === null ? null : 'batch_size';
    if (!c.batch_shape || beside === null) return null;
    // Without its own shape the input would lose the one it has.
    const needless = beside === 'shape' ? 'batch_shape' : beside;
    return problem('input-shape-twice', `The input takes ${beside} or batch_shape, not both.`, {
      where: needless,
      expected: `${beside} or batch_shape`,
      received: 'both',
      fixes: [{ label: `Clear ${needless}`, action: 'set-argument', params: { argument: needless, value: null } }],
    });
  },
  call: (_ctx, _c, inputs) => inputs,
  cases: [
    { name: 'images', config: { shape: [4, 4, 1] }, inputs: [{ shape: [2, 4, 4, 1] }] },
    {
      name: 'word indices',
      config: { shape: [5], dtype: 'int32' },
      inputs: [{ shape: [2, 5], dtype: 'int32', high: 9 }],
    },
    { name: 'batches of one size', config: { shape: [4], batch_size: 2 }, inputs: [{ shape: [2, 4] }] },
    { name: 'shape with the batch', config: { batch_shape: [3, 4] }, inputs: [{ shape: [3, 4] }] },
  ],
});
