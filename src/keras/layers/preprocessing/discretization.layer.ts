/** Discretization: numbers sorted into bins. */
import type { Json } from '../../../base/json';
import { problem } from '../../../base/problem';
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { encode } from './encode';
import { binEdges } from './quantiles';

const boundaries = (v: readonly Json[] | null): number[] | null =>
  v?.length && v.every((b) => typeof b === 'number') ? ([...v] as number[]) : null;

/** How many boundaries each value has reached. */
function binOf(x: Tensor, edges: readonly number[]): Tensor {
  const reached = ops.ge(ops.expandDims(x, -1), ops.constant(edges, [edges.length]));
  return ops.sum(ops.convert(reached, 'int32'), -1);
}

export default defineLayer({
  name: 'Discretization',
  family: 'preprocessing',
  summary: 'Sorts numbers into bins and gives out the bin: its number, flags or counts.',
  aliases: ['binning', 'buckets', 'histogram', 'quantize', 'quantiles'],
  inputs: { minRank: 2 },
  args: {
    bin_boundaries: arg.list(null, {
      doc: 'Upper edges of the bins, ascending; a value on an edge is in the next bin.',
    }),
    num_bins: arg.int(null, {
      min: 0,
      doc: 'Number of bins whose edges are found on the training rows, where none are given.',
    }),
    epsilon: arg.float(0.01, { min: 0, doc: 'How exactly edges are measured.', rare: true }),
    output_mode: arg.choice('int', ['int', 'one_hot', 'multi_hot', 'count'], {
      doc: "The bin's number, a flag row per value, a flag per bin of the sample, or counts.",
    }),
  },
  card: (c) => [`${c.bin_boundaries ? c.bin_boundaries.length + 1 : (c.num_bins ?? 1)} bins`, c.output_mode],
  check(c) {
    const edges = boundaries(c.bin_boundaries);
    const rising = edges?.every((e, i) => i === 0 || e >= (edges[i - 1] as number));
    if (edges ? rising : c.bin_boundaries === null && (c.num_bins ?? 0) > 1) return null;
    return problem(
      'bins-needed',
      'The bins need edges, bin_boundaries, numbers that rise; or num_bins to find them by.',
      {
        where: 'bin_boundaries',
        expected: 'a list of rising numbers, or two bins and more',
        received: JSON.stringify(c.bin_boundaries),
      },
    );
  },
  unadapted: (c) => c.bin_boundaries === null,
  adapt: (c, { data }) => ({ bin_boundaries: binEdges(data as ArrayLike<number>, c.num_bins ?? 2, c.epsilon) }),
  call: (_ctx, c, [x]) => {
    // Shapes are known before the edges are.
    const edges = boundaries(c.bin_boundaries) ?? new Array<number>((c.num_bins ?? 1) - 1).fill(0);
    return encode(binOf(x as Tensor, edges), edges.length + 1, c.output_mode);
  },
  cases: [
    { name: 'bin numbers', config: { bin_boundaries: [-0.5, 0, 0.4] }, inputs: [{ shape: [3, 4] }] },
    {
      name: 'a value on an edge',
      config: { bin_boundaries: [0, 1] },
      inputs: [{ shape: [1, 5], values: [-1, 0, 0.5, 1, 2] }],
    },
    {
      name: 'a row per value',
      config: { bin_boundaries: [-0.2, 0.3], output_mode: 'one_hot' },
      inputs: [{ shape: [3, 1] }],
    },
    { name: 'flags', config: { bin_boundaries: [-0.2, 0.3], output_mode: 'multi_hot' }, inputs: [{ shape: [3, 3] }] },
    { name: 'counts', config: { bin_boundaries: [-0.2, 0.3], output_mode: 'count' }, inputs: [{ shape: [3, 4] }] },
  ],
});
