/**
 * Reads kernel text in this backend's dialect into trees. The text is made by `lowering` and `dialect.ts` only; the
 * grammar is what they write: typed declarations, assignments, counted loops, conditions, and C-like expressions.
 */

export type Type = 'float' | 'int' | 'bool';

export type Expression =
  | { readonly kind: 'number'; readonly type: Type; readonly value: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'unary'; readonly op: '-' | '!'; readonly a: Expression }
  | { readonly kind: 'binary'; readonly op: string; readonly a: Expression; readonly b: Expression }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] };

export type Statement =
  | {
      readonly kind: 'declare';
      readonly mutable: boolean;
      readonly type: Type;
      readonly name: string;
      readonly value: Expression;
    }
  | { readonly kind: 'assign'; readonly name: string; readonly value: Expression }
  | {
      readonly kind: 'loop';
      readonly name: string;
      readonly from: Expression;
      readonly to: Expression;
      readonly body: readonly Statement[];
    }
  | { readonly kind: 'when'; readonly condition: Expression; readonly body: readonly Statement[] };

const TOKEN = /\s*(?:(\d+(?:\.\d+)?(?:e[+-]?\d+)?f?)|([A-Za-z_]\w*)|(&&|\|\||<=|>=|==|!=|[-+*/%<>!(){},;=]))/gy;

/** How tightly operators bind; what is none does not. */
const STRENGTH: Readonly<Record<string, number>> = {
  '||': 1, '&&': 2, '==': 3, '!=': 3, '<': 4, '<=': 4, '>': 4, '>=': 4, '+': 5, '-': 5, '*': 6, '/': 6, '%': 6,
}; // biome-ignore format: a table

class Reader {
  private readonly tokens: string[] = [];
  private at = 0;

  constructor(text: string) {
    TOKEN.lastIndex = 0;
    let end = 0;
    for (let m = TOKEN.exec(text); m; m = TOKEN.exec(text)) {
      this.tokens.push((m[1] ?? m[2] ?? m[3]) as string);
      end = TOKEN.lastIndex;
    }
    if (text.slice(end).trim() !== '') throw new Error(`Kernel text cannot be read at: ${text.slice(end, end + 40)}`);
  }

  get done(): boolean {
    return this.at >= this.tokens.length;
  }
  peek(): string {
    return this.tokens[this.at] ?? '';
  }
  next(): string {
    return this.tokens[this.at++] ?? '';
  }
  expect(token: string): void {
    const got = this.next();
    if (got !== token) throw new Error(`Kernel text: expected ${token}, got ${got}.`);
  }

  statements(end = ''): Statement[] {
    const out: Statement[] = [];
    while (!this.done && this.peek() !== end) out.push(this.statement());
    return out;
  }

  private block(): Statement[] {
    this.expect('{');
    const body = this.statements('}');
    this.expect('}');
    return body;
  }

  statement(): Statement {
    const word = this.next();
    if (word === 'let' || word === 'var') {
      const type = this.next() as Type;
      const name = this.next();
      this.expect('=');
      const value = this.expression();
      this.expect(';');
      return { kind: 'declare', mutable: word === 'var', type, name, value };
    }
    if (word === 'for') {
      const name = this.next();
      this.expect('=');
      const from = this.expression();
      this.expect(',');
      const to = this.expression();
      return { kind: 'loop', name, from, to, body: this.block() };
    }
    if (word === 'if') {
      this.expect('(');
      const condition = this.expression();
      this.expect(')');
      return { kind: 'when', condition, body: this.block() };
    }
    this.expect('=');
    const value = this.expression();
    this.expect(';');
    return { kind: 'assign', name: word, value };
  }

  /** Up to an operator that binds no tighter than this. */
  expression(outside = 0): Expression {
    let a = this.unary();
    for (;;) {
      const op = this.peek();
      const strength = STRENGTH[op] ?? 0;
      if (strength <= outside) return a;
      this.next();
      a = { kind: 'binary', op, a, b: this.expression(strength) };
    }
  }

  private unary(): Expression {
    const token = this.next();
    if (token === '-' || token === '!') return { kind: 'unary', op: token, a: this.unary() };
    if (token === '(') {
      const inside = this.expression();
      this.expect(')');
      return inside;
    }
    if (/^\d/.test(token)) {
      const type = token.endsWith('f') ? 'float' : 'int';
      return { kind: 'number', type, value: Number.parseFloat(token) };
    }
    if (token === 'true' || token === 'false') return { kind: 'number', type: 'bool', value: token === 'true' ? 1 : 0 };
    if (token === 'inf') return { kind: 'number', type: 'float', value: Number.POSITIVE_INFINITY };
    if (token === 'nan') return { kind: 'number', type: 'float', value: Number.NaN };
    if (this.peek() !== '(') return { kind: 'name', name: token };
    this.next();
    const args: Expression[] = [];
    while (this.peek() !== ')') {
      args.push(this.expression());
      if (this.peek() === ',') this.next();
    }
    this.next();
    return { kind: 'call', name: token, args };
  }
}

/** Lines read before. Kernels number their names alike, so most lines of one are in another. */
const known = new Map<string, Statement>();
const MOST_KNOWN = 4096;

/** Statements of kernel text: each begins a line, and those with a block end with a line of its closing brace. */
export function parseStatements(text: string): Statement[] {
  const out: Statement[] = [];
  let block = '';
  let depth = 0;
  for (const line of text === '' ? [] : text.split('\n')) {
    if (line.endsWith('{')) depth++;
    else if (line === '}') depth--;
    block = block === '' ? line : `${block}\n${line}`;
    if (depth > 0) continue;
    out.push(parseStatement(block));
    block = '';
  }
  return out;
}

function parseStatement(text: string): Statement {
  const before = known.get(text);
  if (before) return before;
  const reader = new Reader(text);
  const statement = reader.statement();
  if (!reader.done) throw new Error(`Kernel text goes on after its statement: ${reader.peek()}`);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(text, statement);
  return statement;
}

export function parseExpression(text: string): Expression {
  if (NAME.test(text)) return { kind: 'name', name: text };
  const reader = new Reader(text);
  const e = reader.expression();
  if (!reader.done) throw new Error(`Kernel text goes on after its expression: ${reader.peek()}`);
  return e;
}

const NAME = /^[tv]\d+$/;
