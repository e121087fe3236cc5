/** Laws of memory: places never overlap while they are in use, what is given back can be used again, nothing leaks. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Heap, MARGIN } from '../../../src/backends/wasm/heap';
import { layOut } from '../../../src/backends/wasm/layout';

const memory = (): WebAssembly.Memory => new WebAssembly.Memory({ initial: 32, maximum: 256 });

describe('the heap', () => {
  it('never hands out a byte twice, and has all of it again in the end', () => {
    const action = fc.record({ bytes: fc.integer({ min: 0, max: 5000 }), giveBack: fc.nat(20) });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 80 }), fc.boolean(), (actions, guarded) => {
        const heap = new Heap(memory(), guarded);
        const held: { at: number; bytes: number }[] = [];
        for (const { bytes, giveBack } of actions) {
          const at = heap.take(bytes);
          for (const h of held) expect(at >= h.at + h.bytes || at + bytes <= h.at).toBe(true);
          held.push({ at, bytes });
          const [old] = giveBack < held.length ? held.splice(giveBack, 1) : [];
          if (old) heap.give(old.at, old.bytes);
        }
        expect(heap.intact()).toBe(true);
        for (const h of held) heap.give(h.at, h.bytes);
        expect(heap.used).toBe(0);
        // One gap is left, so the same address comes for any size.
        const all = heap.take(64);
        heap.give(all, 64);
        const large = heap.take(100_000);
        expect(large).toBe(all);
      }),
    );
  });

  it('does not grow when the same sizes come again and again in another order', () => {
    const m = memory();
    const heap = new Heap(m, false);
    const sizes = [70_000, 130, 4096, 999_999, 64];
    const levels = Array.from({ length: 6 }, (_, turn) => {
      const order = sizes.map((_, i) => sizes[(i + turn) % sizes.length] as number);
      const held = order.map((bytes) => ({ bytes, at: heap.take(bytes) }));
      for (const h of held.reverse()) heap.give(h.at, h.bytes);
      return m.buffer.byteLength;
    });
    expect(new Set(levels).size).toBe(1);
  });

  it('says out of memory with both figures, and goes on with what fits', () => {
    const heap = new Heap(memory(), false);
    expect(() => heap.take(64 * 2 ** 20)).toThrow(/64 MB more are needed/);
    expect(heap.used).toBe(0);
    expect(heap.take(1000)).toBeGreaterThan(0);
  });
});

describe('the layout of a plan', () => {
  const span = fc.tuple(fc.nat(40), fc.nat(12)).map(([from, length]) => ({ from, to: from + length }));
  const arrays = fc.array(fc.record({ bytes: fc.integer({ min: 1, max: 3000 }), span }), { maxLength: 40 });

  it('lets arrays overlap in memory only if they do not in time', () => {
    fc.assert(
      fc.property(arrays, fc.constantFrom(0, MARGIN), (list, margin) => {
        const wanted = list.map((a, key) => ({ ...a, key }));
        const { offsets, bytes } = layOut(wanted, margin);
        for (const a of wanted) {
          const at = offsets.get(a.key) as number;
          expect(at % 64).toBe(0);
          expect(at).toBeGreaterThanOrEqual(margin);
          expect(at + a.bytes + margin).toBeLessThanOrEqual(bytes);
          for (const b of wanted) {
            if (a.key >= b.key || a.span.to < b.span.from || b.span.to < a.span.from) continue;
            const other = offsets.get(b.key) as number;
            expect(at + a.bytes + margin <= other || other + b.bytes + margin <= at).toBe(true);
          }
        }
      }),
    );
  });

  it('takes no more than the arrays of the busiest moment when all are alike', () => {
    const chain = Array.from({ length: 50 }, (_, key) => ({ key, bytes: 640, span: { from: key, to: key + 1 } }));
    expect(layOut(chain).bytes).toBe(2 * 640);
  });
});
