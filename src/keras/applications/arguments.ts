/** Arguments the applications share, in Keras' names, and what becomes of them. Source: keras/src/applications/imagenet_utils.py. */
import type { JsonObject } from '../../base/json';
import { type Problem, problem } from '../../base/problem';
import { formatShape, type PartialShape } from '../../base/shape';
import { type Args, arg, type ObjectValue } from '../core/args';
import type { ModelBuilder, Sym } from './builder';

/** Arguments after defaults were filled in; those an architecture lacks are absent. */
export interface Arguments {
  readonly include_top: boolean;
  readonly input_shape: PartialShape | null;
  readonly pooling: 'avg' | 'max' | null;
  readonly classes: number;
  readonly classifier_activation: ObjectValue | null;
  readonly name: string | null;
  readonly include_preprocessing?: boolean;
  readonly alpha?: number;
  readonly depth_multiplier?: number;
  readonly dropout?: number;
  readonly dropout_rate?: number;
  readonly minimalistic?: boolean;
}

const include_top = arg.bool(true, { doc: 'Whether to end with the classifier.' });
const weights = arg.choice(null, [], {
  doc: 'Starting weights. None draws them at random; weights from a file are loaded into the finished model.',
  rare: true,
});
const input_shape = arg.shape(null, { doc: 'Rows, columns and channels of an image.' });
const pooling = arg.choice(null, ['avg', 'max'], {
  doc: 'Pooling over the whole image where the classifier is left out.',
});
const classes = arg.int(1000, { min: 1, doc: 'Number of classes of the classifier.' });
const classifier_activation = arg.activation('softmax', { doc: 'Activation of the classifier; none gives logits.' });
const include_preprocessing = arg.bool(true, { doc: 'Whether the model scales pixel values from 0 to 255 itself.' });
const alpha = arg.float(1, { min: 0, exclusive: true, doc: 'Width: multiplies the number of filters everywhere.' });
const nameArg = (name: string | null) => arg.string(name, { doc: 'Name of the model.', rare: true });

const SHARED = { pooling, classes, classifier_activation };

/** ResNet, VGG, DenseNet, Inception, Xception, EfficientNet. */
export const usual = (name: string): Args => ({ include_top, weights, input_shape, ...SHARED, name: nameArg(name) });

export const nasnetArgs = (name: string): Args => ({
  input_shape,
  include_top,
  weights,
  ...SHARED,
  name: nameArg(name),
});

export const convnextArgs = (name: string): Args => ({
  include_top,
  include_preprocessing,
  weights,
  input_shape,
  ...SHARED,
  name: nameArg(name),
});

export const efficientV2Args = (name: string): Args => ({
  include_top,
  weights,
  input_shape,
  ...SHARED,
  include_preprocessing,
  name: nameArg(name),
});

export const mobilenetArgs: Args = {
  input_shape,
  alpha,
  depth_multiplier: arg.int(1, { min: 1, doc: 'Depthwise filters per channel.', rare: true }),
  dropout: arg.float(0.001, { min: 0, max: 1, doc: 'Share of values dropped before the classifier.', rare: true }),
  include_top,
  weights,
  ...SHARED,
  name: nameArg(null),
};

export const mobilenetV2Args: Args = { input_shape, alpha, include_top, weights, ...SHARED, name: nameArg(null) };

export const mobilenetV3Args = (name: string): Args => ({
  input_shape,
  alpha,
  minimalistic: arg.bool(false, { doc: 'Whether to do without squeeze-and-excite, hard swish and large kernels.' }),
  include_top,
  weights,
  classes,
  pooling,
  dropout_rate: arg.float(0.2, { min: 0, max: 1, doc: 'Share of values dropped before the classifier.' }),
  classifier_activation,
  include_preprocessing,
  name: nameArg(name),
});

/** The shape of the input: as given, or the usual one with a classifier, or open. */
export function inputShape(a: Arguments, size: number): PartialShape {
  if (a.input_shape) return a.input_shape;
  return a.include_top ? [size, size, 3] : [null, null, 3];
}

/** What is wrong with the shape asked for, or null. `open` says whether a classifier may come behind open sizes. */
export function shapeProblem(a: Arguments, least: number, open: boolean): Problem | null {
  const shape = a.input_shape;
  if (!shape) return null;
  const [rows = null, columns = null, channels = null] = shape;
  const received = formatShape(shape);
  if (shape.length !== 3 || channels === null || channels < 1) {
    return problem('application-shape', 'input_shape is rows, columns and channels of an image.', {
      where: 'input_shape',
      expected: 'three sizes, for example (224, 224, 3)',
      received,
    });
  }
  if ((rows !== null && rows < least) || (columns !== null && columns < least)) {
    return problem('application-size', `Images must be at least ${least}×${least} for this model.`, {
      where: 'input_shape',
      expected: `at least ${least} rows and columns`,
      received,
      fixes: [
        {
          label: `Use ${least}×${least}`,
          action: 'set-argument',
          params: { argument: 'input_shape', value: [least, least, channels] },
        },
      ],
    });
  }
  if (!open && a.include_top && (rows === null || columns === null)) {
    return problem('application-open', 'With a classifier the size of the images must be known.', {
      where: 'input_shape',
      expected: 'rows and columns',
      received,
    });
  }
  return null;
}

/** Names of the layers at the end; null takes Keras' automatic name. */
export interface HeadNames {
  readonly top: string | null;
  readonly avg: string | null;
  readonly max: string | null;
}

export const NAMED_HEAD: HeadNames = { top: 'avg_pool', avg: 'avg_pool', max: 'max_pool' };
export const UNNAMED_HEAD: HeadNames = { top: null, avg: null, max: null };
export const NAMED_TOP: HeadNames = { top: 'avg_pool', avg: null, max: null };

/** Pooling over the whole image where it is asked for. */
export function pooled(b: ModelBuilder, a: Arguments, x: Sym, names: Omit<HeadNames, 'top'>): Sym {
  if (a.pooling === 'avg') return b.layer('GlobalAveragePooling2D', {}, names.avg, x);
  return a.pooling === 'max' ? b.layer('GlobalMaxPooling2D', {}, names.max, x) : x;
}

/** The usual end: pooling and a Dense classifier, or pooling alone. `before` comes between the two. */
export function head(
  b: ModelBuilder,
  a: Arguments,
  x: Sym,
  names: HeadNames,
  more: JsonObject = {},
  before: (x: Sym) => Sym = (y) => y,
): Sym {
  if (!a.include_top) return pooled(b, a, x, names);
  const y = before(b.layer('GlobalAveragePooling2D', {}, names.top, x));
  const config = { units: a.classes, activation: a.classifier_activation, ...more };
  return b.layer('Dense', config as JsonObject, 'predictions', y);
}
