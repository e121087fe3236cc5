/**
 * Writes the function that plays a tape: `(table, workspace, steps, thread, base)`, where the table holds the addresses of
 * inputs and outputs and how far each input moves on from step to step. All other addresses are constants. `base` is how
 * many items threads have done before; a player of one thread ignores the last two.
 */
import { Assembler, EMPTY_BLOCK, OP } from './assembler';
import { type CompiledFunction, encodeModule, type ImportedFunction } from './encode';
import type { Imports } from './imports';
import type { Liveness } from './liveness';
import { Meeting, meetingFunctions } from './meeting';
import type { Phase, Phases, Piece, Section } from './phases';
import type { Argument, Call, Command, Copy, Home, Loop, Place, Storage, Tape } from './tape';

const TABLE = 0;
const WORKSPACE = 1;
const STEPS = 2;
const THREAD = 3;
const BASE = 4;

export interface Score {
  readonly tape: Tape;
  readonly liveness: Liveness;
  /** Offsets in the workspace. */
  readonly offsets: ReadonlyMap<Storage, number>;
  /** Addresses of literals. */
  readonly literals: ReadonlyMap<Storage, number>;
  /** Whether JavaScript is called before and after each command, to look at memory. */
  readonly watched: boolean;
  /** Pages a shared memory may have; null for memory of one thread. */
  readonly sharedPages: number | null;
  /** How several threads play it; null where one does. */
  readonly concert: Concert | null;
}

export interface Concert {
  readonly phases: Phases;
  /** Threads that may take part, the caller included. */
  readonly players: number;
  /** Address of the words they count in. */
  readonly block: number;
  /** Bytes of room each has for itself. */
  readonly scratch: number;
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
  private readonly hosts = new Map<Call, { readonly arity: number; run(addresses: readonly number[]): void }>();
  private readonly inputs: number[];
  private readonly outputs: number[];
  private readonly turns = new Map<Loop, number>();
  private readonly imported: number;
  private readonly meeting: Meeting | null;
  /** Where a thread's own room begins. */
  private readonly scratch: number;

