/**
 * A small pool of threads over the backend's shared memory. A job is one compiled kernel with several lists of arguments;
 * whoever is free takes the next list. Threads sleep in `Atomics.wait` between jobs, and the caller works along, so a
 * job is done even while they still start.
 */

/** A worker, of whatever kind the platform has. */
export interface Thread {
  postMessage(message: unknown): void;
  terminate(): void;
}

/** How to start threads, and how many. */
export interface ThreadOptions {
  readonly count: number;
  /** Starts a worker that runs the given script. */
  start(script: string): Thread;
}

/** Most lists of arguments in a job, and most arguments. */
export const MOST_PARTS = 4;
export const MOST_ARGUMENTS = 40;

/** Words of the block the pool shares with its threads; the arguments follow. */
const TURN = 0;
const TICKET = 1;
const DONE = 2;
const KERNEL = 3;
const ARITY = 4;
const READY = 5;
const HEADER = 8;

const POOL_BYTES = 4 * (HEADER + MOST_PARTS * MOST_ARGUMENTS);
/** Where a part's arguments begin, in bytes from the block's start. */
export const argumentsAt = (part: number): number => 4 * (HEADER + part * MOST_ARGUMENTS);
/** Bytes of room every thread has for itself. */
const OWN_BYTES = 64;

interface Start {
  readonly memory: WebAssembly.Memory;
  readonly module: WebAssembly.Module;
  readonly block: number;
  readonly own: number;
  readonly names: readonly string[];
}

/** Where a player puts jobs. */
export interface Jobs {
  /** Address of the block. */
  readonly block: number;
  /** Pages a shared memory may have; null for memory of one thread. */
  readonly memoryPages: number | null;
  numberOf(kernel: string): number;
}

type Kernel = (...args: number[]) => void;

/**
 * All of a thread: it is turned into text, so nothing outside may be used. The ticket holds the job's number, how many
 * parts it has and how many are taken: 20, 6 and 6 bits, so that a part of a job that is over cannot be taken.
 */
function threadMain(listen: (start: (message: Start) => void) => void): void {
  listen(({ memory, module, block, own, names }) => {
    const abort = (): void => undefined;
    const { exports } = new WebAssembly.Instance(module, { env: { memory, abort } });
    (exports.use_edge as (place: number) => void)(own);
    const words = new Int32Array(memory.buffer, block, 256);
    let seen = 0;
    Atomics.add(words, 5, 1);
    for (;;) {
      Atomics.wait(words, 0, seen);
      seen = Atomics.load(words, 0);
      for (;;) {
        const ticket = Atomics.load(words, 1);
        const part = ticket & 63;
        if (part >= ((ticket >> 6) & 63)) break;
        if (Atomics.compareExchange(words, 1, ticket, ticket + 1) !== ticket) continue;
        const from = 8 + part * 40;
        const kernel = exports[names[words[3] as number] as string] as (...args: number[]) => void;
        kernel(...words.subarray(from, from + (words[4] as number)));
        Atomics.add(words, 2, 1);
        Atomics.notify(words, 2);
      }
    }
  });
}

/** The script of a thread, for workers of browsers and of Node. */
const script = `(${threadMain})((start) => {
  if (typeof self === 'undefined') require('node:worker_threads').parentPort.once('message', start);
  else self.onmessage = (event) => start(event.data);
});`;

export class ThreadPool {
  private readonly words: Int32Array;
  private readonly threads: Thread[];
  private turn = 0;

  /**
   * @param block address of the block; every thread's own room follows it
   * @param kernels by name, for the caller's own share; their order numbers them
   */
  constructor(
    options: ThreadOptions,
    private readonly memory: WebAssembly.Memory,
    module: WebAssembly.Module,
    private readonly block: number,
    private readonly kernels: Readonly<Record<string, Kernel>>,
    private readonly names: readonly string[],
  ) {
    this.words = new Int32Array(memory.buffer, block, POOL_BYTES / 4);
    this.threads = Array.from({ length: options.count }, (_, k) => {
      const thread = options.start(script);
      const start: Start = { memory, module, block, own: block + POOL_BYTES + k * OWN_BYTES, names };
      thread.postMessage(start);
      return thread;
    });
  }

  /** Threads that have started. */
  get ready(): number {
    return Atomics.load(this.words, READY);
  }

  /** Runs a job whose arguments are in the block; returns when all of it is done. */
  run(kernel: number, parts: number, arity: number): void {
    const { words } = this;
    const f = this.kernels[this.names[kernel] as string] as Kernel;
    words[KERNEL] = kernel;
    words[ARITY] = arity;
    Atomics.store(words, DONE, 0);
    this.turn = (this.turn + 1) & 0x7ffff;
    Atomics.store(words, TICKET, (this.turn << 12) | (parts << 6));
    Atomics.add(words, TURN, 1);
    Atomics.notify(words, TURN);
    for (;;) {
      const ticket = Atomics.load(words, TICKET);
      const part = ticket & 63;
      if (part >= parts) break;
      if (Atomics.compareExchange(words, TICKET, ticket, ticket + 1) !== ticket) continue;
      const from = HEADER + part * MOST_ARGUMENTS;
      f(...words.subarray(from, from + arity));
      Atomics.add(words, DONE, 1);
    }
    for (let done = Atomics.load(words, DONE); done < parts; done = Atomics.load(words, DONE)) {
      Atomics.wait(words, DONE, done);
    }
  }

  close(): void {
    for (const t of this.threads) t.terminate();
  }
}
