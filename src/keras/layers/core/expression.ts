/**
 * A small language for what a Lambda layer computes: arithmetic over x, a fixed list of functions, names for numbers.
 * It is read into a tree and carried out on tensors; nothing of it is ever evaluated as script. Every expression is also
 * Python over `keras.ops`, and means the same there.
 */
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';

export type Expression =
  | { readonly kind: 'number'; readonly value: number | null }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'negative'; readonly of: Expression }
  | { readonly kind: 'operation'; readonly op: string; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly values: readonly Expression[];
      readonly named: ReadonlyMap<string, Expression>;
    };

/** What cannot be read, and where (counted from 1). */
export class ExpressionError extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

type Value = Tensor | number;

const ONE: { readonly [name: string]: (x: Tensor) => Tensor } = {
  abs: ops.abs,
  arccos: ops.acos,
  arcsin: ops.asin,
  arctan: ops.atan,
  ceil: ops.ceil,
  cos: ops.cos,
  cosh: ops.cosh,
  erf: ops.erf,
  exp: ops.exp,
  expm1: ops.expm1,
  floor: ops.floor,
  log: ops.log,
  log1p: ops.log1p,
  relu: ops.relu,
  round: ops.round,
  rsqrt: ops.rsqrt,
  sigmoid: ops.sigmoid,
  sign: ops.sign,
  sin: ops.sin,
  sinh: ops.sinh,
  softplus: ops.softplus,
  sqrt: ops.sqrt,
  square: ops.square,
  tan: ops.tan,
  tanh: ops.tanh,
};

const TWO: { readonly [name: string]: (a: Value, b: Value) => Tensor } = {
  maximum: ops.maximum,
  minimum: ops.minimum,
};

const OVER_AXES: { readonly [name: string]: (x: Tensor, axis: number | undefined, keepdims: boolean) => Tensor } = {
  max: ops.max,
  mean: ops.mean,
  min: ops.min,
  softmax: (x, axis) => ops.softmax(x, axis ?? -1),
  sum: ops.sum,
};

/** How many values a function needs. */
const needed = (name: string): number => (name === 'clip' ? 3 : Object.hasOwn(TWO, name) ? 2 : 1);

const OPERATIONS: {
  readonly [op: string]: readonly [(a: Value, b: Value) => Tensor, (a: number, b: number) => number];
} = {
  '+': [ops.add, (a, b) => a + b],
  '-': [ops.sub, (a, b) => a - b],
  '*': [ops.mul, (a, b) => a * b],
  '/': [ops.div, (a, b) => a / b],
  '%': [ops.mod, (a, b) => a - b * Math.floor(a / b)],
  '**': [power, (a, b) => a ** b],
};

export const FUNCTIONS: readonly string[] = [
  ...Object.keys(ONE),
  ...Object.keys(TWO),
  ...Object.keys(OVER_AXES),
  'clip',
].sort();

/** Whole powers are products, which hold for negative numbers too. */
function power(a: Value, b: Value): Tensor {
  if (a instanceof ops.Tensor && typeof b === 'number' && Number.isInteger(b) && b > 0 && b <= 4) {
    return Array.from({ length: b - 1 }).reduce<Tensor>((y) => ops.mul(y, a), a);
  }
  return ops.pow(a, b);
}

const TOKEN = /\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|(\*\*|[-+*/%(),=]))/y;

