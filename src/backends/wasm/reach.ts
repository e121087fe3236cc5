/**
 * What a kernel reads when only a part of it is computed, and about how long it takes: its text is walked once with
 * ranges in place of numbers. A range may be too wide, never too narrow.
 */
import type { Range } from './compile';
import type { KernelTree } from './dialect';
import type { Expression, Statement } from './parse';

/** First and last number, both included. */
type Span = readonly [number, number];

const ANY: Span = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

/** Nanoseconds of operations on one element, where four are done at once. */
const COST = { plain: 0.1, load: 0.12, curve: 1.2, other: 6 };
/** Ones that have no vector form take so many times as long. */
const ONE_BY_ONE = 4;
const CURVES = new Set(['exp', 'log', 'tanh', 'sigmoid']);
const PLAIN =
  /^(load\d+|choose|is_\w+|\w+_to_\w+|(add|sub|mul|min|max)_int|min|max|abs|ceil|floor|round|sqrt|quotient)$/;

export class Reach {
  /** By input: the first and last element read; empty where nothing is. */
  readonly inputs: Span[] = [];
  /** Nanoseconds. */
  cost = 0;
  private readonly names = new Map<string, Span>();
  private times: number;

  /** Of the turns from `from` to `to` of the loop the kernel is cut along. */
  constructor(tree: KernelTree, range: Range, from: number, to: number, vectors: boolean) {
    tree.loops.forEach(({ name, length }, k) => {
      this.names.set(name, k === range.loop ? [from, to - 1] : [0, length - 1]);
    });
    this.names.set('i', [from * range.stride, to * range.stride - 1]);
    this.times = (to - from) * range.stride * (vectors ? 1 : ONE_BY_ONE);
    for (const s of tree.body) this.statement(s);
    for (const v of tree.values) this.value(v);
  }

  private statement(s: Statement): void {
    switch (s.kind) {
      case 'declare': {
        const span = this.value(s.value);
        this.names.set(s.name, s.mutable || s.type !== 'int' ? ANY : span);
        return;
      }
      case 'assign':
        this.value(s.value);
        return;
      case 'when':
        this.value(s.condition);
        for (const inner of s.body) this.statement(inner);
        return;
      case 'loop': {
        const [from, to] = [this.value(s.from), this.value(s.to)];
        this.names.set(s.name, [from[0], to[1] - 1]);
        const outside = this.times;
        const turns = to[1] - from[0];
        this.times *= Number.isFinite(turns) ? Math.max(0, turns) : 1;
        for (const inner of s.body) this.statement(inner);
        this.times = outside;
      }
    }
  }

  private value(e: Expression): Span {
    switch (e.kind) {
      case 'number':
        return e.type === 'int' ? [e.value, e.value] : ANY;
      case 'name':
        return this.names.get(e.name) ?? ANY;
      case 'unary': {
        const [low, high] = this.value(e.a);
        return e.op === '-' ? [-high, -low] : ANY;
      }
      case 'binary': {
        const [a, b] = [this.value(e.a), this.value(e.b)];
        if (a === ANY || b === ANY) this.cost += COST.plain * this.times;
        return joined(e.op, a, b);
      }
      case 'call':
        return this.call(
          e.name,
          e.args.map((a) => this.value(a)),
        );
    }
  }

  private call(name: string, args: readonly Span[]): Span {
    const load = /^load(\d+)$/.exec(name);
    const each = load ? COST.load : CURVES.has(name) ? COST.curve : PLAIN.test(name) ? COST.plain : COST.other;
    this.cost += each * this.times;
    const [a = ANY, b = ANY] = args;
    if (load) {
      const k = Number(load[1]);
      const known = this.inputs[k];
      this.inputs[k] = known ? [Math.min(known[0], a[0]), Math.max(known[1], a[1])] : a;
      return ANY;
    }
    switch (name) {
      case 'quotient':
        return joined('/', a, b);
      case 'max_int':
        return [Math.max(a[0], b[0]), Math.max(a[1], b[1])];
      case 'min_int':
        return [Math.min(a[0], b[0]), Math.min(a[1], b[1])];
      case 'choose':
        return [Math.min(b[0], (args[2] ?? ANY)[0]), Math.max(b[1], (args[2] ?? ANY)[1])];
      default:
        return ANY;
    }
  }
}

function joined(op: string, a: Span, b: Span): Span {
  switch (op) {
    case '+':
      return [a[0] + b[0], a[1] + b[1]];
    case '-':
      return [a[0] - b[1], a[1] - b[0]];
    case '*': {
      const all = [a[0] * b[0], a[0] * b[1], a[1] * b[0], a[1] * b[1]];
      return all.some(Number.isNaN) ? ANY : [Math.min(...all), Math.max(...all)];
    }
    case '/':
      // Of non-negative numbers, by a constant.
      return b[0] === b[1] && b[0] > 0 ? [Math.trunc(a[0] / b[0]), Math.trunc(a[1] / b[0])] : ANY;
    case '%':
      if (b[0] !== b[1] || !(b[0] > 0)) return ANY;
      if (a[0] >= 0 && a[1] < Number.POSITIVE_INFINITY && Math.floor(a[0] / b[0]) === Math.floor(a[1] / b[0])) {
        return [a[0] % b[0], a[1] % b[0]];
      }
      return [a[0] < 0 ? 1 - b[0] : 0, b[0] - 1];
    default:
      return ANY;
  }
}
