/**
 * Threads that play a program along with the caller. Each walks the whole program and takes what is left to do; between
 * calls they sleep. Nobody waits for a thread that has taken nothing, so one that starts or wakes late does no harm.
 */

/** A worker, of whatever kind the platform has. */
export interface Thread {
  postMessage(message: unknown): void;
  terminate(): void;
}

/** How to start threads, and how many. */
export interface ThreadOptions {
  readonly count: number;
  /** Shares whatever can be shared, worth it or not: for tests. */
  readonly eager?: boolean;
  /** Starts a worker that runs the given script. */
  start(script: string): Thread;
}

/** Threads a program is made for at most, the caller included. */
export const MOST_PLAYERS = 8;
/** Items a phase has at most: each has a word of its own. */
export const MOST_ITEMS = 16;

/**
 * The block the players share, in words; what is written often has its cache line to itself. A call is announced in the
 * first line: `TURN` is odd while that is being written.
 */
const TURN = 0;
const PROGRAM = 1;
const TABLE = 2;
const WORKSPACE = 3;
const STEPS = 4;
const BASE = 5;
const LENGTH = 6;
const READY = 32;
const FAILED = 33;
const ACTIVE = 48;
const DONE = 64;
const SLEEPING = 96;
const OWN = 128;
const OWN_WORDS = 16;
const SLOTS = 256;
const SLOT_WORDS = 32;
const WORDS = SLOTS + MOST_ITEMS * SLOT_WORDS;

/** Addresses of what players count in, from the block's on. */
export const COUNTERS = {
  done: 4 * DONE,
  sleeping: 4 * SLEEPING,
  slots: 4 * SLOTS,
  slotBytes: 4 * SLOT_WORDS,
} as const;

/** Room a thread's kernels have for themselves. */
export const ownRoom = (block: number, thread: number): number => block + 4 * (OWN + thread * OWN_WORDS);

/**
 * Counts are compared by their difference, so nobody may fall far behind. Counting goes on so far from where a run was
 * given up: no run has so many items.
 */
const JUMP = 1 << 27;
/** Items after which words that no phase used are brought up to date, and threads that hang back waited for. */
const REFRESH = 1 << 27;

interface Start {
  readonly memory: WebAssembly.Memory;
  readonly module: WebAssembly.Module;
  readonly code: SharedArrayBuffer;
  readonly block: number;
  readonly own: number;
  readonly thread: number;
}

/** Plays a program: `(table, workspace, steps, thread, items done before)`. */
export type Play = (table: number, workspace: number, steps: number, thread: number, base: number) => void;

/** All of a thread: it is turned into text, so nothing outside may be used; numbers are those above. */
function threadMain(listen: (start: (message: Start) => void) => void): void {
  listen(({ memory, module, code, block, own, thread }) => {
    const stop = (): never => {
      throw new Error('Not for threads.');
    };
    const { exports: kernels } = new WebAssembly.Instance(module, { env: { memory, abort: stop } });
    (kernels.use_edge as (place: number) => void)(own);
    const words = new Int32Array(memory.buffer, block, 1024);
    const known = new Map<number, Play>();
    const learn = (bytes: Uint8Array<ArrayBuffer>): Play => {
      const program = new WebAssembly.Module(bytes);
      const env: WebAssembly.ModuleImports = { memory };
      for (const { name, kind } of WebAssembly.Module.imports(program)) {
        if (kind === 'function') env[name] = kernels[name] ?? stop;
      }
      return new WebAssembly.Instance(program, { env }).exports.run as Play;
    };
    let seen = 0;
    Atomics.add(words, 32, 1);
    for (;;) {
      Atomics.wait(words, 0, seen);
      seen = Atomics.load(words, 0);
      if (seen & 1 || words[1] === 0) continue;
      const [, program, table, workspace, steps, base, length] = words.slice(0, 7);
      let play = known.get(program as number);
      const bytes = play ? null : new Uint8Array(code, 0, length).slice();
      if (Atomics.load(words, 0) !== seen) continue;
      try {
        play ??= learn(bytes as Uint8Array<ArrayBuffer>);
      } catch {
        // The others do without.
        continue;
      }
      known.delete(program as number);
      known.set(program as number, play);
      for (const old of known.keys()) if (known.size > 8) known.delete(old);
      Atomics.add(words, 48, 1);
      try {
        // Learning takes long; what is over by now is left alone.
        if (Atomics.load(words, 0) === seen) {
          play(table as number, workspace as number, steps as number, thread, base as number);
        }
      } catch {
        // Whatever is still to do is marked as done, so that nobody waits for it; the caller looks here.
        Atomics.store(words, 33, 1);
        const end = (Atomics.load(words, 64) + 0x8000000) | 0;
        for (let k = 0; k < 16; k++) Atomics.store(words, 256 + 32 * k, end);
        Atomics.store(words, 64, end);
        Atomics.notify(words, 64);
      }
      Atomics.sub(words, 48, 1);
      Atomics.notify(words, 48);
    }
  });
}

