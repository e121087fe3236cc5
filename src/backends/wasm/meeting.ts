/**
 * How threads that play one program share the items of a phase and wait for each other, written into the player. Every
 * item has a word that says up to which count it was taken; a common count of items done ends the phase. Each thread
 * begins with the items it had in the phase before, where its caches have their data. What is taken is taken once: a
 * thread that comes late finds nothing to take in phases that are over, and walks on.
 */
import { Assembler, ATOMIC, EMPTY_BLOCK, OP } from './assembler';
import { type CompiledFunction, VALUE } from './encode';
import type { Imports } from './imports';
import { COUNTERS } from './threads';

/** Looks at the count before a thread goes to sleep: some tens of microseconds. */
const LOOKS = 20_000;

/** Functions of a module that shares its phases, in the order in which `meetingFunctions` gives them. */
const [TAKE, COUNT, WAIT] = [0, 1, 2];

/** @param block address of the words threads count in */
export function meetingFunctions(block: number, imports: Imports): CompiledFunction[] {
  return [takeFunction(block, imports), countFunction(block, imports), waitFunction(block, imports)];
}

/** `(item, target)`: whether the item could be taken up to that count. */
function takeFunction(block: number, imports: Imports): CompiledFunction {
  const asm = new Assembler(2, imports);
  const [item, target] = [0, 1];
  const [place, before] = [asm.local('i32'), asm.local('i32')];
  asm.get(item);
  asm.int(COUNTERS.slotBytes);
  asm.op(OP.i32Mul);
  asm.int(block + COUNTERS.slots);
  asm.op(OP.i32Add);
  asm.set(place);
  // Counts may pass the largest number: their difference does not.
  const earlier = (): void => {
    asm.get(target);
    asm.op(OP.i32Sub);
    asm.int(0);
    asm.op(OP.i32Lt);
  };
  asm.get(place);
  asm.atomic(ATOMIC.load);
  asm.tee(before);
  earlier();
  asm.op(OP.if, VALUE.i32);
  asm.get(place);
  asm.get(before);
  asm.get(target);
  asm.atomic(ATOMIC.exchangeIf);
  earlier();
  asm.op(OP.else);
  asm.int(0);
  asm.op(OP.end);
  return { params: ['i32', 'i32'], results: ['i32'], locals: asm.locals, code: asm.code };
}

/** `(items, target)`: counts what was done; whoever completes a phase wakes those who went to sleep over it. */
function countFunction(block: number, imports: Imports): CompiledFunction {
  const asm = new Assembler(2, imports);
  const [items, target] = [0, 1];
  asm.int(block + COUNTERS.done);
  asm.get(items);
  asm.atomic(ATOMIC.add);
  asm.get(items);
  asm.op(OP.i32Add);
  asm.get(target);
  asm.op(OP.i32Eq, OP.if, EMPTY_BLOCK);
  asm.int(block + COUNTERS.sleeping);
  asm.atomic(ATOMIC.load);
  asm.op(OP.if, EMPTY_BLOCK);
  asm.int(block + COUNTERS.done);
  asm.int(-1);
  asm.atomic(ATOMIC.notify);
  asm.op(OP.drop, OP.end, OP.end);
  return { params: ['i32', 'i32'], results: [], locals: asm.locals, code: asm.code };
}

/** `(target)`: waits until so many items are done. It looks for a while, then sleeps. */
function waitFunction(block: number, imports: Imports): CompiledFunction {
  const asm = new Assembler(1, imports);
  const target = 0;
  const [done, left] = [asm.local('i32'), asm.local('i32')];
  const sleeping = (more: number): void => {
    asm.int(block + COUNTERS.sleeping);
    asm.int(more);
    asm.atomic(ATOMIC.add);
    asm.op(OP.drop);
  };
  asm.int(LOOKS);
  asm.set(left);
  asm.op(OP.block, EMPTY_BLOCK, OP.loop, EMPTY_BLOCK);
  asm.int(block + COUNTERS.done);
  asm.atomic(ATOMIC.load);
  asm.tee(done);
  asm.get(target);
  asm.op(OP.i32Sub);
  asm.int(0);
  asm.op(OP.i32Ge, OP.brIf, 1);
  asm.get(left);
  asm.int(1);
  asm.op(OP.i32Sub);
  asm.tee(left);
  asm.op(OP.brIf, 0);
  sleeping(1);
  asm.int(block + COUNTERS.done);
  asm.get(done);
  // For as long as it takes.
  asm.op(I64_CONST, MINUS_ONE);
  asm.atomic(ATOMIC.wait);
  asm.op(OP.drop);
  sleeping(-1);
  asm.int(1);
  asm.set(left);
  asm.op(OP.br, 0, OP.end, OP.end);
  return { params: ['i32'], results: [], locals: asm.locals, code: asm.code };
}

