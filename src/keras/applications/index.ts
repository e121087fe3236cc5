/**
 * `keras.applications`: well-known architectures as model graphs, layer for layer as Keras builds them. This file is the
 * light list; the builders are loaded when one is asked for.
 */
import type { JsonObject } from '../../base/json';
import { fail, ok, problem, type Result } from '../../base/problem';
import type { ModelGraph } from '../../graph/model';
import { type Args, checkConfig, resolveConfig } from '../core/args';
import {
  type Arguments,
  convnextArgs,
  efficientV2Args,
  mobilenetArgs,
  mobilenetV2Args,
  mobilenetV3Args,
  nasnetArgs,
  shapeProblem,
  usual,
} from './arguments';
import type { Builder } from './built';

export interface ApplicationInfo {
  /** Keras' function name: `ResNet50`. */
  readonly name: string;
  readonly family: string;
  /** One sentence. */
  readonly summary: string;
  /** Arguments in Keras' order. `weights` is always none: nothing is downloaded. */
  readonly args: Args;
  /** Rows and columns of images it was made for, and the least it takes. */
  readonly size: number;
  readonly leastSize: number;
  /** Parameters with the classifier for 1000 classes. */
  readonly parameters: number;
}

/** A model graph and Keras' name of the model. */
export interface Application {
  readonly name: string;
  readonly graph: ModelGraph;
}

interface Entry extends ApplicationInfo {
  load(): Promise<Builder>;
}

const FAMILIES: { readonly [family: string]: string } = {
  VGG: 'Plain stacks of 3×3 convolutions; simple, large and slow.',
  ResNet: 'Residual blocks that add their input to what they compute.',
  ResNetV2: 'Residual blocks that normalise before they convolve.',
  DenseNet: 'Every layer of a block reads all layers before it.',
  MobileNet: 'Depthwise separable convolutions; small and fast.',
  MobileNetV2: 'Inverted residual blocks; small and fast.',
  MobileNetV3: 'Found by search for phones: inverted residuals with excitation.',
  EfficientNet: 'Depth, width and image size scaled together.',
  EfficientNetV2: 'As EfficientNet, with fused convolutions early on; trains faster.',
  Inception: 'Kernels of several sizes side by side.',
  Xception: 'Inception taken to separable convolutions throughout.',
  NASNet: 'Cells found by a search over architectures.',
  ConvNeXt: 'A convolutional network built like a transformer.',
};

const entry = (
  name: string,
  family: keyof typeof FAMILIES & string,
  [size, leastSize]: readonly [number, number],
  parameters: number,
  args: Args,
  load: () => Promise<Builder>,
): Entry => ({ name, family, summary: FAMILIES[family] ?? '', size, leastSize, parameters, args, load });

const resnets = (['50', '101', '152'] as const).flatMap((depth): Entry[] => {
  const blocks = { 50: [3, 4, 6, 3], 101: [3, 4, 23, 3], 152: [3, 8, 36, 3] }[depth];
  const [one, two] = { 50: [25636712, 25613800], 101: [44707176, 44675560], 152: [60419944, 60380648] }[depth];
  const args = usual(`resnet${depth}`);
  const args2 = usual(`resnet${depth}v2`);
  return [
    entry(`ResNet${depth}`, 'ResNet', [224, 32], one as number, args, async () =>
      (await import('./resnet')).resnet(blocks),
    ),
    entry(`ResNet${depth}V2`, 'ResNetV2', [224, 32], two as number, args2, async () =>
      (await import('./resnet')).resnetV2(blocks),
    ),
  ];
});

const DENSENETS: readonly (readonly [string, readonly number[], number])[] = [
  ['121', [6, 12, 24, 16], 8062504],
  ['169', [6, 12, 32, 32], 14307880],
  ['201', [6, 12, 48, 32], 20242984],
];

/** Width, depth, size, dropout, parameters. */
const EFFICIENTNETS: readonly (readonly [number, number, number, number, number])[] = [
  [1, 1, 224, 0.2, 5330571],
  [1, 1.1, 240, 0.2, 7856239],
  [1.1, 1.2, 260, 0.3, 9177569],
  [1.2, 1.4, 300, 0.3, 12320535],
  [1.4, 1.8, 380, 0.4, 19466823],
  [1.6, 2.2, 456, 0.4, 30562527],
  [1.8, 2.6, 528, 0.5, 43265143],
  [2, 3.1, 600, 0.5, 66658687],
];

const EFFICIENTNETS_V2 = [
  ['B0', 224, 7200312],
  ['B1', 240, 8212124],
  ['B2', 260, 10178374],
  ['B3', 300, 14467622],
  ['S', 384, 21612360],
  ['M', 480, 54431388],
  ['L', 480, 119027848],
] as const;

const CONVNEXTS: readonly (readonly [string, readonly number[], readonly number[], number])[] = [
  ['Tiny', [3, 3, 9, 3], [96, 192, 384, 768], 28589128],
  ['Small', [3, 3, 27, 3], [96, 192, 384, 768], 50223688],
  ['Base', [3, 3, 27, 3], [128, 256, 512, 1024], 88591464],
  ['Large', [3, 3, 27, 3], [192, 384, 768, 1536], 197767336],
  ['XLarge', [3, 3, 27, 3], [256, 512, 1024, 2048], 350196968],
];

