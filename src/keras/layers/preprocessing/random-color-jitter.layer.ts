/** RandomColorJitter: light, contrast, saturation and hue changed at random while training. */
import type { Json } from '../../../base/json';
import type { Tensor } from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { resolve } from '../../core/registry';
import { dataFormatArg } from '../data-format';
import { buildStream, type Factor, factorProblem, rangeProblem, seedArg, valueRangeArg } from './augmentation';

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

export default defineLayer({
  name: 'RandomColorJitter',
  family: 'preprocessing',
  summary: 'While training, changes light, contrast, saturation and hue of each image by random amounts.',
  aliases: ['jitter', 'augmentation', 'colour', 'brightness', 'photo'],
  inputs: { rank: 4 },
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
  check: (c) =>
    partsOf(c)
      .map(({ part, factor }) => factorProblem(`${part}_factor`, factor as Factor))
      .find((p) => p !== null) ?? rangeProblem(c.value_range),
  build(b, c) {
    buildStream(b, c.seed);
    for (const { part } of partsOf(c)) b.seedGenerator(`random_${part}/generator`, c.seed);
  },
  call(ctx, c, [x]) {
    if (!ctx.training) return x as Tensor;
    // Each part draws from this layer's stream. Keras hands them no data_format: they take channels to be last.
    return partsOf(c).reduce((images, { className, factor }) => {
      const { definition, config } = resolve('layer', { className, config: { factor, value_range: c.value_range } });
      return definition.call(ctx, config, [images]) as Tensor;
    }, x as Tensor);
  },
  cases: [
    {
      name: 'all four',
      config: { brightness_factor: 0.2, contrast_factor: 0.3, saturation_factor: [0.4, 0.7], hue_factor: 0.3, seed: 3 },
      inputs: [{ shape: [2, 2, 2, 3], low: 0, high: 255 }],
      training: true,
    },
    {
      name: 'two, other range, default seeds',
      config: { value_range: [0, 1], brightness_factor: [0.1, 0.2], contrast_factor: [0.2, 0.4] },
      inputs: [{ shape: [2, 3, 2, 1], low: 0, high: 1 }],
      training: true,
    },
    {
      name: 'channels first',
      config: { contrast_factor: 0.3, seed: 5, data_format: 'channels_first' },
      inputs: [{ shape: [2, 3, 2, 3], low: 0, high: 255 }],
      training: true,
    },
    { name: 'inference', config: { hue_factor: 0.5 }, inputs: [{ shape: [1, 2, 2, 3], low: 0, high: 255 }] },
  ],
});
