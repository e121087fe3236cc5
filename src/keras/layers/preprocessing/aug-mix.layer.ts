/** AugMix: images mixed with several chains of changes of themselves while training. */
import { MersenneTwister } from '../../../base/mersenne-twister';
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { repeatsProblem } from '../../core/size-limit';
import { dataFormatArg } from '../data-format';
import { bounds, buildStream, nextKey, rangeOf, seedArg, valueRangeArg } from './augmentation';
import { atInference, trainedOnBytes } from './augmentation-cases';
import { coloursProblem } from './colour';
import { defineAugmentation } from './image-augmentation';
import { fillArgs } from './images';
import { mixed } from './mixing';
import { augMix, augMixStreams, changed, declareStreams } from './repertoire';

/** Python's `random.choice` after `random.seed(seed)`, so many times. */
function choices<T>(seed: number, from: readonly T[], count: number): T[] {
  const twister = MersenneTwister.python(seed);
  const bits = Math.floor(Math.log2(from.length)) + 1;
  return Array.from({ length: count }, () => {
    for (;;) {
      const at = twister.word() >>> (32 - bits);
      if (at < from.length) return from[at] as T;
    }
  });
}

export default defineAugmentation({
  name: 'AugMix',
  summary: 'While training, mixes each image with several chains of random changes of itself.',
  aliases: ['augmentation', 'robustness', 'random changes'],
  args: {
    value_range: valueRangeArg,
    num_chains: arg.int(3, { min: 1, doc: 'Number of chains.' }),
    chain_depth: arg.int(3, { min: 1, doc: 'Most changes in a chain; some are left out.' }),
    factor: arg.array(0.3, { min: 0, max: 1, doc: 'How strong changes are: drawn up to this, or between two bounds.' }),
    alpha: arg.float(1, { min: 0, exclusive: true, doc: 'How evenly chains and image are mixed.' }),
    all_ops: arg.bool(true, { doc: 'Whether light, colours, contrast and sharpness change too.' }),
    interpolation: fillArgs.interpolation,
    seed: seedArg,
    data_format: dataFormatArg,
  },
  together: (c) =>
    repeatsProblem('num_chains', c.num_chains) ?? repeatsProblem('chain_depth', c.chain_depth, c.num_chains),
  card: (c) => [`${c.num_chains} × ${c.chain_depth}`],
  check: (c, images) => coloursProblem(c.data_format, images),
  build(b, c) {
    buildStream(b, c.seed);
    declareStreams(b, c.seed, augMixStreams(c.all_ops));
  },
  change(ctx, c, images) {
    const gamma = ops.randomGamma(nextKey(ctx), c.num_chains, c.alpha);
    const shares = ops.div(gamma, ops.sum(gamma));
    const weight = ops.reshape(ops.randomBeta(nextKey(ctx), 1, c.alpha), [1, 1, 1, 1]);
    // Keras picks the changes with Python's random module when it compiles a step, so all steps make the same ones.
    const picks = choices(c.seed ?? 0, [...augMix(c.all_ops), null], c.num_chains * c.chain_depth);
    const settings = { ...c, factor: bounds(c.factor, 0) };
    let sum: Tensor | null = null;
    for (let chain = 0; chain < c.num_chains; chain++) {
      const names = picks.slice(chain * c.chain_depth, (chain + 1) * c.chain_depth);
      const end = names.reduce<Tensor>(
        (y, name) => (name === null ? y : changed(ctx, name, settings, y, () => nextKey(ctx))),
        images,
      );
      const part = ops.mul(end, ops.reshape(ops.sliceAxis(shares, 0, chain, chain + 1), [1, 1, 1, 1]));
      sum = sum ? ops.add(sum, part) : part;
    }
    return ops.clip(mixed(images, sum ?? images, weight), ...rangeOf(c.value_range));
  },
  cases: [
    trainedOnBytes('bytes', { seed: 3 }, [2, 4, 5, 3]),
    {
      name: 'fewer changes, other range and bounds',
      config: {
        value_range: [0, 1],
        num_chains: 2,
        chain_depth: 4,
        factor: [0.2, 0.4],
        alpha: 0.5,
        all_ops: false,
        interpolation: 'nearest',
        seed: 9,
      },
      inputs: [{ shape: [2, 4, 3, 1], low: 0.1, high: 0.9 }],
      training: true,
    },
    trainedOnBytes('channels first', { chain_depth: 1, seed: 8, data_format: 'channels_first' }, [2, 3, 4, 4]),
    atInference({}, [1, 2, 2, 3]),
  ],
});
