/**
 * Argument kinds. A Keras object lists its arguments once, as kinds with Keras' own names and defaults; types, forms,
 * validation messages, config reading and writing, Python code and random examples all follow from that list.
 */
import { isJsonObject, type Json, type JsonObject, jsonEquals } from '../../base/json';
import { type Problem, problem } from '../../base/problem';

export type ArgKind =
  | 'int'
  | 'float'
  | 'bool'
  | 'string'
  | 'choice'
  | 'tuple'
  | 'shape'
  | 'list'
  | 'activation'
  | 'initializer'
  | 'regularizer'
  | 'constraint'
  | 'schedule'
  | 'optimizer'
  | 'layer'
  | 'json';

/** Kinds of Keras objects an argument can hold. */
export type ObjectArgKind = Extract<
  ArgKind,
  'activation' | 'initializer' | 'regularizer' | 'constraint' | 'schedule' | 'optimizer' | 'layer'
>;

/** A nested Keras object as configs hold it: an identifier (`"relu"`), or a class name with arguments. */
export type ObjectValue = string | { readonly className: string; readonly config: JsonObject };

/** How much at both ends of each axis: one number for all, one per axis, or a pair per axis. */
export type PairsValue = number | readonly (number | readonly [number, number])[];

/** An optimizer for the variables no pattern matches, and those for the ones a pattern matches. */
export interface OptimizerMapValue {
  readonly className: 'OptimizerMap';
  readonly config: {
    readonly default_optimizer: ObjectValue;
    readonly optimizer_map: { readonly [pattern: string]: ObjectValue };
  };
}

export interface Arg<T = unknown> {
  readonly kind: ArgKind;
  /** Undefined: the argument is required. */
  readonly default: Json | undefined;
  readonly nullable: boolean;
  /** One sentence for the form's help. */
  readonly doc: string;
  /** Rare arguments are folded away in the form. */
  readonly rare: boolean;
  readonly min?: number;
  readonly max?: number;
  /** Bounds are open: `min` and `max` themselves are not allowed. */
  readonly exclusive?: boolean;
  readonly choices?: readonly string[];
  /** Values that are accepted and mean something else here, with what to know about it. */
  readonly notices?: { readonly [value: string]: string };
  /** Entries of a tuple; 0 means any number. */
  readonly length?: number;
  /** What every entry of a list has to be; anything when absent. */
  readonly items?: Arg;
  /**
   * Also allows a schedule in place of a float, or a (nested) list of floats in place of one; `pairs` is a tuple whose
   * entries may be pairs: what comes before and what after; `optimizers` is Keras' OptimizerMap; `layers` is a list of
   * layers.
   */
  readonly alternative?: 'schedule' | 'array' | 'pairs' | 'optimizers' | 'layers';
  /** Keras takes it when the layer is called, not when it is made, so its configs do not hold it. */
  readonly atCall?: boolean;
  /** Never set; carries the value's type. */
  readonly type?: T;
}

export type Args = { readonly [name: string]: Arg };
export type ArgValues<A extends Args> = { readonly [K in keyof A]: A[K] extends Arg<infer T> ? T : never };

interface Common {
  readonly doc: string;
  readonly rare?: boolean;
}
interface Range extends Common {
  readonly min?: number;
  readonly max?: number;
  readonly exclusive?: boolean;
}

const base = (kind: ArgKind, def: Json | undefined, o: Common): Arg<never> => ({
  kind,
  default: def,
  nullable: def === null,
  rare: false,
  ...o,
});

/**
 * Makers of arguments. The first parameter is the default (`undefined`: required; `null`: optional and absent).
 * `arg.tuple(2, 1, …)` is Keras' `strides=1` form: one number or one per axis.
 */
