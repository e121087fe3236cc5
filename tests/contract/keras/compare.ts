/** Closeness of numbers and equality of configs; every comparison answers with what is different, or nothing. */

import type { NumericArray } from '../../../src/base/dtype';
import { isJsonObject, type Json, type JsonObject } from '../../../src/base/json';
import { type Shape, sameShape } from '../../../src/base/shape';
import {
  type Arg,
  type Args,
  find,
  isObjectKind,
  isObjectValue,
  type Kind,
  type ObjectValue,
  type OptimizerMapValue,
  type PairsValue,
  perAxis,
  perSide,
  resolveConfig,
} from '../../../src/keras';
import { spelledOut } from './exceptions';
import { type Data, numbers } from './fixtures';
import type { Tolerance } from './tolerances';

/** The largest element's size, which rounding errors of sums scale with. */
function scale(values: readonly number[]): number {
  return values.reduce((m, v) => (Number.isFinite(v) ? Math.max(m, Math.abs(v)) : m), 0);
}

/** Null when all elements are close, else the first that is not. */
export function close(what: string, got: NumericArray, expected: Data, tolerance: Tolerance): string | null {
  const want = numbers(expected, got.length);
  if (want.length !== got.length) return `${what}: ${got.length} numbers instead of ${want.length}`;
  const room = tolerance.absolute * Math.max(1, scale(want));
  for (let i = 0; i < want.length; i++) {
    const [a, b] = [got[i] as number, want[i] as number];
    if (Object.is(a, b) || a === b) continue;
    if (tolerance.overflown && !Number.isFinite(a) && !Number.isFinite(b)) continue;
    if (!(Math.abs(a - b) <= room + tolerance.relative * Math.abs(b))) {
      return `${what}: element ${i} is ${a}, Keras has ${b} (${tolerance.name})`;
    }
  }
  return null;
}

export function sameShapes(what: string, got: Shape, want: Shape): string | null {
  return sameShape(got, want) ? null : `${what}: shape [${got}], Keras has [${want}]`;
}

const CONFIG_RELATIVE = 1e-6;

/** Equality of config values: Keras widens some numbers from float32. */
export function configEquals(a: Json | undefined, b: Json | undefined): boolean {
  if (typeof a === 'number' && typeof b === 'number') {
    return a === b || Math.abs(a - b) <= CONFIG_RELATIVE * Math.max(Math.abs(a), Math.abs(b));
  }
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((v, i) => configEquals(v as Json, b[i] as Json));
  if (isJsonObject(a) && isJsonObject(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].every((k) => configEquals(a[k], b[k]));
  }
  return a === b;
}

/** The kinds a nested object may be of. */
function kindOfArg(a: Arg): Kind | null {
  if (isObjectKind(a.kind)) return a.kind;
  return a.alternative === 'schedule' ? 'schedule' : null;
}

/** A config with every argument spelt out in one form, nested objects too, so that two spellings of one object are equal. */
export function canonicalConfig(args: Args, config: JsonObject): JsonObject {
  const full = resolveConfig(args, config) as JsonObject;
  return Object.fromEntries(Object.entries(args).map(([name, a]) => [name, canonical(a, full[name] as Json)]));
}

function canonical(a: Arg, value: Json): Json {
  const kind = kindOfArg(a);
  if (kind === 'activation' && value === null) return 'linear';
  if (value === null) return null;
  // Alone it is one of any number: an axis is a list of one axis.
  if (a.kind === 'tuple' && !a.length && typeof value === 'number') return [value];
  if (a.kind === 'tuple' && a.length && (typeof value === 'number' || Array.isArray(value))) {
    return perAxis(value as number | readonly number[], a.length);
  }
  if (a.alternative === 'pairs') return perSide(value as PairsValue, a.length ?? 1);
  if (a.kind === 'list' && Array.isArray(value)) {
    return value.map((v: Json) => (isJsonObject(v) && isObjectValue(v) ? canonicalObject('layer', v) : v));
  }
  if (a.alternative === 'optimizers') return canonicalMap(value as unknown as OptimizerMapValue);
  if (!kind || !isObjectValue(value)) return value;
  return canonicalObject(kind, value);
}

/** What Keras sets in optimizers that others wrap: a name of their class, and the wrapper's loss scale. */
const OF_THE_WRAPPER: ReadonlySet<string> = new Set(['name', 'loss_scale_factor']);

function canonicalMap({ config }: OptimizerMapValue): Json {
  const one = (value: ObjectValue): Json => canonicalObject('optimizer', value as ObjectValue & Json);
  const byPath = Object.entries(config.optimizer_map).map(([path, value]) => [path, one(value)] as const);
  return { default_optimizer: one(config.default_optimizer), optimizer_map: Object.fromEntries(byPath) };
}

function canonicalObject(kind: Kind, value: ObjectValue & Json): Json {
  const definition = find(kind, typeof value === 'string' ? value : value.className);
  if (!definition) return value;
  const config = typeof value === 'string' ? {} : value.config;
  if (kind === 'activation') return definition.name;
  const inner = canonicalConfig(definition.args, config);
  const names = Object.keys(inner).filter((name) => kind !== 'optimizer' || !OF_THE_WRAPPER.has(name));
  const spelled = names.map((name) => [name, spelledOut(name, inner) ?? null] as const);
  return { className: definition.name, config: Object.fromEntries(spelled) };
}
