/**
 * Which arrays of a tape can be one and the same memory. A result that is copied somewhere in the end is written there
 * at once (weights and slots are so updated in place), and a kernel that reads an array for the last time, element by
 * element, writes over it. Both hold only where nothing else looks at that memory in between.
 */
import type { Call, Command, Copy, Loop, Place, Storage, Stride, Tape } from './tape';

/** First and last moment, both included. Moments number the commands; a loop has those of its body. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

interface Access {
  readonly at: number;
  readonly loop: Loop | null;
  readonly command: Call | Copy;
  readonly write: boolean;
  /** As the command names it, before it was joined to anything. */
  readonly place: Place;
  /** Bytes from the start of the storage it is counted for. */
  readonly offset: number;
  readonly strides: readonly Stride[];
}

interface Joined {
  readonly storage: Storage;
  readonly offset: number;
  readonly strides: readonly Stride[];
}

export class Liveness {
  private readonly accesses = new Map<Storage, Access[]>();
  private readonly joined = new Map<Storage, Joined>();
  private readonly spans = new Map<Loop, Span>();
  private readonly loopOf = new Map<Copy, Loop | null>();
  private readonly momentOf = new Map<Call | Copy, number>();
  /** Where places lie, once all is joined: it is asked for again and again. */
  private readonly settled = new Map<Place, Joined>();
  private now = 0;

  constructor(tape: Tape) {
    this.number(tape.commands, null);
    for (const copy of this.loopOf.keys()) this.joinCopy(copy);
    for (const command of [...this.momentOf.keys()]) if (command.kind === 'call') this.joinYielding(command);
  }

  /** Arrays that need a place of their own, with the span in which they need it. */
  planned(): Map<Storage, Span> {
    const out = new Map<Storage, Span>();
    for (const [storage, list] of this.accesses) {
      if (storage.home.kind === 'planned' && storage.bytes > 0 && list.length > 0) {
        out.set(storage, this.spanOf(list, storage.loop));
      }
    }
    return out;
  }

  /** Where a place lies in the storage it became a part of. */
  resolve(place: Place): Joined {
    const known = this.settled.get(place);
    if (known) return known;
    const found = this.placed(place);
    this.settled.set(place, found);
    return found;
  }

  private placed(place: Place): Joined {
    const joined = this.joined.get(place.storage);
    const own = { storage: place.storage, offset: place.offset, strides: place.strides };
    if (!joined) return own;
    const strides = [...joined.strides, ...place.strides];
    return this.settle({ storage: joined.storage, offset: joined.offset + place.offset, strides });
  }

  private settle(j: Joined): Joined {
    const next = this.joined.get(j.storage);
    if (!next) return j;
    return this.settle({
      storage: next.storage,
      offset: next.offset + j.offset,
      strides: [...next.strides, ...j.strides],
    });
  }

  /** The last moment. */
  get end(): number {
    return this.now - 1;
  }

  moment(command: Call | Copy): number {
    return this.momentOf.get(command) as number;
  }

  /** Whether a copy would copy something onto itself. */
  idle(copy: Copy): boolean {
    const [from, to] = [this.resolve(copy.from), this.resolve(copy.to)];
    return from.storage === to.storage && from.offset === to.offset && sameStrides(from.strides, to.strides);
  }

  private number(commands: readonly Command[], loop: Loop | null): void {
    for (const c of commands) {
      if (c.kind === 'loop') {
        const from = this.now;
        this.number(c.body, c);
        this.spans.set(c, { from, to: this.now - 1 });
        continue;
      }
      const at = this.now++;
      this.momentOf.set(c, at);
      if (c.kind === 'copy') this.loopOf.set(c, loop);
      const note = (place: Place, write: boolean): void => {
        const list = this.accesses.get(place.storage) ?? [];
        list.push({ at, loop, command: c, write, place, offset: place.offset, strides: place.strides });
        this.accesses.set(place.storage, list);
      };
      for (const p of c.kind === 'copy' ? [c.from] : c.reads) note(p, false);
      for (const p of c.kind === 'copy' ? [c.to] : c.writes) note(p, true);
    }
  }