export const arg = {
  int: <D extends number | null | undefined>(def: D, o: Range): Arg<D extends null ? number | null : number> =>
    base('int', def, o),
  float: <D extends number | null | undefined>(def: D, o: Range): Arg<D extends null ? number | null : number> =>
    base('float', def, o),
  bool: (def: boolean, o: Common): Arg<boolean> => base('bool', def, o),
  string: <D extends string | null | undefined>(def: D, o: Common): Arg<D extends null ? string | null : string> =>
    base('string', def, o),
  choice: <const C extends string, const D extends C | null | undefined>(
    def: D,
    choices: readonly C[],
    o: Common,
  ): Arg<D extends null ? C | null : C> => ({ ...base('choice', def, o), choices }),
  tuple: <D extends number | readonly number[] | null | undefined>(
    length: number,
    def: D,
    o: Range,
  ): Arg<D extends null ? number | readonly number[] | null : number | readonly number[]> => ({
    ...base('tuple', def, o),
    length,
  }),
  /** Keras' padding form: one number, one per axis, or a pair per axis for its two ends. */
  pairs: (length: number, def: PairsValue & Json, o: Common): Arg<PairsValue> => ({
    ...base('json', def, o),
    length,
    min: 0,
    alternative: 'pairs',
  }),
  /** A shape without the batch axis; null entries are unknown. */
  shape: <D extends readonly (number | null)[] | null | undefined>(
    def: D,
    o: Common,
  ): Arg<D extends null ? readonly (number | null)[] | null : readonly (number | null)[]> => base('shape', def, o),
  list: <D extends readonly Json[] | null | undefined>(def: D, o: Common): Arg<readonly Json[] | null> =>
    base('list', def, o),
  activation: (def: string | null, o: Common): Arg<ObjectValue | null> => ({
    ...base('activation', def, o),
    nullable: true,
  }),
  initializer: (def: string | null, o: Common): Arg<ObjectValue | null> => base('initializer', def, o),
  regularizer: (o: Common): Arg<ObjectValue | null> => base('regularizer', null, o),
  constraint: (o: Common): Arg<ObjectValue | null> => base('constraint', null, o),
  /** A learning rate: a number or a schedule. */
  rate: (def: number, o: Range): Arg<number | ObjectValue> => ({ ...base('float', def, o), alternative: 'schedule' }),
  /** A number, or a nested list of numbers that broadcasts against the input. */
  array: <D extends number | null | undefined>(
    def: D,
    o: Range,
  ): Arg<D extends null ? number | readonly Json[] | null : number | readonly Json[]> => ({
    ...base('float', def, o),
    alternative: 'array',
  }),
  /** The same with a list as its default. */
  arrayOf: (def: readonly number[], o: Range): Arg<number | readonly Json[]> => ({
    ...base('float', [...def], o),
    alternative: 'array',
  }),
  /** A list of numbers, within the bounds. */
  numbers: <D extends readonly number[] | null | undefined>(
    kind: 'int' | 'float',
    def: D,
    { min, max, ...o }: Range,
  ): Arg<D extends null ? readonly number[] | null : readonly number[]> => ({
    ...base('list', def, o),
    items: base(kind, undefined, { doc: o.doc, ...(min !== undefined && { min }), ...(max !== undefined && { max }) }),
  }),
  schedule: (o: Common): Arg<ObjectValue> => base('schedule', undefined, o),
  optimizer: (o: Common): Arg<ObjectValue> => base('optimizer', undefined, o),
  /** Which optimizer trains which variables: an OptimizerMap as Keras writes it. */
  optimizers: (o: Common): Arg<OptimizerMapValue> => ({ ...base('json', undefined, o), alternative: 'optimizers' }),
  /** `choices` are the layers a form offers; others are told what they lack by the layer itself. */
  layer: (o: Common & { readonly choices?: readonly string[] }): Arg<ObjectValue> => base('layer', undefined, o),
  /** Layers, one after another. */
  layers: (o: Common & { readonly choices?: readonly string[] }): Arg<readonly ObjectValue[]> => ({
    ...base('list', undefined, o),
    alternative: 'layers',
  }),
  /** Allows none where the default is something else. */
  optional: <T>(a: Arg<T>): Arg<T | null> => ({ ...a, nullable: true }),
  /** Also takes none, for arguments whose default is something else. */
  orNone: <T>(a: Arg<T>): Arg<T | null> => ({ ...a, nullable: true }) as Arg<T | null>,
  /** An argument of the call. */
  atCall: <T>(a: Arg<T>): Arg<T> => ({ ...a, atCall: true }),
  json: (def: Json | undefined, o: Common): Arg<Json> => ({ ...base('json', def, o), nullable: true }),
};

