/** RandomColorJitter: light, contrast, saturation and hue changed at random while training. */
import type { Json } from '../../../base/json';
import type { Tensor } from '../../../ops';
import { arg } from '../../core/args';
import { resolve } from '../../core/registry';
import { dataFormatArg } from '../data-format';
import { buildStream, type Factor, seedArg, valueRangeArg } from './augmentation';
import { atInference, trainedOnBytes, trainedOnShares } from './augmentation-cases';
import { defineAugmentation } from './image-augmentation';

const PARTS = ['brightness', 'contrast', 'saturation', 'hue'] as const;
type Part = (typeof PARTS)[number];
type Factors = { readonly [P in `${Part}_factor`]: Factor | null };

/** What is changed, in the order it is done, with the layers' names. */
const partsOf = (c: Factors): { part: Part; className: string; factor: Json }[] =>
  PARTS.flatMap((part) => {
    const factor = c[`${part}_factor`];
    const className = `Random${part.charAt(0).toUpperCase()}${part.slice(1)}`;
    return factor === null ? [] : [{ part, className, factor: factor as Json }];
  });

const factorArg = (low: number, doc: string) => arg.array(null, { min: low, max: 1, doc });

export default defineAugmentation({
  name: 'RandomColorJitter',
  summary: 'While training, changes light, contrast, saturation and hue of each image by random amounts.',
  aliases: ['jitter', 'augmentation', 'colour', 'brightness', 'photo'],
  args: {
    value_range: valueRangeArg,
    brightness_factor: factorArg(-1, 'Largest change of light, or two bounds; none leaves it.'),
    contrast_factor: factorArg(0, 'Largest change of contrast, or two bounds; none leaves it.'),
    saturation_factor: factorArg(-1, 'As in RandomSaturation: one half keeps the colours; none leaves them.'),
    hue_factor: factorArg(0, 'Largest turn of the colours, or two bounds; none leaves them.'),
    seed: seedArg,
    data_format: dataFormatArg,
  },
  card: (c) =>
    partsOf(c)
      .map(({ part }) => part)
      .slice(0, 3),
  build(b, c) {
    buildStream(b, c.seed);
    for (const { part } of partsOf(c)) b.seedGenerator(`random_${part}/generator`, c.seed);
  },
  change(ctx, c, input) {
    // Each part draws from this layer's stream. Keras hands them no data_format: they take channels to be last.
    return partsOf(c).reduce((images, { className, factor }) => {
      const { definition, config } = resolve('layer', { className, config: { factor, value_range: c.value_range } });
      return definition.call(ctx, config, [images]) as Tensor;
    }, input);
  },
  cases: [
    trainedOnBytes(
      'all four',
      { brightness_factor: 0.2, contrast_factor: 0.3, saturation_factor: [0.4, 0.7], hue_factor: 0.3, seed: 3 },
      [2, 2, 2, 3],
    ),
    trainedOnShares(
      'two, other range, default seeds',
      { value_range: [0, 1], brightness_factor: [0.1, 0.2], contrast_factor: [0.2, 0.4] },
      [2, 3, 2, 1],
    ),
    trainedOnBytes('channels first', { contrast_factor: 0.3, seed: 5, data_format: 'channels_first' }, [2, 3, 2, 3]),
    atInference({ hue_factor: 0.5 }, [1, 2, 2, 3]),
  ],
});
