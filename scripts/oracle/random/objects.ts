/** Random example cases of one Keras object: an example case with other arguments, sizes, masks and modes. */
import type { Json, JsonObject } from '../../../src/base/json';
import type { Definition, ExampleCase, SampleSpec } from '../../../src/keras';
import { FIXED, randomConfig, seenIn } from './arguments';
import type { Draws } from './draws';

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

/** They mix colours, so that images have the channels of their examples, where these have them. */
const COLOURED: ReadonlySet<string> = new Set(['AugMix', 'RandAugment']);

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
const CORNERED: ReadonlySet<string> = new Set(['RandomPerspective']);

/**
 * Keras cannot broadcast the mask of a sequence over images, and fails; Strata can. And it broadcasts initial states of
 * other sizes than the layer's, which Strata refuses.
 */
const MASKLESS: ReadonlySet<string> = new Set(['ConvLSTM1D', 'ConvLSTM2D', 'ConvLSTM3D']);

/** Gives some sequences a mask, or takes it away. */
function masked(inputs: readonly SampleSpec[], draws: Draws, taken: boolean): SampleSpec[] {
  return inputs.map((s) => {
    if (s.mask) {
      const { mask: _, ...bare } = s;
      return draws.chance(0.2) ? bare : s;
    }
    return s.shape.length >= 3 && draws.chance(0.15) && taken ? { ...s, mask: s.shape.slice(0, 2) } : s;
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

function randomExtra(d: Definition, extra: JsonObject | undefined, draws: Draws): JsonObject | undefined {
  switch (d.kind) {
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

/** A random case of an object. `name` tells its seed and number. */
export function randomCase(d: Definition, name: string, draws: Draws): ExampleCase {
  const from = draws.pick(d.cases.filter((c) => !MASKLESS.has(d.name) || c.inputs.length === 1));
  // Which axes are the image's sides is known while the format stays the example's.
  const asExample = COLOURED.has(d.name) || CORNERED.has(d.name);
  const fixed = new Set([...FIXED, ...BOUND_TO_VALUES, ...(asExample ? ['data_format'] : [])]);
  const seen = seenIn(d.cases.map((c) => c.config));
  const rate = draws.pick([0.1, 0.25, 0.5]);
  const config = alikeDirections(randomConfig(d.args, from.config, seen, draws, rate, 0, fixed));
  const batched = d.kind === 'layer' || d.kind === 'loss' || d.kind === 'metric';
  const images = d.kind === 'layer' && d.family === 'preprocessing';
  const sized = resized(
    from.inputs,
    { batched, images, least: SQUEEZED.has(d.name) || CORNERED.has(d.name) ? 2 : 1 },
    draws,
  );
  // Augmentation in inference hands its input on as it is, with whatever hangs on it in Keras.
  const inputs =
    d.kind === 'layer' && d.family !== 'preprocessing' ? masked(sized, draws, !MASKLESS.has(d.name)) : sized;
  const training = d.kind === 'layer' && (draws.chance(0.3) ? !from.training : from.training === true);
  const extra = randomExtra(d, from.extra, draws);
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
  const logs = c.extra?.logs;
  if (Array.isArray(logs) && logs.length > 1) yield { ...c, extra: { ...c.extra, logs: logs.slice(0, -1) as Json[] } };
}
