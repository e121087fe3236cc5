/**
 * Watches a plan at work: around every array in the workspace lie zones of a pattern no kernel writes, and what a
 * command is about to write is filled with it first. A zone that changed names the command that wrote outside; reading
 * outside or before writing gives NaN, which shows in the results.
 */
import { MARGIN, POISON, rounded } from './heap';
import type { Span } from './liveness';
import type { Machine } from './machine';
import type { MemoryPlan } from './plan';
import type { Call, Command, Copy, Loop, Storage } from './tape';

interface Zone {
  readonly begin: number;
  readonly bytes: number;
}

export class Guard {
  /** What JavaScript does before and after each command. */
  readonly hooks: Readonly<Record<'before' | 'after', (moment: number) => void>>;
  private words = new Uint32Array(0);
  private workspace = 0;
  private readonly commands = new Map<number, { readonly command: Call | Copy; readonly loop: Loop | null }>();
  private readonly born = new Map<number, Storage[]>();
  private readonly alive = new Map<Storage, { readonly zones: readonly Zone[]; readonly span: Span }>();
  private readonly spans: ReadonlyMap<Storage, Span>;

  constructor(
    private readonly machine: Machine,
    private readonly plan: MemoryPlan,
  ) {
    const visit = (list: readonly Command[], loop: Loop | null): void => {
      for (const c of list) {
        if (c.kind === 'loop') visit(c.body, c);
        else this.commands.set(plan.liveness.moment(c), { command: c, loop });
      }
    };
    visit(plan.tape.commands, null);
    this.spans = plan.liveness.planned();
    for (const [storage, span] of this.spans) {
      this.born.set(span.from, [...(this.born.get(span.from) ?? []), storage]);
    }
    this.hooks = { before: (moment) => this.before(moment), after: (moment) => this.after(moment) };
  }

  begin(workspace: number): void {
    this.workspace = workspace;
    this.words = new Uint32Array(this.machine.memory.buffer);
    this.alive.clear();
  }

  /** The caller's arrays and literals have zones too. */
  end(): void {
    this.alive.clear();
    if (!this.machine.heap.intact()) throw new Error('A command wrote outside the arrays it was given.');
  }

  private fill(zone: Zone): void {
    this.words.fill(POISON, zone.begin >>> 2, (zone.begin + zone.bytes) >>> 2);
  }

  private before(moment: number): void {
    // In a loop time goes back: what the last turn left is nobody's.
    for (const [storage, { span }] of this.alive) {
      if (moment < span.from || moment > span.to) this.alive.delete(storage);
    }
    for (const storage of this.born.get(moment) ?? []) {
      // What a loop fills turn by turn begins with its first.
      if (this.alive.has(storage) && this.commands.get(moment)?.loop !== storage.loop) continue;
      const at = this.workspace + (this.plan.offsets.get(storage) ?? 0);
      const bytes = rounded(storage.bytes);
      this.fill({ begin: at - MARGIN, bytes: bytes + 2 * MARGIN });
      // Rounding leaves a rest behind the last element that is nobody's either.
      const end = at + Math.ceil(storage.bytes / 4) * 4;
      const zones = [
        { begin: at - MARGIN, bytes: MARGIN },
        { begin: end, bytes: at + bytes + MARGIN - end },
      ];
      this.alive.set(storage, { zones, span: this.spans.get(storage) as Span });
    }
  }

  private after(moment: number): void {
    for (const { zones } of this.alive.values()) {
      for (const z of zones) {
        for (let w = z.begin >>> 2; w < (z.begin + z.bytes) >>> 2; w++) {
          if (this.words[w] !== POISON) throw new Error(`${this.nameOf(moment)} wrote outside its arrays.`);
        }
      }
    }
  }

  private nameOf(moment: number): string {
    const c = this.commands.get(moment)?.command;
    return c?.kind === 'call' ? `Command ${moment}, ${c.callee.name},` : `Command ${moment}, a copy,`;
  }
}
