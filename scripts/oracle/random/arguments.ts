/**
 * Random values of arguments, from nothing but their kind, range and default. What a kind does not tell (the words of a
 * text, the shape of a list) is taken from the object's example cases.
 */
import { type Json, type JsonObject, jsonEquals } from '../../../src/base/json';
import { type Arg, type Args, allOf, find, isObjectKind, isObjectValue, type Kind } from '../../../src/keras';
import type { Draws } from './draws';

/** Values an argument has in examples. */
type Seen = { readonly [argument: string]: readonly Json[] };

/** Optimizers of which LossScaleOptimizer loses what they keep beside slots, so that Keras' own numbers are off. */
const FORGETFUL: ReadonlySet<string> = new Set(['Nadam', 'Adafactor']);

/** Objects of these kinds are drawn with default arguments only where they have required ones. */
function randomObject(kind: Kind, draws: Draws, depth: number): Json {
  const usable = allOf(kind).filter(
    (d) => Object.values(d.args).every((a) => a.default !== undefined) && !FORGETFUL.has(d.name),
  );
  const d = draws.pick(usable);
  if (kind === 'activation') return d.name;
  return { className: d.name, config: depth > 1 ? {} : randomConfig(d.args, {}, {}, draws, 0.2, depth + 1) };
}

/** A schedule as one of its examples has it, with other numbers. */
function randomSchedule(draws: Draws, depth: number): Json {
  const d = draws.pick(allOf('schedule'));
  const { config } = draws.pick(d.cases);
  return { className: d.name, config: randomConfig(d.args, config, {}, draws, 0.2, depth + 1) };
}

function randomInt(a: Arg, draws: Draws): number {
  const low = a.min ?? (typeof a.default === 'number' ? a.default - 2 : -2);
  const first = a.exclusive ? low + 1 : low;
  return draws.whole(first, Math.min(a.max ?? first + 5, first + 5));
}

function randomFloat(a: Arg, draws: Draws): number {
  const { min, max } = a;
  if (min !== undefined && max !== undefined) return draws.between(min + (max - min) * 0.02, max - (max - min) * 0.02);
  const near = typeof a.default === 'number' && a.default !== 0 ? a.default : 0.5;
  if (min !== undefined && min >= 0) return Math.max(min, Number((near * 3 ** draws.between(-1, 1)).toPrecision(3)));
  return draws.chance(0.5) ? draws.between(-1, 1) : Number((near * draws.between(0.3, 2)).toPrecision(3));
}

/** A value the kind allows, or undefined where the kind alone cannot tell one. */
function fresh(a: Arg, draws: Draws, depth: number): Json | undefined {
  switch (a.kind) {
    case 'int':
      return randomInt(a, draws);
    case 'float':
      if (a.alternative === 'schedule' && draws.chance(0.3)) return randomSchedule(draws, depth);
      return randomFloat(a, draws);
    case 'bool':
      return draws.chance(0.5);
    case 'choice':
      return draws.pick(a.choices ?? []);
    case 'tuple':
      if (!a.length) return undefined;
      return draws.chance(0.5)
        ? randomInt({ ...a, max: Math.min(a.max ?? 3, 3) }, draws)
        : Array.from({ length: a.length }, () => randomInt({ ...a, max: Math.min(a.max ?? 3, 3) }, draws));
    case 'json':
      if (a.alternative !== 'pairs') return undefined;
      return Array.from({ length: a.length ?? 1 }, () => [draws.whole(0, 2), draws.whole(0, 2)]);
    case 'activation':
    case 'initializer':
    case 'regularizer':
    case 'constraint':
    case 'optimizer':
      return randomObject(a.kind, draws, depth);
    default:
      return undefined;
  }
}

/** A random value of an argument: one its kind allows, or one seen in an example; undefined leaves it alone. */
function randomValue(name: string, a: Arg, seen: Seen, draws: Draws, depth = 0): Json | undefined {
  if (a.nullable && draws.chance(0.15)) return null;
  const known = seen[name] ?? [];
  if (known.length > 0 && draws.chance(0.4)) return draws.pick(known);
  return fresh(a, draws, depth) ?? (known.length > 0 ? draws.pick(known) : undefined);
}

/** Arguments that name things or choose what there is one of here. */
export const FIXED: ReadonlySet<string> = new Set(['name', 'dtype', 'verbose']);

/** Whether a config gives an argument another value than its default; what has none is always given one. */
export const isAway = (a: Arg, value: Json | undefined): boolean =>
  value !== undefined && (a.default === undefined || !jsonEquals(value, a.default));

/** Values drawn for an argument until one is not its default. */
const MOST_DRAWN = 8;

/**
 * A config made from another by drawing some of its arguments anew: those wanted away from their defaults, and others at
 * a rate. Nested objects keep their class and have their own arguments drawn half of the time.
 */
