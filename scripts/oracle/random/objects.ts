/** Random example cases of one Keras object: an example case with other arguments, sizes, masks and modes. */
import type { Json, JsonObject } from '../../../src/base/json';
import type { Arg, Definition, ExampleCase, SampleSpec } from '../../../src/keras';
import { FIXED, isAway, randomConfig, seenIn } from './arguments';
import type { Draws } from './draws';
import { callSymbolically } from './symbolic';

/** Arguments that go with what inputs hold, past which Keras on JAX reads what happens to be there, or with each other. */
const BOUND_TO_VALUES: ReadonlySet<string> = new Set([
  'input_dim',
  'num_tokens',
  'num_classes',
  'target_class_ids',
  'class_id',
  'ignore_class',
  'value_range',
  'vocabulary',
  'noise_shape',
  'sparse_y_true',
  'sparse_y_pred',
  // Newton-Schulz iterations with other coefficients run away.
  'muon_a',
  'muon_b',
  'muon_c',
]);

/**
 * The same for arguments of some objects: Keras takes attention over heads, lists that widen channels, single images, sizes
 * past those an equation names, and one axis under two names.
 */
const BOUND_IN: ReadonlyMap<string, readonly string[]> = new Map([
  ['MultiHeadAttention', ['attention_axes']],
  ['Rescaling', ['scale', 'offset']],
  ['Pipeline', ['layers']],
  ['EinsumDense', ['equation', 'output_shape']],
  ['Normalization', ['axis', 'mean', 'variance']],
]);
const isBound = (d: Definition, name: string): boolean =>
  BOUND_TO_VALUES.has(name) || (BOUND_IN.get(d.name)?.includes(name) ?? false);

/** They mix colours, so that images have the channels of their examples, where these have them. */
const COLOURED: ReadonlySet<string> = new Set([
  'AugMix',
  'RandAugment',
  'RandomColorDegeneration',
  'RandomColorJitter',
  'RandomGrayscale',
  'RandomHue',
  'RandomSaturation',
]);

/** Keras also sums the result along the axis of scores, which the result has not, and fails but for the first or last. */
const ONE_AXIS: ReadonlySet<string> = new Set(['IoU', 'MeanIoU', 'OneHotIoU', 'OneHotMeanIoU']);

const isLiteral = (s: SampleSpec): boolean => s.values !== undefined || s.words !== undefined;

/** Draws sizes anew: equal sizes of all inputs stay equal; the batch axis has a size of its own. */
function resized(
  inputs: readonly SampleSpec[],
  { batched, images, least }: { batched: boolean; images: boolean; least: number },
  draws: Draws,
): SampleSpec[] {
  if (inputs.some(isLiteral) || draws.chance(0.45)) return [...inputs];
  const batch = new Map<number, number>();
  const sizes = new Map<number, number>();
  const other = (size: number, first: boolean): number => {
    const map = first && batched ? batch : sizes;
    if (size === 0 || (size === 1 && !first)) return size;
    // Channels: grey or three colours.
    if (images && !first && size === 3) return size;
    const known = map.get(size) ?? (draws.chance(0.4) ? size : draws.whole(first ? 1 : least, first ? 4 : 7));
    map.set(size, known);
    return known;
  };
  const resize = (shape: readonly number[]): number[] => shape.map((n, i) => other(n, i === 0));
  const changed = inputs.map((s) => ({ ...s, shape: resize(s.shape), ...(s.mask ? { mask: resize(s.mask) } : {}) }));
  // Whole numbers that name places of an axis stay below its size.
  return changed.map((s) => (s.dtype === 'int32' && s.high ? { ...s, high: sizes.get(s.high) ?? s.high } : s));
}

/** Keras squeezes all axes of its noise, so that images of one row or column lose that too, and fails. */
const SQUEEZED: ReadonlySet<string> = new Set(['RandomElasticTransform']);

/** Keras maps corners of the image, which fall together where it is one pixel wide or high: its derivatives are NaN. */
const CORNERED: ReadonlySet<string> = new Set(['RandomPerspective', 'RandAugment', 'AugMix']);

