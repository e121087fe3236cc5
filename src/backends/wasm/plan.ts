/**
 * A program with a fixed place for everything: literals in memory of their own, all else at fixed offsets in the
 * workspace that the programs of a backend share. Running it allocates nothing.
 */
import { Guard } from './guard';
import { rounded } from './heap';
import { layOut } from './layout';
import { Liveness, type Span } from './liveness';
import type { Machine } from './machine';
import { planPhases } from './phases';
import { type Concert, type Score, tableSlots, writePlayer } from './player';
import type { Command, Storage, Tape } from './tape';
import { MOST_CODE, type Play, type ThreadPool } from './threads';
import { Trial } from './trial';

/** Microseconds of a step from which threads are worth having, and of a call from which they are worth waking. */
const [WORTHWHILE, WAKING] = [60, 200];
/** What they have to save of a step. */
const SAVING = 0.15;

export interface PlanSizes {
  /** Bytes at fixed offsets, shared with other programs. */
  readonly workspace: number;
  readonly literals: number;
  /** Bytes of the caller's arrays: inputs, and outputs that replace none. */
  readonly arrays: number;
  /** Bytes of the largest array in the workspace. */
  readonly largest: number;
}

/** A program's memory, decided before anything is taken. */
export class MemoryPlan {
  readonly liveness: Liveness;
  readonly offsets: ReadonlyMap<Storage, number>;
  readonly literals = new Map<Storage, number>();
  /** Bytes of room that each thread has for itself, one behind the other at the end of the workspace. */
  readonly scratch: number;
  readonly sizes: PlanSizes;

  /**
   * @param margin bytes around each array in the workspace, to be watched
   * @param players threads that may work on it
   */
  constructor(
    readonly tape: Tape,
    readonly margin: number,
    readonly players = 1,
  ) {
    this.liveness = new Liveness(tape);
    const planned = [...this.liveness.planned()].map(([key, span]) => ({ key, bytes: key.bytes, span }));
    const wanted = players > 1 ? apart(planned, this.liveness.end) : planned;
    const { offsets, bytes } = layOut(wanted, margin);
    const rooms = scratchOf(tape.commands);
    this.offsets = new Map([...offsets, ...[...rooms].map((s) => [s, bytes] as const)]);
    this.scratch = [...rooms].reduce((n, s) => Math.max(n, s.bytes), 0);
    if (this.scratch > 0) this.scratch = rounded(this.scratch);
    let at = rounded(4 * tableSlots(tape).length);
    for (const storage of literalsOf(tape.commands)) {
      this.literals.set(storage, at);
      at += rounded(storage.bytes);
    }
    const own = tape.outputs.filter((o) => o.replaces === null);
    this.sizes = {
      workspace: bytes + players * this.scratch,
      literals: at,
      arrays: [...tape.inputs, ...own].reduce((n, a) => n + rounded(a.bytes), 0),
      largest: wanted.reduce((n, w) => Math.max(n, w.bytes), 0),
    };
  }

  /** Most bytes alive while it runs, the caller's arrays included. */
  get peakBytes(): number {
    const { workspace, literals, arrays } = this.sizes;
    return workspace + literals + arrays;
  }
}

/** Arrays in the workspace so small, and so many bytes of them, share no memory with others where threads may play. */
const [SMALL, MOST_SMALL] = [1 << 16, 1 << 19];

/**
 * Small arrays have places of their own: where one lies over another that others still read, no thread may go ahead.
 * @param end the last moment of the program
 */
function apart<T extends { readonly bytes: number; readonly span: Span }>(wanted: readonly T[], end: number): T[] {
  let left = MOST_SMALL;
  return wanted.map((w) => {
    if (w.bytes > SMALL || w.bytes > left) return w;
    left -= w.bytes;
    return { ...w, span: { from: 0, to: end } };
  });
}

function literalsOf(commands: readonly Command[], found = new Set<Storage>()): Set<Storage> {
  for (const c of commands) {
    if (c.kind === 'loop') literalsOf(c.body, found);
    else {
      for (const p of c.kind === 'copy' ? [c.from] : c.reads)
        if (p.storage.home.kind === 'literal') found.add(p.storage);
    }
  }
  return found;
}

function scratchOf(commands: readonly Command[], found = new Set<Storage>()): Set<Storage> {
  for (const c of commands) {
    if (c.kind === 'loop') scratchOf(c.body, found);
    else if (c.kind === 'call') {
      for (const { storage } of c.writes) if (storage.home.kind === 'scratch') found.add(storage);
    }
  }
  return found;
}

/** A program that threads share. */
interface Shared {
  readonly pool: ThreadPool;
  readonly play: Play;
  /** Its number there. */
  readonly program: number;
  readonly bytes: Uint8Array;
  /** About how many microseconds a step takes one thread. */
  readonly step: number;
  readonly trial: Trial;
}