const OBJECT_KINDS: ReadonlySet<ArgKind> = new Set([
  'activation',
  'initializer',
  'regularizer',
  'constraint',
  'schedule',
  'optimizer',
  'layer',
]);

export function isObjectKind(kind: ArgKind): kind is ObjectArgKind {
  return OBJECT_KINDS.has(kind);
}

export function isObjectValue(v: Json | undefined): v is ObjectValue & Json {
  return typeof v === 'string' || (isJsonObject(v) && typeof v.className === 'string' && isJsonObject(v.config));
}

function rangeWords(a: Arg): string {
  const parts: string[] = [];
  if (a.min !== undefined) parts.push(a.exclusive ? `above ${a.min}` : `at least ${a.min}`);
  if (a.max !== undefined) parts.push(a.exclusive ? `below ${a.max}` : `at most ${a.max}`);
  return parts.length ? ` ${parts.join(' and ')}` : '';
}

const FLOAT_ALTERNATIVES = {
  none: '',
  schedule: ' or a learning-rate schedule',
  array: ' or a list of numbers',
  pairs: '',
  optimizers: '',
  layers: '',
} as const;

const listWords = (items: Arg): string =>
  `a list of ${items.kind === 'int' ? 'whole numbers' : 'numbers'}${rangeWords(items)}`;

/** What the argument takes, in words: `a whole number at least 1`. */
export function describeArg(a: Arg): string {
  const words: Record<ArgKind, string> = {
    int: `a whole number${rangeWords(a)}`,
    float: `a number${rangeWords(a)}${FLOAT_ALTERNATIVES[a.alternative ?? 'none']}`,
    bool: 'true or false',
    string: 'text',
    choice: `one of ${(a.choices ?? []).map((c) => `"${c}"`).join(', ')}`,
    tuple: a.length
      ? `a whole number or ${a.length} of them,${rangeWords(a) || ' any'}`
      : `whole numbers${rangeWords(a)}`,
    shape: 'a list of sizes',
    list: a.alternative === 'layers' ? 'a list of layers' : a.items ? listWords(a.items) : 'a list',
    activation: 'an activation',
    initializer: 'an initializer',
    regularizer: 'a regularizer',
    constraint: 'a constraint',
    schedule: 'a learning-rate schedule',
    optimizer: 'an optimizer',
    layer: 'a layer',
    json:
      a.alternative === 'pairs'
        ? `a whole number, ${a.length} of them, or ${a.length} pairs of them`
        : a.alternative === 'optimizers'
          ? 'an OptimizerMap: a default optimizer, and optimizers by patterns of paths'
          : 'a value',
  };
  return words[a.kind] + (a.nullable ? ' or none' : '');
}

function inRange(a: Arg, v: number): boolean {
  const low = a.min === undefined || (a.exclusive ? v > a.min : v >= a.min);
  const high = a.max === undefined || (a.exclusive ? v < a.max : v <= a.max);
  return low && high;
}

function isPairs(a: Arg, v: Json): boolean {
  const whole = (x: Json): boolean => typeof x === 'number' && Number.isInteger(x) && inRange(a, x);
  const pair = (x: Json): boolean => Array.isArray(x) && x.length === 2 && x.every(whole);
  return whole(v) || (Array.isArray(v) && v.length === a.length && v.every((x: Json) => whole(x) || pair(x)));
}

function isOptimizerMap(v: Json): boolean {
  if (!isJsonObject(v) || v.className !== 'OptimizerMap' || !isJsonObject(v.config)) return false;
  const { default_optimizer: fallback, optimizer_map: byPath } = v.config;
  return isObjectValue(fallback) && isJsonObject(byPath) && Object.values(byPath).every((o) => isObjectValue(o));
}