/** Keras cannot broadcast the mask of a sequence over images, and fails; Strata can. */
const MASKLESS: ReadonlySet<string> = new Set(['ConvLSTM1D', 'ConvLSTM2D', 'ConvLSTM3D']);

/** Keras joins masks of images after adding one axis to them, whatever is missing: shapes are wrong, or it fails. */
const NO_MASKED_IMAGES: ReadonlySet<string> = new Set(['Concatenate']);

const canMask = (d: Definition, s: SampleSpec): boolean =>
  d.name !== 'InputLayer' && !MASKLESS.has(d.name) && !(NO_MASKED_IMAGES.has(d.name) && s.shape.length > 3);

/** Keras takes predictions of a single class for ones of none, and spreads what it then gets. */
const SEVERAL_CLASSES: ReadonlySet<string> = new Set(['CategoricalGeneralizedCrossEntropy']);

/** Gives some sequences a mask, or takes it away. */
function masked(inputs: readonly SampleSpec[], draws: Draws, takesMask: (s: SampleSpec) => boolean): SampleSpec[] {
  return inputs.map((s) => {
    if (s.mask) {
      const { mask: _, ...bare } = s;
      return draws.chance(0.2) ? bare : s;
    }
    return s.shape.length >= 3 && draws.chance(0.15) && takesMask(s) ? { ...s, mask: s.shape.slice(0, 2) } : s;
  });
}

/** Losses with repeats, jumps and numbers that are none: what callbacks decide by. */
function randomLogs(extra: JsonObject, draws: Draws): JsonObject {
  const example = (extra.logs as readonly JsonObject[])[0] ?? { loss: 1 };
  const walk = (value: number): number => Number((value * draws.between(0.7, 1.2)).toPrecision(4));
  const last: Record<string, number> = Object.fromEntries(Object.keys(example).map((k) => [k, draws.between(0.2, 2)]));
  const logs = Array.from({ length: draws.whole(1, 9) }, () => {
    const entry: Record<string, Json> = {};
    for (const key of Object.keys(last)) {
      if (!draws.chance(0.25)) last[key] = walk(last[key] as number);
      entry[key] = draws.chance(0.04) ? 'NaN' : (last[key] as number);
    }
    return entry;
  });
  const { batches: _, ...rest } = extra;
  return { ...rest, logs };
}

/** Gives losses and metrics weights of rows or places, and predictions a mask, or takes weights away. */
function weighted(inputs: readonly SampleSpec[], { axis = -1 }: JsonObject, draws: Draws): SampleSpec[] {
  const [truth, given, weight] = inputs;
  // Places are what is left of the predictions without their last axis.
  if (!truth || !given || axis !== -1) return [...inputs];
  const places = given.shape.length > 1 ? given.shape.slice(0, -1) : given.shape;
  const mask = !given.mask && given.shape.length > 1 && draws.chance(0.2);
  const predictions = mask ? { ...given, mask: places } : given;
  if (weight) return draws.chance(0.2) ? [truth, predictions] : [truth, predictions, weight];
  if (draws.chance(0.65)) return [truth, predictions];
  const shape = draws.pick([places, given.shape.slice(0, 1), [given.shape[0] as number, 1]]);
  return [truth, predictions, { shape, low: 0, high: 2 }];
}

/** Whether a layer, or one inside, carries its states from call to call. */
const carries = (config: JsonObject): boolean => JSON.stringify(config).includes('"stateful":true');

function randomExtra(
  d: Definition,
  extra: JsonObject | undefined,
  config: JsonObject,
  draws: Draws,
): JsonObject | undefined {
  switch (d.kind) {
    case 'layer': {
      const { calls: _, ...rest } = extra ?? {};
      const calls = carries(config) ? draws.whole(1, 3) : draws.chance(0.1) ? 2 : 1;
      if (calls === 1) return extra && Object.keys(rest).length > 0 ? rest : undefined;
      return { ...rest, calls };
    }
    case 'optimizer':
      return { steps: draws.whole(2, 5), scales: Array.from({ length: draws.whole(1, 4) }, () => draws.between(0, 4)) };
    case 'metric':
      return { ...extra, batches: draws.whole(1, 3) };
    case 'schedule':
      return { ...extra, steps: Array.from({ length: 6 }, () => draws.whole(0, 200)) };
    case 'callback':
      return draws.chance(0.8) && extra && !extra.batches ? randomLogs(extra, draws) : extra;
    default:
      return extra;
  }
}