export function randomConfig(
  args: Args,
  from: JsonObject,
  seen: Seen,
  draws: Draws,
  rate: number,
  depth = 0,
  fixed: ReadonlySet<string> = FIXED,
  wanted: ReadonlySet<string> = new Set(),
): JsonObject {
  const out: Record<string, Json> = { ...from };
  for (const [name, a] of Object.entries(args)) {
    if (fixed.has(name)) continue;
    const present = out[name];
    if (present !== undefined && isObjectKind(a.kind) && typeof present === 'object' && isObjectValue(present)) {
      const inner = typeof present === 'string' ? null : present;
      const d = inner ? find(a.kind, inner.className) : undefined;
      if (inner && d && draws.chance(0.5)) {
        out[name] = {
          className: inner.className,
          config: randomConfig(d.args, inner.config, {}, draws, rate, depth + 1, fixed.has('stateful') ? fixed : FIXED),
        };
        continue;
      }
    }
    const must = wanted.has(name);
    if (a.kind === 'layer' || !(must || draws.chance(name === 'trainable' ? rate / 4 : rate))) continue;
    let value = randomValue(name, a, seen, draws, depth);
    for (let i = 1; must && !isAway(a, value) && i < MOST_DRAWN; i++) value = randomValue(name, a, seen, draws, depth);
    if (value !== undefined) out[name] = value;
  }
  const usable = inOrder(args, awayFromOneChannel(awayFromRoots(awayFromOverflow(awayFromKinks(args, out)))));
  return depth > 0 ? withoutGain(usable) : usable;
}

/** Arguments in the order a layer has them: Python makes the objects among them, and gives them seeds, as they are written. */
function inOrder(args: Args, config: JsonObject): JsonObject {
  const known = Object.keys(args).filter((name) => Object.hasOwn(config, name));
  return { ...Object.fromEntries(known.map((name) => [name, config[name] as Json])), ...config };
}

/** Identity does not write its gain into its config, so that copies of a layer inside another begin with 1. */
function withoutGain(config: JsonObject): JsonObject {
  const plain = (value: Json): Json => (classOf(value).startsWith('identity') ? 'identity' : value);
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [name, name.endsWith('_initializer') ? plain(value) : value]),
  );
}

const classOf = (value: Json | undefined): string => {
  const name = typeof value === 'string' ? value : (value as JsonObject | null | undefined)?.className;
  return typeof name === 'string' ? name.replaceAll('_', '').toLowerCase() : '';
};

/** Starting values whose rows are orthogonal. */
const ORTHOGONAL: ReadonlySet<string> = new Set([
  'orthogonal',
  'orthogonalinitializer',
  'identity',
  'identityinitializer',
]);

/**
 * OrthogonalRegularizer sums |products of rows|: at orthogonal rows these are rounding noise, and so is the sign of its
 * derivative. Such weights start elsewhere.
 */
function awayFromKinks(args: Args, config: JsonObject): JsonObject {
  const out: Record<string, Json> = { ...config };
  for (const name of Object.keys(args)) {
    const starts = name.replace('_regularizer', '_initializer');
    if (starts === name || !args[starts] || !classOf(out[name]).startsWith('orthogonal')) continue;
    if (ORTHOGONAL.has(classOf(out[starts] ?? args[starts]?.default))) out[starts] = 'glorot_uniform';
  }
  return out;
}

/** A gate without bounds makes a state grow with each step, past what float32 holds. */
const awayFromOverflow = (config: JsonObject): JsonObject =>
  classOf(config.recurrent_activation) === 'logsoftmax' ? { ...config, recurrent_activation: 'softmax' } : config;

/**
 * A variance below zero has no root, and which of several values that are no numbers is the largest is nobody's rule:
 * variances start above zero.
 */
function awayFromRoots(config: JsonObject): JsonObject {
  const starts = classOf(config.moving_variance_initializer);
  if (starts === '' || starts === 'ones' || starts === 'zeros') return config;
  return {
    ...config,
    moving_variance_initializer: { className: 'RandomUniform', config: { minval: 0.5, maxval: 2 } },
  };
}

/**
 * STFT makes kernels of one channel whatever shape it is asked for, and Keras does not look: on more channels it then runs
 * a convolution in groups, with a weight of another shape than the layer's. A recurrent kernel has as many channels as the
 * layer has filters, and that of an einsum no channels at all.
 */
function awayFromOneChannel(config: JsonObject): JsonObject {
  const isStft = (name: string): boolean => classOf(config[name]).startsWith('stft');
  const einsum = ['equation', 'num_heads', 'num_query_heads'].some((name) => config[name] !== undefined);
  return {
    ...config,
    ...(isStft('recurrent_initializer') && { recurrent_initializer: 'glorot_uniform' }),
    ...(einsum && isStft('kernel_initializer') && { kernel_initializer: 'glorot_uniform' }),
  };
}

/** All values the example cases of an object give its arguments. */
export function seenIn(configs: readonly JsonObject[]): Seen {
  const seen: Record<string, Json[]> = {};
  for (const config of configs)
    for (const [name, value] of Object.entries(config)) {
      const list = seen[name] ?? [];
      list.push(value as Json);
      seen[name] = list;
    }
  return seen;
}