/** @throws ExpressionError */
export function parse(text: string): Expression {
  const tokens: { readonly text: string; readonly at: number; readonly kind: 'number' | 'name' | 'sign' | 'end' }[] =
    [];
  TOKEN.lastIndex = 0;
  const length = text.trimEnd().length;
  while (TOKEN.lastIndex < length) {
    const from = TOKEN.lastIndex;
    const m = TOKEN.exec(text);
    if (!m) throw new ExpressionError(`“${text.slice(from).trim().charAt(0)}” has no meaning here`, from + 1);
    const kind = m[1] !== undefined ? 'number' : m[2] !== undefined ? 'name' : 'sign';
    tokens.push({ text: m[0].trim(), at: TOKEN.lastIndex - m[0].trim().length + 1, kind });
  }
  tokens.push({ text: '', at: length + 1, kind: 'end' });
  let next = 0;
  const peek = () => tokens[next] as (typeof tokens)[number];
  const take = () => tokens[next++] as (typeof tokens)[number];
  const wanted = (what: string): never => {
    const t = peek();
    throw new ExpressionError(`${what} is missing ${t.kind === 'end' ? 'at the end' : `before “${t.text}”`}`, t.at);
  };
  const accept = (sign: string): boolean => {
    if (peek().kind !== 'sign' || peek().text !== sign) return false;
    next++;
    return true;
  };
  const chain = (signs: readonly string[], inner: () => Expression): Expression => {
    let left = inner();
    while (peek().kind === 'sign' && signs.includes(peek().text)) {
      left = { kind: 'operation', op: take().text, left, right: inner() };
    }
    return left;
  };
  const sum = (): Expression => chain(['+', '-'], product);
  const product = (): Expression => chain(['*', '/', '%'], signed);
  const signed = (): Expression => {
    if (accept('-')) return { kind: 'negative', of: signed() };
    if (accept('+')) return signed();
    const base = atom();
    return accept('**') ? { kind: 'operation', op: '**', left: base, right: signed() } : base;
  };
  const atom = (): Expression => {
    if (accept('(')) {
      const inner = sum();
      return accept(')') ? inner : wanted('“)”');
    }
    if (peek().kind === 'number') return { kind: 'number', value: Number(take().text) };
    if (peek().kind !== 'name') return wanted('A number, x or a function');
    const { text: name, at } = take();
    if (name === 'None' || name === 'False') return { kind: 'number', value: name === 'None' ? null : 0 };
    if (name === 'True') return { kind: 'number', value: 1 };
    return accept('(') ? call(name, at) : { kind: 'name', name };
  };
  const call = (name: string, at: number): Expression => {
    if (!FUNCTIONS.includes(name)) throw new ExpressionError(`There is no function ${name}`, at);
    const values: Expression[] = [];
    const named = new Map<string, Expression>();
    while (!accept(')')) {
      if (values.length + named.size > 0 && !accept(',')) wanted('“,” or “)”');
      const follows = tokens[next + 1];
      if (peek().kind === 'name' && follows?.text === '=') {
        const key = take().text;
        next++;
        named.set(key, sum());
      } else values.push(sum());
    }
    const missing = needed(name) - values.length;
    if (missing > 0) throw new ExpressionError(`${name} needs ${needed(name)} values`, at);
    return { kind: 'call', name, values, named };
  };
  const whole = sum();
  return peek().kind === 'end' ? whole : wanted('An operation');
}

/** The names an expression uses. */
export function namesIn(e: Expression): string[] {
  switch (e.kind) {
    case 'number':
      return [];
    case 'name':
      return [e.name];
    case 'negative':
      return namesIn(e.of);
    case 'operation':
      return [...namesIn(e.left), ...namesIn(e.right)];
    case 'call':
      return [...e.values, ...e.named.values()].flatMap(namesIn);
  }
}

const tensor = (v: Value): Tensor => (v instanceof ops.Tensor ? v : ops.scalar(v));

/** Carries an expression out inside the open trace. @throws Error for axes and shapes that do not fit */
export function compute(e: Expression, names: ReadonlyMap<string, Value>): Value {
  switch (e.kind) {
    case 'number':
      return e.value ?? 0;
    case 'name':
      return names.get(e.name) ?? 0;
    case 'negative': {
      const v = compute(e.of, names);
      return v instanceof ops.Tensor ? ops.neg(v) : -v;
    }
    case 'operation': {
      const [a, b] = [compute(e.left, names), compute(e.right, names)];
      const [ofTensors, ofNumbers] = OPERATIONS[e.op] as (typeof OPERATIONS)[string];
      return typeof a === 'number' && typeof b === 'number' ? ofNumbers(a, b) : ofTensors(a, b);
    }
    case 'call':
      return called(e, names);
  }
}

function called(e: Expression & { kind: 'call' }, names: ReadonlyMap<string, Value>): Tensor {
  const at = (i: number): Value => compute(e.values[i] as Expression, names);
  const one = ONE[e.name];
  if (one) return one(tensor(at(0)));
  const two = TWO[e.name];
  if (two) return two(tensor(at(0)), at(1));
  if (e.name === 'clip') return ops.clip(tensor(at(0)), at(1), at(2));
  const given = (name: string, place: number): number | null => {
    const v = e.named.get(name) ?? e.values[place];
    if (!v || (v.kind === 'number' && v.value === null)) return null;
    const value = compute(v, names);
    return typeof value === 'number' ? value : null;
  };
  const over = OVER_AXES[e.name] as (typeof OVER_AXES)[string];
  return over(tensor(at(0)), given('axis', 1) ?? undefined, given('keepdims', 2) === 1);
}