/** Keras takes directions of different sizes, and tells a wrong shape of what they give; they are left equal. */
function alikeDirections(config: JsonObject): JsonObject {
  const [forward, backward] = [config.layer, config.backward_layer] as ({ config: JsonObject } | null | undefined)[];
  if (!forward || !backward) return config;
  const units = forward.config.units ?? null;
  return { ...config, backward_layer: { ...backward, config: { ...backward.config, units } } };
}

/**
 * With sizes as uneven as can be the piece is nearly the whole image, and rounding decides whether it has the first row.
 */
const evenPieces = (d: Definition, config: JsonObject): JsonObject =>
  d.name === 'CutMix' ? { ...config, factor: [0.5, typeof config.factor === 'number' ? 1 : 0.9] } : config;

/** Where one change leaves a single shade and the next is AutoContrast, Keras' derivative is NaN; examples make several. */
const oneChange = (d: Definition, config: JsonObject): JsonObject =>
  d.name === 'RandAugment' ? { ...config, num_ops: 1 } : config;

/** With several axes of positions Keras takes causal masks and windows of the first, whatever is attended over. */
function alongOneAxis(d: Definition, config: JsonObject, [x]: readonly SampleSpec[]): JsonObject {
  if (d.name !== 'MultiHeadAttention' || x?.shape.length === 3) return config;
  const { use_causal_mask: _, sliding_window: __, ...rest } = config;
  return rest;
}

/** Keras refuses counts of bins beside their bounds in a script, but reads and writes them so. */
function onlyBounds(config: JsonObject): JsonObject {
  const { num_bins: _, ...rest } = config;
  return config.bin_boundaries ? rest : config;
}

/** Arguments of an object that are drawn. */
export const coverable = (d: Definition): string[] => Object.keys(d.args).filter((name) => !FIXED.has(name));

/** Every third argument in the first three rounds, every fourth in the next four, and so on. */
function wantedIn(d: Definition, round: number): ReadonlySet<string> {
  let [stride, turn] = [3, round];
  for (; turn >= stride; stride++) turn -= stride;
  return new Set(coverable(d).filter((_, i) => i % stride === turn));
}

/** Shapes of the states a layer begins with, for one input; none where it has none, or does not take the input. */
function initialStates(d: Definition, config: JsonObject, [input]: readonly SampleSpec[]): SampleSpec[] {
  if (d.kind !== 'layer' || !d.args.return_state || !input) return [];
  try {
    const { outputs } = callSymbolically(d.name, { ...config, return_state: true }, [input], false);
    return outputs.slice(1).map(({ shape }) => ({ shape }));
  } catch {
    return [];
  }
}

/** Past the classes there are Keras on JAX looks at the last one, which Strata refuses. */
const hasClass = ({ class_id }: JsonObject, inputs: readonly SampleSpec[]): boolean =>
  typeof class_id !== 'number' || inputs.every((s) => s.shape.length < 2 || class_id < (s.shape.at(-1) ?? 0));

