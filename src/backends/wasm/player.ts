/**
 * Writes the function that plays a tape: `(table, workspace, steps)`, where the table holds the addresses of inputs and
 * outputs and how far each input moves on from step to step. All other addresses are constants.
 */
import { Assembler, EMPTY_BLOCK, OP } from './assembler';
import { type CompiledFunction, encodeModule, type ImportedFunction } from './encode';
import type { Imports } from './imports';
import type { Liveness } from './liveness';
import type { Argument, Call, Command, Copy, Loop, Place, Storage, Tape } from './tape';
import { argumentsAt, type Jobs } from './threads';

const TABLE = 0;
const WORKSPACE = 1;
const STEPS = 2;

export interface Score {
  readonly tape: Tape;
  readonly liveness: Liveness;
  /** Offsets in the workspace. */
  readonly offsets: ReadonlyMap<Storage, number>;
  /** Addresses of literals. */
  readonly literals: ReadonlyMap<Storage, number>;
  /** Whether JavaScript is called before and after each command, to look at memory. */
  readonly watched: boolean;
  /** Where jobs for threads are put, and how kernels are numbered there. */
  readonly jobs: Jobs;
}

/** Position in the table of an input's or output's address, and of the bytes an input moves on by. */
export const tableSlots = (tape: Tape) => ({
  input: (k: number) => k,
  output: (k: number) => tape.inputs.length + k,
  stride: (k: number) => tape.inputs.length + tape.outputs.length + k,
  length: 2 * tape.inputs.length + tape.outputs.length,
});

export interface Played {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Functions of JavaScript the module imports as `host0`, `host1`, ... */
  readonly hosts: readonly ((addresses: readonly number[]) => void)[];
}

export function writePlayer(score: Score, imports: Imports): Played {
  return new Writer(score, imports).write();
}

class Writer {
  private readonly asm: Assembler;
  private readonly generated = new Map<CompiledFunction, number>();
  private readonly hosts: { readonly name: string; readonly arity: number; run(addresses: readonly number[]): void }[] =
    [];
  private readonly inputs: number[];
  private readonly outputs: number[];
  private readonly turns = new Map<Loop, number>();
  private readonly imported: number;

  constructor(
    private readonly score: Score,
    private readonly imports: Imports,
  ) {
    this.asm = new Assembler(3, imports);
    this.inputs = score.tape.inputs.map(() => this.asm.local('i32'));
    this.outputs = score.tape.outputs.map((o) => (o.replaces === null ? this.asm.local('i32') : -1));
    this.gather(score.tape.commands);
    this.imported = imports.list.length + (score.watched ? 2 : 0);
  }

  /** Numbers everything that is called before any call is written. */
  private gather(commands: readonly Command[]): void {
    for (const c of commands) {
      if (c.kind === 'loop') {
        this.turns.set(c, this.asm.local('i32'));
        this.gather(c.body);
      } else if (c.kind === 'call') {
        const { callee, args } = c;
        if (c.parts) this.forked();
        else if (callee.kind === 'compiled') this.compiled(callee.name, args.length);
        else if (callee.kind === 'host') this.hosts.push({ name: callee.name, arity: args.length, run: callee.run });
        else if (!this.generated.has(callee.code)) this.generated.set(callee.code, this.generated.size);
      }
    }
  }

  /** `fork(kernel, parts, arguments of each)` does what lies in the job block. */
  private forked(): number {
    return this.compiled('fork', 3);
  }

  private compiled(name: string, arity: number): number {
    return this.imports.index(name, new Array(arity).fill('i32'), []);
  }

  write(): Played {
    const { asm, score } = this;
    const slots = tableSlots(score.tape);
    const load = (slot: number): void => {
      asm.get(TABLE);
      asm.memory(OP.i32Load, 2, 4 * slot);
    };
    this.inputs.forEach((local, k) => {
      load(slots.input(k));
      asm.set(local);
    });
    this.outputs.forEach((local, k) => {
      if (local < 0) return;
      load(slots.output(k));
      asm.set(local);
    });
    const replaced = new Set(score.tape.outputs.map((o) => o.replaces));
    const moving = this.inputs.map((local, k) => ({ local, k })).filter(({ k }) => !replaced.has(k));
    const strides = moving.map(({ k }) => {
      const stride = asm.local('i32');
      load(slots.stride(k));
      asm.set(stride);
      return stride;
    });
    asm.op(OP.loop, EMPTY_BLOCK);
    let host = 0;
    const nextHost = (): number => this.imported + host++;
    this.commands(score.tape.commands, nextHost);
    asm.get(STEPS);
    asm.int(1);
    asm.op(OP.i32Sub);
    asm.tee(STEPS);
    asm.op(OP.if, EMPTY_BLOCK);
    moving.forEach(({ local }, k) => {
      asm.get(local);
      asm.get(strides[k] as number);
      asm.op(OP.i32Add);
      asm.set(local);
    });
    asm.op(OP.br, 1, OP.end, OP.end);
    const run: CompiledFunction = { params: ['i32', 'i32', 'i32'], results: [], locals: asm.locals, code: asm.code };
    const host32 = (arity: number): ImportedFunction['params'] => new Array(arity).fill('i32');
    const all: ImportedFunction[] = [...this.imports.list];
    if (score.watched) all.push(...['before', 'after'].map((name) => ({ name, params: host32(1), results: [] })));
    this.hosts.forEach((h, k) => {
      all.push({ name: `host${k}`, params: host32(h.arity), results: [] });
    });
    return {
      bytes: encodeModule(all, [...this.generated.keys(), run], this.score.jobs.memoryPages),
      hosts: this.hosts.map((h) => h.run),
    };
  }