/** A plan in memory. */
export class LinkedPlan {
  /** Where literals lie, after the table of the caller's addresses. */
  private readonly block: number;
  private readonly score: Omit<Score, 'concert'>;
  private readonly guard: Guard | null;
  private readonly play: Play;
  /** Null where threads bring nothing; undefined until that was asked. */
  private shared: Shared | null | undefined;
  private started = false;
  private known: readonly number[] = [];

  constructor(
    private readonly machine: Machine,
    readonly plan: MemoryPlan,
  ) {
    const { heap, memory, workspace, pool, sharedPages } = machine;
    this.block = heap.take(plan.sizes.literals);
    try {
      workspace.claim(this, plan.sizes.workspace);
    } catch (error) {
      heap.give(this.block, plan.sizes.literals);
      throw error;
    }
    const literals = new Map<Storage, number>();
    for (const [storage, offset] of plan.literals) {
      literals.set(storage, this.block + offset);
      const { home } = storage;
      if (home.kind === 'literal') new Uint8Array(memory.buffer, this.block + offset).set(home.values);
    }
    const { tape, liveness, offsets, margin } = plan;
    const watched = margin > 0;
    this.score = { tape, liveness, offsets, literals, watched, sharedPages };
    this.guard = watched ? new Guard(machine, plan) : null;
    if (!pool || machine.players === 1 || watched) this.shared = null;
    else if (pool.eager) this.shared = this.share(pool);
    this.play = this.shared?.play ?? this.link(null).play;
  }

  private link(concert: Concert | null): { readonly play: Play; readonly bytes: Uint8Array<ArrayBuffer> } {
    const { machine, guard } = this;
    const { bytes, hosts } = writePlayer({ ...this.score, concert }, machine.imports);
    const env: WebAssembly.ModuleImports = { memory: machine.memory, ...machine.imported() };
    hosts.forEach((run, k) => {
      env[`host${k}`] = (...addresses: number[]) => run(addresses);
    });
    if (guard) Object.assign(env, guard.hooks);
    const { run } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env }).exports;
    return { play: run as Play, bytes };
  }

  private share(pool: ThreadPool): Shared | null {
    const concert = this.concertOf(pool);
    if (!concert) return null;
    const { play, bytes } = this.link(concert);
    if (bytes.length > MOST_CODE) return null;
    return { pool, play, program: pool.number(), bytes, step: concert.phases.alone, trial: new Trial() };
  }

  /** How threads share the work, where that saves time. */
  private concertOf(pool: ThreadPool): Concert | null {
    const { tape, liveness, offsets, scratch } = this.plan;
    const { players, eager, block } = pool;
    const phases = planPhases(tape, liveness, offsets, { players, eager });
    const saved = phases.alone - phases.together;
    if (!eager && (phases.alone < WORTHWHILE || saved < SAVING * phases.alone)) return null;
    return { phases, players, block, scratch };
  }

  /**
   * @param inputs addresses in order; those of donated inputs are also where their outputs come
   * @param outputs addresses of outputs that replace no input, 0 for the others
   * @param strides bytes by which each input moves on from step to step
   */
  run(inputs: readonly number[], outputs: readonly number[], steps: number, strides: readonly number[]): void {
    const table = [...inputs, ...outputs, ...strides];
    if (table.length !== this.known.length || table.some((v, k) => v !== this.known[k])) {
      new Int32Array(this.machine.memory.buffer, this.block, table.length).set(table);
      this.known = table;
    }
    const workspace = this.machine.workspace.address();
    this.guard?.begin(workspace);
    const shared = this.sharing(steps);
    if (shared) this.playShared(shared, workspace, steps);
    else this.play(this.block, workspace, steps, 0, 0);
    this.guard?.end();
  }

  /**
   * The first step is played alone. Somebody waits for it; to find out who is to do what takes long, threads have to learn
   * it too, and many programs run only once.
   */
  private sharing(steps: number): Shared | null {
    const { pool } = this.machine;
    if (this.shared === undefined && pool && (this.started || steps > 1)) this.shared = this.share(pool);
    this.started = true;
    return this.shared ?? null;
  }

  private playShared(shared: Shared, workspace: number, steps: number): void {
    const { pool, program, bytes, play, step, trial } = shared;
    const run = (alone: boolean): void => pool.run(program, bytes, play, [this.block, workspace, steps], alone);
    if (pool.eager || step * steps < WAKING) {
      run(!pool.eager);
      return;
    }
    const together = trial.together();
    const begin = performance.now();
    run(!together);
    trial.took((performance.now() - begin) / steps);
  }

  dispose(): void {
    this.machine.workspace.leave(this);
    this.machine.heap.give(this.block, this.plan.sizes.literals);
  }
}