/** A random case of an object. `name` tells its seed and number, `round` how often the object was drawn before. */
export function randomCase(d: Definition, name: string, draws: Draws, round: number): ExampleCase {
  const wanted = wantedIn(d, round);
  const usable = d.cases.filter((c) => !MASKLESS.has(d.name) || c.inputs.length === 1);
  // What is bound to inputs is drawn with them.
  const bound = [...wanted].filter((a) => isBound(d, a) || d.args[a]?.kind === 'layer');
  const holding = usable.filter((c) => bound.some((a) => isAway(d.args[a] as Arg, c.config[a])));
  const from = draws.pick(holding.length > 0 ? holding : usable);
  // Which axes are the image's sides is known while the format stays the example's.
  const wide = SQUEEZED.has(d.name) || CORNERED.has(d.name);
  const asExample = COLOURED.has(d.name) || wide;
  const fixed = new Set([
    ...FIXED,
    ...BOUND_TO_VALUES,
    ...(BOUND_IN.get(d.name) ?? []),
    ...(asExample ? ['data_format'] : []),
    ...(ONE_AXIS.has(d.name) ? ['axis'] : []),
  ]);
  const seen = seenIn(d.cases.map((c) => c.config));
  const rate = draws.pick([0.1, 0.25, 0.5]);
  const drawn = randomConfig(d.args, from.config, seen, draws, rate, 0, fixed, wanted);
  const apart = onlyBounds(alikeDirections(drawn));
  const config = alongOneAxis(d, oneChange(d, evenPieces(d, apart)), from.inputs);
  const batched = d.kind === 'layer' || d.kind === 'loss' || d.kind === 'metric';
  const images = d.kind === 'layer' && d.family === 'preprocessing';
  const least = wide || SEVERAL_CLASSES.has(d.name) ? 2 : 1;
  const drawnSizes = resized(from.inputs, { batched, images, least }, draws);
  const sized = hasClass(config, drawnSizes) ? drawnSizes : from.inputs;
  // Augmentation in inference hands its input on as it is, with whatever hangs on it in Keras.
  const alone =
    d.kind === 'layer' && d.family !== 'preprocessing'
      ? masked(sized, draws, (s) => canMask(d, s))
      : d.kind === 'loss' || d.kind === 'metric'
        ? weighted(sized, config, draws)
        : sized;
  const begun = alone.length === 1 && draws.chance(0.15) ? initialStates(d, config, alone) : [];
  const inputs = [...alone, ...begun];
  const training = d.kind === 'layer' && (draws.chance(0.3) ? !from.training : from.training === true);
  const extra = randomExtra(d, from.extra, config, draws);
  return { name, config, inputs, ...(training && { training }), ...(extra && { extra }) };
}

/** Simpler forms of a case, simplest first: what a failing case is shrunk to as long as it still fails. */
export function* simpler(d: Definition, c: ExampleCase): Generator<ExampleCase> {
  const keys = Object.keys(c.config);
  for (const key of keys) {
    if (d.args[key]?.default === undefined) continue;
    const { [key]: _, ...config } = c.config;
    yield { ...c, config };
  }
  for (const key of keys) {
    const value = c.config[key];
    if (typeof value !== 'object' || value === null || Array.isArray(value)) continue;
    const inner = value as { className?: string; config?: JsonObject };
    for (const name of Object.keys(inner.config ?? {})) {
      const { [name]: _, ...config } = inner.config ?? {};
      yield { ...c, config: { ...c.config, [key]: { ...inner, config } as Json } };
    }
  }
  if (c.training) yield { ...c, training: false };
  for (const [i, s] of c.inputs.entries()) {
    const { mask: _, ...bare } = s;
    if (s.mask) yield { ...c, inputs: c.inputs.with(i, bare) };
  }
  const sizes = new Set(c.inputs.flatMap((s) => (isLiteral(s) ? [] : s.shape)));
  for (const size of sizes) {
    if (size <= 1) continue;
    const shrink = (shape: readonly number[]): number[] => shape.map((n) => (n === size ? n - 1 : n));
    const inputs = c.inputs.map((s) =>
      isLiteral(s) ? s : { ...s, shape: shrink(s.shape), ...(s.mask ? { mask: shrink(s.mask) } : {}) },
    );
    yield { ...c, inputs };
  }
  const steps = c.extra?.steps;
  if (typeof steps === 'number' && steps > 1) yield { ...c, extra: { ...c.extra, steps: steps - 1 } };
  const calls = c.extra?.calls;
  if (typeof calls === 'number' && calls > 1) yield { ...c, extra: { ...c.extra, calls: calls - 1 } };
  const logs = c.extra?.logs;
  if (Array.isArray(logs) && logs.length > 1) yield { ...c, extra: { ...c.extra, logs: logs.slice(0, -1) as Json[] } };
}