  constructor(
    private readonly score: Score,
    private readonly imports: Imports,
  ) {
    const { concert } = score;
    this.asm = new Assembler(5, imports);
    this.meeting =
      concert &&
      new Meeting(this.asm, concert.players, { thread: THREAD, base: BASE }, () => this.own + this.generated.size);
    this.scratch = concert ? this.asm.local('i32') : WORKSPACE;
    this.inputs = score.tape.inputs.map(() => this.asm.local('i32'));
    this.outputs = score.tape.outputs.map((o) => (o.replaces === null ? this.asm.local('i32') : -1));
    this.gather(score.tape.commands);
    if (concert) this.gatherParts(concert.phases.sections);
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
        if (callee.kind === 'compiled') this.compiled(callee.name, args.length);
        else if (callee.kind === 'host') this.hosts.set(c, { arity: args.length, run: callee.run });
        else this.number(callee.code);
      }
    }
  }

  /** A part of a call may be another kernel's. */
  private gatherParts(sections: readonly Section[]): void {
    for (const s of sections) {
      if (s.kind === 'walk') this.gatherParts(s.sections);
      else {
        for (const { part } of s.items.flat()) {
          const callee = part?.callee;
          if (callee?.kind === 'compiled') this.compiled(callee.name, part?.args.length ?? 0);
          else if (callee?.kind === 'generated') this.number(callee.code);
        }
      }
    }
  }

  private number(code: CompiledFunction): void {
    if (!this.generated.has(code)) this.generated.set(code, this.generated.size);
  }

  private compiled(name: string, arity: number): number {
    return this.imports.index(name, new Array(arity).fill('i32'), []);
  }

  /** The number of the first function of the module's own. */
  private get own(): number {
    return this.imported + this.hosts.size;
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
    const { concert } = score;
    if (concert) {
      asm.get(WORKSPACE);
      asm.get(THREAD);
      asm.int(concert.scratch);
      asm.op(OP.i32Mul, OP.i32Add);
      asm.set(this.scratch);
    }
    asm.op(OP.loop, EMPTY_BLOCK);
    if (concert) this.sections(concert.phases.sections);
    else this.commands(score.tape.commands);
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
    const params = new Array<'i32'>(5).fill('i32');
    const run: CompiledFunction = { params, results: [], locals: asm.locals, code: asm.code };
    const host32 = (arity: number): ImportedFunction['params'] => new Array(arity).fill('i32');
    const all: ImportedFunction[] = [...this.imports.list];
    if (score.watched) all.push(...['before', 'after'].map((name) => ({ name, params: host32(1), results: [] })));
    const hosts = [...this.hosts.values()];
    hosts.forEach((h, k) => {
      all.push({ name: `host${k}`, params: host32(h.arity), results: [] });
    });
    const meeting = concert ? meetingFunctions(concert.block, this.imports) : [];
    return {
      bytes: encodeModule(all, [...this.generated.keys(), ...meeting, run], score.sharedPages),
      hosts: hosts.map((h) => h.run),
    };
  }

  private sections(list: readonly Section[]): void {
    for (const s of list) {
      if (s.kind === 'phase') this.phase(s);
      else this.loop(s.loop, () => this.sections(s.sections));
    }
  }

  private phase({ items }: Phase): void {
    const play = (pieces: readonly Piece[]): void => {
      for (const { command, part } of pieces) {
        if (part) this.call(command as Call, part);
        else this.commands([command]);
      }
    };
    const [only, ...others] = items;
    if (others.length > 0) this.meeting?.share(items.map((pieces) => () => play(pieces)));
    else this.meeting?.lead(() => play(only ?? []));
  }

  private commands(list: readonly Command[]): void {
    for (const c of list) {
      if (c.kind === 'loop') this.loop(c, () => this.commands(c.body));
      else if (c.kind === 'call' || !this.score.liveness.idle(c)) this.watched(c);
    }
  }

  private watched(c: Call | Copy): void {
    const tell = (function_: number): void => {
      if (!this.score.watched) return;
      this.asm.int(this.score.liveness.moment(c));
      this.asm.callIndex(this.imported - 2 + function_);
    };
    tell(0);
    if (c.kind === 'copy') this.copy(c);
    else this.call(c, c);
    tell(1);
  }

  private loop(l: Loop, body: () => void): void {
    const { asm } = this;
    const turn = this.turns.get(l) as number;
    asm.int(l.reverse ? l.turns - 1 : 0);
    asm.set(turn);
    asm.op(OP.loop, EMPTY_BLOCK);
    body();
    asm.get(turn);
    asm.int(l.reverse ? -1 : 1);
    asm.op(OP.i32Add);
    asm.tee(turn);
    asm.int(l.reverse ? 0 : l.turns);
    asm.op(l.reverse ? OP.i32Ge : OP.i32Lt, OP.brIf, 0, OP.end);
  }

  /** The call itself, or a part of it. */
  private call(c: Call, { callee, args }: Pick<Call, 'callee' | 'args'>): void {
    for (const a of args) this.argument(a);
    if (callee.kind === 'compiled') this.asm.callIndex(this.compiled(callee.name, args.length));
    else if (callee.kind === 'host') this.asm.callIndex(this.imported + [...this.hosts.keys()].indexOf(c));
    else this.asm.callIndex(this.own + (this.generated.get(callee.code) as number));
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
      asm.get(this.baseOf(home));
      if (home.kind === 'planned' || home.kind === 'scratch') constant += score.offsets.get(storage) ?? 0;
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
  /** The local that holds where a memory begins. */
  private baseOf(home: Exclude<Home, { kind: 'literal' }>): number {
    switch (home.kind) {
      case 'input':
        return this.inputs[home.index] as number;
      case 'output':
        return this.outputs[home.index] as number;
      case 'planned':
        return WORKSPACE;
      case 'scratch':
        return this.scratch;
    }
  }
}
