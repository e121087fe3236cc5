/** Laws of practice: it goes through whole runs, leaves nothing behind, and makes way for whoever waits. */
import { describe, expect, it } from 'vitest';
import type { Backend } from '../../src/backends/backend';
import { createWasmBackend } from '../../src/backends/wasm';
import { Leisure } from '../../src/rpc/server/leisure';
import { macrotask } from '../../src/rpc/server/macrotask';
import { practice } from '../../src/rpc/server/practice';

/** A backend, and how many programs it was given to compile by now. */
function counting(): { readonly backend: Backend; readonly compiled: () => number } {
  const backend = createWasmBackend();
  let compiled = 0;
  const compile: Backend['compile'] = (...args) => {
    compiled++;
    return backend.compile(...args);
  };
  return { backend: { ...backend, compile }, compiled: () => compiled };
}

describe('practice', () => {
  it('goes on to its end, which leaves nothing on the backend', async () => {
    const { backend, compiled } = counting();
    let before = 0;
    for await (const _ of practice(backend)) {
      // Between two pieces calls are heard: none compiles more than one program.
      expect(compiled() - before).toBeLessThanOrEqual(1);
      before = compiled();
    }
    expect(compiled()).toBeGreaterThan(0);
    expect(backend.memory().arrays).toBe(0);
  });

  it('leaves nothing on the backend wherever it is ended', async () => {
    const whole = counting();
    let pieces = 0;
    for await (const _ of practice(whole.backend)) pieces++;
    for (let last = 1; last < pieces; last += 11) {
      const { backend } = counting();
      let piece = 0;
      for await (const _ of practice(backend)) if (++piece === last) break;
      expect(backend.memory().arrays).toBe(0);
    }
  });
});

describe('what can wait', () => {
  it('has its turn only when nobody waits', async () => {
    const leisure = new Leisure();
    const first = leisure.begin();
    const second = leisure.begin();
    let turns = 0;
    const turn = leisure.turn().then(() => turns++);
    await macrotask();
    first();
    // Said twice counts once.
    first();
    await macrotask();
    await macrotask();
    expect(turns).toBe(0);
    second();
    await turn;
    expect(turns).toBe(1);
  });

  it('makes way for a call that came before its turn', async () => {
    const leisure = new Leisure();
    let turns = 0;
    const turn = leisure.turn().then(() => turns++);
    const done = leisure.begin();
    for (let i = 0; i < 3; i++) await macrotask();
    expect(turns).toBe(0);
    done();
    await turn;
  });
});