const ENTRIES: readonly Entry[] = [
  entry(
    'MobileNet',
    'MobileNet',
    [224, 32],
    4253864,
    mobilenetArgs,
    async () => (await import('./mobilenet')).mobilenet,
  ),
  entry(
    'MobileNetV2',
    'MobileNetV2',
    [224, 32],
    3538984,
    mobilenetV2Args,
    async () => (await import('./mobilenet-v2')).mobilenetV2,
  ),
  entry(
    'MobileNetV3Small',
    'MobileNetV3',
    [224, 32],
    2554968,
    mobilenetV3Args('MobileNetV3Small'),
    async () => (await import('./mobilenet-v3')).mobilenetV3Small,
  ),
  entry(
    'MobileNetV3Large',
    'MobileNetV3',
    [224, 32],
    5507432,
    mobilenetV3Args('MobileNetV3Large'),
    async () => (await import('./mobilenet-v3')).mobilenetV3Large,
  ),
  ...EFFICIENTNETS.map(([width, depth, size, dropout, parameters], i) =>
    entry(`EfficientNetB${i}`, 'EfficientNet', [size, 32], parameters, usual(`efficientnetb${i}`), async () =>
      (await import('./efficientnet')).efficientnet(width, depth, size, dropout),
    ),
  ),
  ...EFFICIENTNETS_V2.map(([letter, size, parameters]) => {
    const args = efficientV2Args(`efficientnetv2-${letter.toLowerCase()}`);
    return entry(
      `EfficientNetV2${letter}`,
      'EfficientNetV2',
      [size, 32],
      parameters,
      args,
      async () => (await import('./efficientnet-v2'))[`efficientnetV2${letter}`],
    );
  }),
  ...resnets,
  ...DENSENETS.map(([depth, blocks, parameters]) =>
    entry(`DenseNet${depth}`, 'DenseNet', [224, 32], parameters, usual(`densenet${depth}`), async () =>
      (await import('./densenet')).densenet(blocks),
    ),
  ),
  entry('VGG16', 'VGG', [224, 32], 138357544, usual('vgg16'), async () => (await import('./vgg')).vgg16),
  entry('VGG19', 'VGG', [224, 32], 143667240, usual('vgg19'), async () => (await import('./vgg')).vgg19),
  entry(
    'Xception',
    'Xception',
    [299, 71],
    22910480,
    usual('xception'),
    async () => (await import('./xception')).xception,
  ),
  entry(
    'InceptionV3',
    'Inception',
    [299, 75],
    23851784,
    usual('inception_v3'),
    async () => (await import('./inception-v3')).inceptionV3,
  ),
  entry(
    'InceptionResNetV2',
    'Inception',
    [299, 75],
    55873736,
    usual('inception_resnet_v2'),
    async () => (await import('./inception-resnet-v2')).inceptionResnetV2,
  ),
  entry(
    'NASNetMobile',
    'NASNet',
    [224, 32],
    5326716,
    nasnetArgs('nasnet_mobile'),
    async () => (await import('./nasnet')).nasnetMobile,
  ),
  entry(
    'NASNetLarge',
    'NASNet',
    [331, 32],
    88949818,
    nasnetArgs('nasnet_large'),
    async () => (await import('./nasnet')).nasnetLarge,
  ),
  ...CONVNEXTS.map(([size, depths, widths, parameters]) => {
    const name = `convnext_${size.toLowerCase()}`;
    return entry(`ConvNeXt${size}`, 'ConvNeXt', [224, 32], parameters, convnextArgs(name), async () =>
      (await import('./convnext')).convnext(name, depths, widths),
    );
  }),
];

/** All applications, in families. */
export const APPLICATIONS: readonly ApplicationInfo[] = ENTRIES;

/**
 * Builds an application. Arguments are Keras', absent ones have its defaults; `weights` can only be none: Strata downloads
 * nothing, weights are loaded from a file into the finished model.
 * Problems: `unknown-application`, those of arguments, `application-shape`, `application-size`, `application-open`.
 */
export async function buildApplication(name: string, args: JsonObject = {}): Promise<Result<Application>> {
  const found = ENTRIES.find((e) => e.name === name);
  if (!found) {
    return fail(problem('unknown-application', `Keras has no application called ${name}.`, { received: name }));
  }
  if (typeof args.weights === 'string') {
    return fail(
      problem(
        'application-weights',
        'Trained weights are not downloaded. Build the model, then load them from a file.',
        {
          where: 'weights',
          expected: 'none',
          received: args.weights,
          fixes: [{ label: 'Start with random weights', action: 'remove-argument', params: { argument: 'weights' } }],
        },
      ),
    );
  }
  const wrong = checkConfig(found.args, args)[0];
  if (wrong) return fail(wrong);
  const resolved = resolveConfig(found.args, args) as unknown as Arguments;
  const shape = shapeProblem(resolved, found.leastSize, found.family === 'MobileNetV3');
  if (shape) return fail(shape);
  const { graph, name: called } = (await found.load())(resolved);
  return ok({ name: called ?? 'functional', graph });
}