const [I64_CONST, MINUS_ONE] = [0x42, 0x7f];

export interface MeetingLocals {
  /** This thread's number; 0 is the caller's. */
  readonly thread: number;
  /** The count of items done before the program. */
  readonly base: number;
}

/** Writes phases into the function that all threads play. */
export class Meeting {
  private readonly item: number;
  private readonly left: number;
  private readonly mine: number;

  /**
   * @param players threads that may take part
   * @param first number of the first of `meetingFunctions` in the module
   */
  constructor(
    private readonly asm: Assembler,
    private readonly players: number,
    private readonly locals: MeetingLocals,
    private readonly first: () => number,
  ) {
    this.item = asm.local('i32');
    this.left = asm.local('i32');
    this.mine = asm.local('i32');
  }

  /** A phase of one item, which only the caller plays. */
  lead(play: () => void): void {
    const { asm, locals } = this;
    this.begin(1);
    asm.get(locals.thread);
    asm.op(OP.eqz, OP.if, EMPTY_BLOCK);
    play();
    asm.int(1);
    this.call(COUNT);
    asm.op(OP.else);
    this.wait();
    asm.op(OP.end);
  }

  /** A phase of several items. */
  share(items: readonly (() => void)[]): void {
    const { asm, locals } = this;
    const count = items.length;
    this.begin(count);
    asm.int(0);
    asm.set(this.mine);
    asm.int(count);
    asm.set(this.left);
    // Neighbouring items go to one thread.
    asm.get(locals.thread);
    asm.int(count);
    asm.op(OP.i32Mul);
    asm.int(this.players);
    asm.op(OP.i32DivUnsigned);
    asm.set(this.item);
    asm.op(OP.loop, EMPTY_BLOCK);
    asm.get(this.item);
    this.call(TAKE);
    asm.op(OP.if, EMPTY_BLOCK);
    this.choose(items);
    asm.get(this.mine);
    asm.int(1);
    asm.op(OP.i32Add);
    asm.set(this.mine);
    asm.op(OP.end);
    // The next one, the first after the last.
    asm.get(this.item);
    asm.int(1);
    asm.op(OP.i32Add);
    asm.tee(this.item);
    asm.int(0);
    asm.get(this.item);
    asm.int(count);
    asm.op(OP.i32Ne, OP.select);
    asm.set(this.item);
    asm.get(this.left);
    asm.int(1);
    asm.op(OP.i32Sub);
    asm.tee(this.left);
    asm.op(OP.brIf, 0, OP.end);
    asm.get(this.mine);
    asm.op(OP.if, EMPTY_BLOCK);
    asm.get(this.mine);
    this.call(COUNT);
    asm.op(OP.end);
    this.wait();
  }

  private begin(count: number): void {
    const { asm, locals } = this;
    asm.get(locals.base);
    asm.int(count);
    asm.op(OP.i32Add);
    asm.set(locals.base);
  }

  /** Calls one of the functions; its first argument is on the stack, the count at which the phase ends is the last. */
  private call(which: number): void {
    this.asm.get(this.locals.base);
    this.asm.callIndex(this.first() + which);
  }

  private wait(): void {
    this.call(WAIT);
  }

  /** Plays the item that was taken. */
  private choose(items: readonly (() => void)[]): void {
    const { asm } = this;
    for (let k = 0; k <= items.length; k++) asm.op(OP.block, EMPTY_BLOCK);
    asm.get(this.item);
    // No phase has so many items that a number takes two bytes.
    asm.op(OP.brTable, items.length - 1, ...items.keys(), OP.end);
    items.forEach((play, k) => {
      play();
      asm.op(OP.br, items.length - 1 - k, OP.end);
    });
  }
}
