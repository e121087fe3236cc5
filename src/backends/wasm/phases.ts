/**
 * A tape as several threads play it: phases, one after the other, of items that do not touch each other's memory. An item
 * is a chain of calls, copies and parts of calls. Parts of one call become chains of their own for as long as what comes
 * next can be cut at the same places: rows of a layer then stay with their thread.
 */
import { cutCopy } from './cut';
import { type Access, collide, collideAny, Extents, touched } from './extents';
import type { Liveness } from './liveness';
import type { Call, Command, Copy, Cut, Loop, Part, Storage, Tape } from './tape';
import { MOST_ITEMS } from './threads';

/** Something to be done in one go: `part` of a command, as a call, or all of it. */
export interface Piece {
  readonly command: Command;
  readonly part: Part | null;
}

export interface Phase {
  readonly kind: 'phase';
  /** One item is the caller's; several are taken by whoever is free. */
  readonly items: readonly (readonly Piece[])[];
}

/** A loop that all threads walk. */
export interface Walk {
  readonly kind: 'walk';
  readonly loop: Loop;
  readonly sections: readonly Section[];
}

export type Section = Phase | Walk;

export interface Phases {
  readonly sections: readonly Section[];
  /** About how many microseconds a step takes with one thread, and with all. */
  readonly alone: number;
  readonly together: number;
}

/** Microseconds it takes to meet at the end of a phase. */
const MEETING = 0.4;
/** Microseconds of work below which nothing is cut, and above which it is cut finer, so that a late thread can help. */
const [WORTHWHILE, LARGE] = [1, 200];
/** A copy: microseconds, and bytes in one. */
const COPY = { call: 0.03, bytes: 10_000 };
/** Commands that wait for others of a phase until it ends. */
const AHEAD = 16;
/** What has to be saved of the time alone. */
const SAVING = 0.12;

interface Item {
  readonly pieces: Piece[];
  readonly accesses: Access[];
  /** How each piece could be cut after all; none where one cannot. */
  cuts: readonly CutPiece[] | null;
  cost: number;
}

/** Where the parts of a phase begin, as the first call that was cut has them. */
interface Lanes {
  readonly items: readonly Item[];
  readonly length: number;
  readonly bounds: readonly number[];
}

export interface Sharing {
  /** Threads that may take part. */
  readonly players: number;
  /** Cuts whatever can be cut. */
  readonly eager?: boolean;
}

export function planPhases(
  tape: Tape,
  liveness: Liveness,
  offsets: ReadonlyMap<Storage, number>,
  sharing: Sharing,
): Phases {
  return new Planner(liveness, new Extents(liveness, offsets), sharing).plan(tape.commands);
}

class Planner {
  constructor(
    private readonly liveness: Liveness,
    private readonly extents: Extents,
    private readonly sharing: Sharing,
  ) {}

  plan(commands: readonly Command[]): Phases {
    const body = new Body(this.sharing);
    let rest = commands.map((c) => this.candidate(c)).filter((c) => c !== null);
    while (rest.length > 0) {
      // What has to wait for others of the phase is put off, and what does not depend on that goes first.
      const later: Candidate[] = [];
      let at = 0;
      for (; at < rest.length && later.length < AHEAD; at++) {
        const c = rest[at] as Candidate;
        const free = !later.some((l) => l.fence || c.fence || collide(l.access, c.access));
        if (!free || !c.place(body)) later.push(c);
      }
      body.close();
      rest = [...later, ...rest.slice(at)];
    }
    return body.finish();
  }

  /** What is to be done with a command; null where that is nothing. */
  private candidate(c: Command): Candidate | null {
    if (c.kind === 'loop') {
      const inner = this.plan(c.body);
      if (this.sharing.eager || inner.together < inner.alone * (1 - SAVING)) {
        return { access: NOTHING, fence: true, place: (body) => body.walk(c, inner) };
      }
      const access = this.inLoop(c, new Set([c]));
      const cost = inner.alone * c.turns;
      return { access, fence: false, place: (body) => body.add({ command: c, part: null }, access, cost, undefined) };
    }
    if (c.kind === 'copy') {
      if (this.liveness.idle(c)) return null;
      const cost = COPY.call + c.from.bytes / COPY.bytes;
      const access = this.extents.access(touched(c), NONE);
      const cut = this.cutOf(c, cutCopy(c));
      return { access, fence: false, place: (body) => body.add({ command: c, part: null }, access, cost, cut) };
    }
    const piece = { command: c, part: null };
    if (c.callee.kind === 'host') return { access: NOTHING, fence: true, place: (body) => body.alone(piece, c.cost()) };
    const access = this.extents.access(touched(c), NONE);
    const cut = c.cut && this.cutOf(c, c.cut);
    return { access, fence: false, place: (body) => body.add(piece, access, c.cost(), cut) };
  }

