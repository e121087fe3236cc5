/** Laws of the graph's window: what is shown whole is whole, what was under the pointer stays there while it scales. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createViewport } from '../../src/ui/features/graph/viewport';

const SIZE = { left: 100, top: 50, width: 860, height: 520 };
const viewport = () =>
  createViewport(() => ({ getBoundingClientRect: () => SIZE }) as unknown as HTMLElement, { x: 0, y: 0, k: 1 });

describe('the window onto a graph', () => {
  it('shows all of it, up to seven hundred layers in a row', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 700 }), fc.integer({ min: 1, max: 60 }), (down, across) => {
        const window = viewport();
        const bounds = { x: -30, y: 12, width: across * 244, height: down * 84 };
        window.fit(bounds);
        const { x, y, k } = window.get();
        expect(bounds.x * k + x).toBeGreaterThanOrEqual(0);
        expect(bounds.y * k + y).toBeGreaterThanOrEqual(0);
        expect((bounds.x + bounds.width) * k + x).toBeLessThanOrEqual(SIZE.width);
        expect((bounds.y + bounds.height) * k + y).toBeLessThanOrEqual(SIZE.height);
      }),
    );
  });

  it('keeps what is under the pointer there', () => {
    const window = viewport();
    const pointer = { x: 400, y: 300 };
    const before = window.toScene(pointer);
    window.zoom(0.3, pointer);
    const after = window.toScene(pointer);
    expect(after.x).toBeCloseTo(before.x);
    expect(after.y).toBeCloseTo(before.y);
  });
});
