/** HashedCrossing: combinations of several features sorted into bins by their hash. */
import { fingerprint64, joinFingerprints } from '../../../base/fingerprint';
import { problem } from '../../../base/problem';
import type { Tensor } from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { encode } from './encode';

/** What TensorFlow's sparse.cross_hashed starts from. */
const START = 0xdecafcaffen;

export default defineLayer({
  name: 'HashedCrossing',
  family: 'preprocessing',
  summary: 'Sorts each combination of two or more features into one of a number of bins.',
  aliases: ['feature cross', 'interaction', 'hash', 'combination'],
  inputs: { count: [1, null], dtype: 'int32', minRank: 1, maxRank: 2 },
  args: {
    num_bins: arg.int(undefined, { min: 1, doc: 'Number of bins; unequal combinations may share one.' }),
    output_mode: arg.choice('int', ['int', 'one_hot'], { doc: "The bin's number, or a row of flags." }),
  },
  card: (c) => [`${c.num_bins} bins`, c.output_mode],
  check(_c, inputs) {
    const shapes = inputs.map((t) => t.shape.join());
    const flat = inputs.every((t) => t.shape.length < 2 || t.shape[1] === 1);
    if (flat && shapes.every((s) => s === shapes[0])) return null;
    return problem('crossing-shapes', 'Features that are crossed have one value per sample, all of one shape.', {
      expected: '(batch) or (batch, 1) for each',
      received: shapes.map((s) => `(${s})`).join(', '),
    });
  },
  host(c, inputs) {
    const prints = inputs.map(({ data }) =>
      Array.from(data as ArrayLike<string | number>, (v) =>
        typeof v === 'string' ? fingerprint64(v) : BigInt.asUintN(64, BigInt(Math.trunc(v))),
      ),
    );
    const { shape } = inputs[0] as NonNullable<(typeof inputs)[0]>;
    const found = (prints[0] ?? []).map((_, i) => {
      const joined = prints.reduce((h, feature) => joinFingerprints(h, feature[i] as bigint), START);
      return Number(joined % BigInt(c.num_bins));
    });
    return { shape, dtype: 'int32', data: found };
  },
  call: (_ctx, c, [x]) => encode(x as Tensor, c.num_bins, c.output_mode),
  cases: [
    {
      name: 'words and numbers',
      config: { num_bins: 11 },
      inputs: [
        { shape: [4, 1], words: ['A', 'B', 'A', 'B'] },
        { shape: [4, 1], dtype: 'int32', values: [101, 101, 102, -3] },
      ],
    },
    {
      name: 'three features, flags',
      config: { num_bins: 4, output_mode: 'one_hot' },
      inputs: [
        { shape: [3], dtype: 'int32', values: [1, 2, 3] },
        { shape: [3], dtype: 'int32', values: [0, 0, 5] },
        { shape: [3], words: ['x', 'y', 'x'] },
      ],
    },
  ],
});
