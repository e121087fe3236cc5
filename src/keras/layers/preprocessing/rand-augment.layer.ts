/** RandAugment: a few of eleven changes to images, chosen at random while training. */
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { repeatsProblem } from '../../core/size-limit';
import { dataFormatArg } from '../data-format';
import { bounds, buildStream, nextKey, seedArg, spanWords, valueRangeArg } from './augmentation';
import { atInference, trainedOnBytes } from './augmentation-cases';
import { coloursProblem } from './colour';
import { defineAugmentation } from './image-augmentation';
import { fillArgs } from './images';
import { changed, declareStreams, RAND_AUGMENT, RAND_AUGMENT_STREAMS } from './repertoire';

export default defineAugmentation({
  name: 'RandAugment',
  summary: 'While training, applies a few changes chosen at random: shifts, turns, light, colours, contrast and more.',
  aliases: ['data augmentation', 'augmentation', 'auto augment', 'random changes'],
  args: {
    value_range: valueRangeArg,
    num_ops: arg.int(2, { min: 1, doc: 'Number of changes, one after another.' }),
    factor: arg.array(0.5, { min: 0, max: 1, doc: 'How strong changes are: drawn up to this, or between two bounds.' }),
    interpolation: fillArgs.interpolation,
    seed: seedArg,
    data_format: dataFormatArg,
  },
  together: (c) => repeatsProblem('num_ops', c.num_ops, RAND_AUGMENT.length),
  card: (c) => [`${c.num_ops} changes`, spanWords(c.factor)],
  check: (c, images) => coloursProblem(c.data_format, images),
  build(b, c) {
    buildStream(b, c.seed);
    declareStreams(b, c.seed, RAND_AUGMENT_STREAMS);
  },
  change(ctx, c, input) {
    const chosen = ops.randomIntegers(nextKey(ctx), [c.num_ops], 0, RAND_AUGMENT.length);
    // Every change draws once, in the first round; later rounds use the same numbers again.
    const drawn = new Map<string, Tensor[]>();
    let images = input;
    for (let round = 0; round < c.num_ops; round++) {
      const number = ops.sliceAxis(chosen, 0, round, round + 1);
      const before = images;
      RAND_AUGMENT.forEach((name, i) => {
        const keys = drawn.get(name) ?? [];
        drawn.set(name, keys);
        let used = 0;
        const key = (): Tensor => {
          const next = keys[used] ?? nextKey(ctx);
          keys[used++] = next;
          return next;
        };
        const after = changed(ctx, name, { ...c, factor: bounds(c.factor, 0) }, before, key);
        const picked = ops.reshape(ops.eq(number, i), [1, 1, 1, 1]);
        images = ops.where(ops.broadcastTo(picked, before.shape), after, images);
      });
    }
    return images;
  },
  cases: [
    trainedOnBytes('bytes', { seed: 3 }, [2, 4, 5, 3]),
    {
      name: 'three changes, other range and bounds, default seeds',
      config: { value_range: [0, 1], num_ops: 3, factor: [0.2, 0.4], interpolation: 'nearest' },
      inputs: [{ shape: [2, 3, 4, 1], low: 0.1, high: 0.9 }],
      training: true,
    },
    trainedOnBytes('channels first', { seed: 11, data_format: 'channels_first' }, [2, 1, 4, 4]),
    atInference({}, [1, 2, 2, 3]),
  ],
});