function accepts(a: Arg, v: Json): boolean {
  if (v === null) return a.nullable;
  const whole = (x: Json): boolean => typeof x === 'number' && Number.isInteger(x) && inRange(a, x);
  switch (a.kind) {
    case 'int':
      return whole(v);
    case 'float':
      if (a.alternative === 'schedule' && isObjectValue(v)) return true;
      if (a.alternative === 'array' && Array.isArray(v)) return v.length > 0 && v.every((x: Json) => accepts(a, x));
      return typeof v === 'number' && Number.isFinite(v) && inRange(a, v);
    case 'bool':
      return typeof v === 'boolean';
    case 'string':
      return typeof v === 'string';
    case 'choice':
      return typeof v === 'string' && (a.choices ?? []).includes(v);
    case 'tuple':
      if (Array.isArray(v)) return (!a.length || v.length === a.length) && v.every(whole);
      return whole(v);
    case 'shape':
      return (
        Array.isArray(v) && v.every((d) => d === null || (typeof d === 'number' && Number.isInteger(d) && d >= -1))
      );
    case 'list':
      if (!Array.isArray(v)) return false;
      if (a.items) return v.every((x: Json) => accepts(a.items as Arg, x));
      return a.alternative !== 'layers' || v.every((x: Json) => isObjectValue(x));
    case 'json':
      if (a.alternative === 'optimizers') return isOptimizerMap(v);
      return a.alternative !== 'pairs' || isPairs(a, v);
    default:
      return isObjectValue(v);
  }
}

/** A value as messages show it: the beginning of a long one. */
function shownValue(v: Json): string {
  const text = JSON.stringify(v);
  return text.length <= 200 ? text : `${text.slice(0, 200)}…`;
}

/** The problem with one value, or null. */
export function checkArg(name: string, a: Arg, value: Json | undefined): Problem | null {
  const v = value === undefined ? a.default : value;
  if (v === undefined)
    return problem('argument-missing', `${name} is required.`, { where: name, expected: describeArg(a) });
  if (accepts(a, v)) return null;
  const fixes =
    a.default === undefined
      ? []
      : [
          {
            label: `Use ${JSON.stringify(a.default)}`,
            action: 'set-argument',
            params: { argument: name, value: a.default },
          },
        ];
  const received = shownValue(v);
  return problem('argument-invalid', `${name} takes ${describeArg(a)}, not ${received}.`, {
    where: name,
    expected: describeArg(a),
    received,
    fixes,
  });
}

/** What to know about a value that is accepted but means something else here. */
function noticeOf(name: string, a: Arg, value: Json | undefined): Problem | null {
  const notice = typeof value === 'string' && a.notices && Object.hasOwn(a.notices, value) ? a.notices[value] : null;
  return notice ? problem('dtype-fallback', notice, { severity: 'info', where: name, received: String(value) }) : null;
}

/** All problems of a config: missing, invalid and unknown arguments. */
export function checkConfig(args: Args, config: JsonObject): Problem[] {
  const problems: Problem[] = [];
  for (const [name, a] of Object.entries(args)) {
    const p = checkArg(name, a, config[name]) ?? noticeOf(name, a, config[name]);
    if (p) problems.push(p);
  }
  for (const name of Object.keys(config)) {
    if (!Object.hasOwn(args, name)) {
      problems.push(
        problem('argument-unknown', `There is no argument ${name}.`, {
          where: name,
          severity: 'warning',
          fixes: [{ label: `Remove ${name}`, action: 'remove-argument', params: { argument: name } }],
        }),
      );
    }
  }
  return problems;
}

/** The arguments with defaults filled in. Call only after `checkConfig` found no errors. */
export function resolveConfig<A extends Args>(args: A, config: JsonObject): ArgValues<A> {
  const out: Record<string, Json> = {};
  for (const [name, a] of Object.entries(args)) {
    const v = config[name];
    out[name] = v === undefined ? (a.default ?? null) : v;
  }
  return out as ArgValues<A>;
}

/** The config with arguments that equal their default left out: how documents store it. */
export function compactConfig(args: Args, config: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(config).filter(([name, v]) => {
      const a = Object.hasOwn(args, name) ? args[name] : undefined;
      return !a || a.default === undefined || !jsonEquals(v, a.default);
    }),
  );
}

/** A tuple argument as one number per axis. */
export function perAxis(v: number | readonly number[], axes: number): number[] {
  return typeof v === 'number' ? new Array<number>(axes).fill(v) : [...v];
}

/** A pairs argument as [before, after] for each axis. */
export function perSide(v: PairsValue, axes: number): [number, number][] {
  const each = typeof v === 'number' ? new Array<number>(axes).fill(v) : v;
  return each.map((side) => (typeof side === 'number' ? [side, side] : [side[0], side[1]]));
}