  private cutOf(command: Call | Copy, cut: Cut): CutPiece {
    // What has to wait is tried again in the phases that follow, often with the same parts.
    const known: (CutPart & { readonly from: number; readonly to: number })[] = [];
    return {
      ...cut,
      part: (from, to) => {
        const before = known.find((k) => k.from === from && k.to === to);
        if (before) return before;
        const part = cut.part(from, to);
        const made = { from, to, piece: { command, part }, access: this.extents.access(part, NONE) };
        known.push(made);
        return made;
      },
    };
  }

  private inLoop(loop: Loop, inside: ReadonlySet<Loop>): Access {
    const all = loop.body.map((c) =>
      c.kind === 'loop'
        ? this.inLoop(c, new Set([...inside, c]))
        : this.extents.access(touched(c as Call | Copy), inside),
    );
    return { reads: all.flatMap((a) => a.reads), writes: all.flatMap((a) => a.writes) };
  }
}

const NONE: ReadonlySet<Loop> = new Set();
const NOTHING: Access = { reads: [], writes: [] };

/** A command that waits for its phase. */
interface Candidate {
  readonly access: Access;
  /** Whether nothing may be moved across it. */
  readonly fence: boolean;
  /** Whether there was room for it in the present phase. */
  place(body: Body): boolean;
}

interface CutPiece {
  readonly length: number;
  readonly unit: number;
  readonly grain?: number;
  part(from: number, to: number): CutPart;
}

/** The phases of a list of commands, which come one by one. */
class Body {
  private readonly sections: Section[] = [];
  private items: Item[] = [];
  private lanes: Lanes | null = null;
  private alone_ = 0;
  private together = 0;

  private readonly players: number;
  private readonly least: number;

  constructor(private readonly sharing: Sharing) {
    this.players = sharing.players;
    this.least = sharing.eager ? 0 : WORTHWHILE;
  }

  finish(): Phases {
    this.close();
    return { sections: this.sections, alone: this.alone_, together: this.together };
  }

  /** A loop that all walk. */
  walk(loop: Loop, inner: Phases): boolean {
    this.close();
    this.sections.push({ kind: 'walk', loop, sections: inner.sections });
    this.alone_ += inner.alone * loop.turns;
    this.together += inner.together * loop.turns;
    return true;
  }

  /** What only the caller can do. */
  alone(piece: Piece, cost: number): boolean {
    this.close();
    this.items.push({ pieces: [piece], accesses: [], cuts: null, cost });
    this.close();
    return true;
  }

  /** Whether the phase has room for a call; an empty one has. */
  add(piece: Piece, access: Access, cost: number, cut: CutPiece | undefined): boolean {
    if (cut && this.follow(cut, cost)) return true;
    const hits = this.items.filter((item) => collideAny(item.accesses, access));
    const [hit] = hits;
    const large = cut !== undefined && cost >= this.least;
    if (large && this.lead(cut, cost, hits)) return true;
    if (hits.length > 1 || (hit && large)) return false;
    if (hit) append(hit, piece, access, cost, cut);
    else if (large && this.spread(cut, cost)) return true;
    else if (this.items.length < MOST_ITEMS) this.items.push(newItem(piece, access, cost, cut));
    else append(least(this.items), piece, access, cost, cut);
    return true;
  }

  /**
   * Makes a call the first that is cut. Smaller ones that came before are cut along with it, if each of their parts has to
   * do with the same part of it only; those it depends on have to be.
   */
  private lead(cut: CutPiece, cost: number, hits: readonly Item[]): boolean {
    const bounds = this.boundsOf(cut, cost);
    if (this.lanes || bounds.length <= 2) return false;
    const lanes = parts(cut, bounds).map((p) => newItem(p.piece, p.access, cost / (bounds.length - 1)));
    const others: Item[] = [];
    // From the last to the first, as each goes before those already there.
    for (const item of [...this.items].reverse()) {
      const pieces = item.cuts?.map((c) => partsAlike(c, { length: cut.length, bounds }));
      const fits = pieces?.every(
        (found) =>
          found?.every(({ access }, k) => lanes.every((lane, m) => m === k || !collideAny(lane.accesses, access))) ===
          true,
      );
      // Pieces of one item depend on each other.
      if (!pieces || !fits || pieces.some((x, i) => pieces.some((y, j) => i < j && crossing(x, y)))) {
        if (hits.includes(item)) return false;
        others.unshift(item);
        continue;
      }
      for (const found of pieces.reverse()) {
        found?.forEach((p, k) => {
          const lane = lanes[k] as Item;
          lane.pieces.unshift(p.piece);
          lane.accesses.unshift(p.access);
          lane.cost += item.cost / pieces.length / found.length;
        });
      }
    }
    if (others.length + lanes.length > MOST_ITEMS) return false;
    this.items = [...others, ...lanes];
    this.lanes = { items: lanes, length: cut.length, bounds };
    return true;
  }