  /** When an access happens as seen from a loop's body: one inside a further loop may happen at any of its turns. */
  private spanAt(a: Pick<Access, 'at' | 'loop'>, within: Loop | null): Span {
    let child: Loop | null = null;
    for (let l = a.loop; l !== within; l = l.parent) {
      if (!l) return { from: a.at, to: a.at };
      child = l;
    }
    return child ? (this.spans.get(child) as Span) : { from: a.at, to: a.at };
  }

  private spanOf(list: readonly Access[], within: Loop | null): Span {
    let [from, to] = [Number.POSITIVE_INFINITY, -1];
    for (const a of list) {
      const s = this.spanAt(a, within);
      from = Math.min(from, s.from);
      to = Math.max(to, s.to);
    }
    return { from, to };
  }

  private joinCopy(copy: Copy): void {
    if (copy.from.storage.loop === this.loopOf.get(copy)) this.join(copy.from, copy.to, copy);
  }

  private joinYielding(call: Call): void {
    for (const out of call.writes) {
      if (this.joined.has(out.storage)) continue;
      for (const place of call.yielding) {
        const target = this.placed(place).storage;
        const whole = target.home.kind === 'planned' && target.bytes === out.storage.bytes;
        if (whole && target.loop === out.storage.loop && this.join(out, place, null)) break;
      }
    }
  }

  /** Makes the whole of a planned storage a part of another; says whether that was possible. */
  private join(part: Place, into: Place, copy: Copy | null): boolean {
    const { storage } = part;
    const list = this.accesses.get(storage);
    if (storage.home.kind !== 'planned' || this.joined.has(storage) || !list) return false;
    if (part.offset !== 0 || part.strides.length > 0 || part.bytes !== storage.bytes || into.bytes !== part.bytes)
      return false;
    const target = this.placed(into);
    const others = this.accesses.get(target.storage);
    if (target.storage === storage || target.storage.home.kind === 'literal' || !others) return false;
    const writes = list.filter((a) => a.write);
    const own = this.spanOf(list, storage.loop);
    const written = Math.min(...writes.map((a) => this.spanAt(a, storage.loop).from));
    if (written !== own.from) return false;
    const copied = copy ? this.moment(copy) : own.to;
    const atOnce = writes.some((a) => a.at === written && a.loop === storage.loop);
    for (const a of others) {
      if (a.command === copy || !overlap(a, target, part.bytes)) continue;
      const when = this.spanAt(a, storage.loop);
      const inStep = a.offset === target.offset && sameStrides(a.strides, target.strides);
      const first = atOnce && !a.write && a.at === written && inStep && a.place.bytes === part.bytes;
      const { command } = a;
      if (first && (command.kind === 'copy' || command.yielding.includes(a.place))) continue;
      const until = a.write ? own.to : copied;
      const disturbs = copy ? when.to >= written && when.from <= until : when.to >= written;
      if (disturbs) return false;
    }
    this.joined.set(storage, target);
    this.accesses.delete(storage);
    for (const a of list) {
      others.push({ ...a, offset: a.offset + target.offset, strides: [...target.strides, ...a.strides] });
    }
    return true;
  }
}

function overlap(a: Access, target: Joined, bytes: number): boolean {
  // Places that move with a loop meet all of their storage, unless they move in step.
  if (!sameStrides(a.strides, target.strides) && a.strides.length + target.strides.length > 0) return true;
  return a.offset < target.offset + bytes && target.offset < a.offset + a.place.bytes;
}

function sameStrides(a: readonly Stride[], b: readonly Stride[]): boolean {
  return a.length === b.length && a.every((s, i) => s.loop === b[i]?.loop && s.bytes === b[i]?.bytes);
}