/** The script of a thread, for workers of browsers and of Node. */
const script = `(${threadMain})((start) => {
  if (typeof self === 'undefined') require('node:worker_threads').parentPort.once('message', start);
  else self.onmessage = (event) => start(event.data);
});`;

/** Bytes of the largest module that is handed to threads; only what is used of it takes memory. */
export const MOST_CODE = 16 << 20;

export class ThreadPool {
  private readonly words: Int32Array;
  private readonly threads: Thread[];
  private readonly code = new SharedArrayBuffer(MOST_CODE);
  private programs = 0;
  private posted = 0;
  private refreshed = 0;

  /** @param block address of the words the players share */
  constructor(
    private readonly options: ThreadOptions,
    memory: WebAssembly.Memory,
    module: WebAssembly.Module,
    readonly block: number,
  ) {
    this.words = new Int32Array(memory.buffer, block, WORDS);
    const { code } = this;
    this.threads = Array.from({ length: Math.min(options.count, MOST_PLAYERS - 1) }, (_, k) => {
      const thread = options.start(script);
      const start: Start = { memory, module, code, block, own: ownRoom(block, k + 1), thread: k + 1 };
      thread.postMessage(start);
      return thread;
    });
  }

  get eager(): boolean {
    return this.options.eager === true;
  }

  get players(): number {
    return this.threads.length + 1;
  }

  /** Threads that have started. */
  get ready(): number {
    return Atomics.load(this.words, READY);
  }

  /** A number for a new program. */
  number(): number {
    return ++this.programs;
  }

  /**
   * Plays a program with whoever comes along; returns when all of it is done.
   * @param bytes the program's module
   * @param alone whether it is too short to wake anybody
   */
  run(
    program: number,
    bytes: Uint8Array,
    play: Play,
    [table, workspace, steps]: readonly [number, number, number],
    alone: boolean,
  ): void {
    const { words } = this;
    const base = Atomics.load(words, DONE);
    if (((base - this.refreshed) | 0) > REFRESH) {
      this.recall();
      this.mark(base);
    }
    if (!alone) {
      Atomics.add(words, TURN, 1);
      if (this.posted !== program) new Uint8Array(this.code).set(bytes);
      this.posted = program;
      words[PROGRAM] = program;
      words[TABLE] = table;
      words[WORKSPACE] = workspace;
      words[STEPS] = steps;
      words[BASE] = base;
      words[LENGTH] = bytes.length;
      Atomics.add(words, TURN, 1);
      Atomics.notify(words, TURN);
    }
    try {
      play(table, workspace, steps, 0, base);
    } catch (error) {
      this.giveUp();
      throw error;
    }
    if (Atomics.load(words, FAILED) === 0) return;
    this.giveUp();
    throw new Error('A thread stopped in the middle of a program.');
  }

  /** Sets all counts: nothing before `at` can be taken any more. */
  private mark(at: number): void {
    for (let k = 0; k < MOST_ITEMS; k++) Atomics.store(this.words, SLOTS + k * SLOT_WORDS, at);
    Atomics.store(this.words, DONE, at);
    Atomics.notify(this.words, DONE);
    this.refreshed = at;
  }

  /** Ends a run that did not come to its end: threads walk through what is left of it without doing anything. */
  private giveUp(): void {
    const end = (Atomics.load(this.words, DONE) + JUMP) | 0;
    this.mark(end);
    this.recall();
    // Who was in the middle of something has counted it.
    this.mark(end);
    Atomics.store(this.words, FAILED, 0);
  }

  /** Withdraws what was announced, and waits until all threads are back from it. */
  private recall(): void {
    const { words } = this;
    Atomics.add(words, TURN, 1);
    words[PROGRAM] = 0;
    Atomics.add(words, TURN, 1);
    for (let n = Atomics.load(words, ACTIVE); n > 0; n = Atomics.load(words, ACTIVE)) Atomics.wait(words, ACTIVE, n);
  }

  close(): void {
    for (const t of this.threads) t.terminate();
  }
}