  /** Parts that nothing in the phase has to do with, as items of their own. */
  private spread(cut: CutPiece, cost: number): boolean {
    const bounds = this.boundsOf(cut, cost);
    if (bounds.length <= 2 || this.items.length + bounds.length - 1 > MOST_ITEMS) return false;
    this.items.push(...parts(cut, bounds).map((p) => newItem(p.piece, p.access, cost / (bounds.length - 1))));
    return true;
  }

  /** Cuts where the phase's first call was cut, if each part has to do with the same part of that only. */
  private follow(cut: CutPiece, cost: number): boolean {
    const { lanes } = this;
    if (!lanes) return false;
    const found = partsAlike(cut, lanes, ({ access }, k) =>
      this.items.every((item) => item === lanes.items[k] || !collideAny(item.accesses, access)),
    );
    if (!found) return false;
    found.forEach((p, k) => {
      append(lanes.items[k] as Item, p.piece, p.access, cost / found.length);
    });
    return true;
  }

  private boundsOf(cut: CutPiece, cost: number): number[] {
    const many = cost >= LARGE && cut.length >= 2 * this.players * (cut.grain ?? 1);
    const count = many ? 2 * this.players : this.players;
    // Neighbours are rather cut alike where they begin at rows of four.
    const unit = cut.length >= 16 && cut.unit % 4 !== 0 ? 4 * cut.unit : cut.unit;
    const piece = Math.max(unit, Math.ceil(cut.length / count / unit) * unit);
    const bounds = [0];
    for (let at = piece; at < cut.length; at += piece) bounds.push(at);
    return [...bounds, cut.length];
  }

  /** Ends the phase. */
  close(): void {
    const { items } = this;
    if (items.length === 0) return;
    const total = items.reduce((n, item) => n + item.cost, 0);
    const longest = Math.max(total / this.players, ...items.map((item) => item.cost));
    this.alone_ += total;
    const worth = items.length > 1 && (this.sharing.eager || longest + MEETING < total);
    this.together += MEETING + (worth ? longest : total);
    // Chains do not touch each other: one after the other they are in order too.
    const lists = worth ? items.map((item) => item.pieces) : [items.flatMap((item) => item.pieces)];
    const before = this.sections[this.sections.length - 1];
    if (!worth && before?.kind === 'phase' && before.items.length === 1) {
      this.sections[this.sections.length - 1] = {
        kind: 'phase',
        items: [[...(before.items[0] ?? []), ...(lists[0] ?? [])]],
      };
      this.together -= MEETING;
    } else this.sections.push({ kind: 'phase', items: lists });
    this.items = [];
    this.lanes = null;
  }
}

const newItem = (piece: Piece, access: Access, cost: number, cut?: CutPiece): Item => ({
  pieces: [piece],
  accesses: [access],
  cuts: cut ? [cut] : null,
  cost,
});

const least = (items: readonly Item[]): Item => items.reduce((a, b) => (b.cost < a.cost ? b : a));

function append(item: Item, piece: Piece, access: Access, cost: number, cut?: CutPiece): void {
  item.pieces.push(piece);
  item.accesses.push(access);
  item.cuts = item.cuts && cut ? [...item.cuts, cut] : null;
  item.cost += cost;
}

interface CutPart {
  readonly piece: Piece;
  readonly access: Access;
}

/** Whether different parts of two pieces have to do with each other. */
const crossing = (a: readonly CutPart[] | null, b: readonly CutPart[] | null): boolean =>
  a === null || b === null || a.some((x, k) => b.some((y, m) => k !== m && collide(x.access, y.access)));

/**
 * Parts in the same proportions as those of another length; null where it cannot be cut so, or where one does not fit.
 */
function partsAlike(
  cut: CutPiece,
  as: Pick<Lanes, 'length' | 'bounds'>,
  fits: (part: CutPart, k: number) => boolean = () => true,
): CutPart[] | null {
  const bounds = as.bounds.map((b) => (b * cut.length) / as.length);
  if (bounds.slice(1, -1).some((b) => b % cut.unit !== 0)) return null;
  const found: CutPart[] = [];
  for (let k = 1; k < bounds.length; k++) {
    const part = cut.part(bounds[k - 1] as number, bounds[k] as number);
    if (!fits(part, k - 1)) return null;
    found.push(part);
  }
  return found;
}

const parts = (cut: CutPiece, bounds: readonly number[]): CutPart[] =>
  bounds.slice(1).map((to, k) => cut.part(bounds[k] as number, to));