  private commands(list: readonly Command[], nextHost: () => number): void {
    for (const c of list) {
      if (c.kind === 'loop') this.loop(c, nextHost);
      else if (c.kind === 'call' || !this.score.liveness.idle(c)) this.watched(c, nextHost);
    }
  }

  private watched(c: Call | Copy, nextHost: () => number): void {
    const tell = (function_: number): void => {
      if (!this.score.watched) return;
      this.asm.int(this.score.liveness.moment(c));
      this.asm.callIndex(this.imported - 2 + function_);
    };
    tell(0);
    if (c.kind === 'copy') this.copy(c);
    else this.call(c, nextHost);
    tell(1);
  }

  private loop(l: Loop, nextHost: () => number): void {
    const { asm } = this;
    const turn = this.turns.get(l) as number;
    asm.int(l.reverse ? l.turns - 1 : 0);
    asm.set(turn);
    asm.op(OP.loop, EMPTY_BLOCK);
    this.commands(l.body, nextHost);
    asm.get(turn);
    asm.int(l.reverse ? -1 : 1);
    asm.op(OP.i32Add);
    asm.tee(turn);
    asm.int(l.reverse ? 0 : l.turns);
    asm.op(l.reverse ? OP.i32Ge : OP.i32Lt, OP.brIf, 0, OP.end);
  }

  private call(c: Call, nextHost: () => number): void {
    if (c.parts) {
      this.fork(c, c.parts);
      return;
    }
    for (const a of c.args) this.argument(a);
    const { callee } = c;
    if (callee.kind === 'compiled') this.asm.callIndex(this.compiled(callee.name, c.args.length));
    else if (callee.kind === 'host') this.asm.callIndex(nextHost());
    else this.asm.callIndex(this.imported + this.hosts.length + (this.generated.get(callee.code) as number));
  }

  private fork(c: Call, parts: NonNullable<Call['parts']>): void {
    const { asm } = this;
    parts.forEach((args, part) => {
      args.forEach((a, k) => {
        asm.int(this.score.jobs.block + argumentsAt(part) + 4 * k);
        this.argument(a);
        asm.memory(OP.i32Store, 2);
      });
    });
    asm.int(this.score.jobs.numberOf(c.callee.name));
    asm.int(parts.length);
    asm.int(parts[0]?.length ?? 0);
    asm.callIndex(this.forked());
  }

  private copy(c: Copy): void {
    this.address(c.to);
    this.address(c.from);
    this.asm.int(c.from.bytes);
    this.asm.op(OP.memoryCopy);
  }

  private argument(a: Argument): void {
    if (typeof a === 'number') this.asm.int(a);
    else if ('word' in a) {
      this.address(a.word);
      this.asm.memory(OP.i32Load, 2);
    } else this.address(a.address, a.plus ?? 0);
  }

  private address(place: Place, plus = 0): void {
    const { asm, score } = this;
    const { storage, offset, strides } = score.liveness.resolve(place);
    const { home } = storage;
    let constant = offset + plus;
    if (home.kind === 'literal') {
      constant += score.literals.get(storage) ?? 0;
      asm.int(constant);
    } else {
      const base =
        home.kind === 'input' ? this.inputs[home.index] : home.kind === 'output' ? this.outputs[home.index] : WORKSPACE;
      asm.get(base as number);
      if (home.kind === 'planned') constant += score.offsets.get(storage) ?? 0;
      if (constant !== 0) {
        asm.int(constant);
        asm.op(OP.i32Add);
      }
    }
    for (const s of strides) {
      asm.get(this.turns.get(s.loop) as number);
      asm.int(s.bytes);
      asm.op(OP.i32Mul, OP.i32Add);
    }
  }
}
