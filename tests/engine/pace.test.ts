/** Laws of pace: how many steps go together, and how promptly frames, pauses and stops come. Counted in steps, not timed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrainFrame } from '../../src/engine/events';
import { Frames } from '../../src/engine/frames';
import { Pace } from '../../src/engine/pace';
import { RECORD_LENGTH } from '../../src/engine/state-layout';
import { compileSpec, layer, listen, setup, stack, xorData } from './support';

const net = () => stack([2], layer('Dense', { units: 1, activation: 'sigmoid' }));
const compile = compileSpec(layer('SGD'), layer('BinaryCrossentropy'));
const stepMs = fc.double({ min: 1e-4, max: 1000, noNaN: true });

/** A pace that has seen many steps of one length. */
function settled(ms: number, wanted: number | null = null): Pace {
  const pace = new Pace(wanted);
  for (let i = 0; i < 40; i++) pace.measured(10, 10 * ms);
  return pace;
}

describe('pace', () => {
  it('begins with one step, and grows to a frame of steps, never past the record of losses', () => {
    expect(new Pace(null).burstLength(0, 1000, Number.POSITIVE_INFINITY)).toBe(1);
    fc.assert(
      fc.property(stepMs, (ms) => {
        const burst = settled(ms).burstLength(0, 10_000, Number.POSITIVE_INFINITY);
        expect(burst).toBe(Math.max(1, Math.min(RECORD_LENGTH, Math.round(100 / ms))));
      }),
    );
  });

  it('gives the device calls of at most ten milliseconds, or one step', () => {
    fc.assert(
      fc.property(stepMs, (ms) => {
        const steps = settled(ms).callLength(0);
        expect(steps === 1 || steps * ms <= 10 * (1 + 1e-9)).toBe(true);
        // And no needlessly short ones.
        expect((steps + 1) * ms).toBeGreaterThan(10 * (1 - 1e-9));
      }),
    );
  });

  it('is never ahead of the epoch, of who wants to look, or of steps_per_execution', () => {
    const ints = (max: number) => fc.integer({ min: 1, max });
    fc.assert(
      fc.property(stepMs, ints(2000), ints(2000), ints(600), (ms, left, most, wanted) => {
        const pace = settled(ms, wanted);
        const burst = pace.burstLength(0, left, most);
        expect(burst).toBeGreaterThanOrEqual(1);
        expect(burst).toBeLessThanOrEqual(Math.min(left, RECORD_LENGTH));
        expect(burst === left || burst % pace.unit === 0).toBe(true);
        expect(burst).toBeLessThan(most + pace.unit);
        expect(pace.callLength(0)).toBe(pace.unit);
      }),
    );
  });
});

describe('frames', () => {
  const progress = (step: number): Omit<TrainFrame, 'batchLosses'> => ({
    epoch: 0, batch: step, batches: 99, epochs: 1, step, logs: {}, samplesPerSecond: 1, remainingMs: 0, learningRate: 1,
  }); // biome-ignore format: a table

  it('carry every loss once and in order, however close together steps are', () => {
    const gaps = fc.array(fc.record({ ms: fc.double({ min: 0, max: 200, noNaN: true }), steps: fc.nat(5) }));
    fc.assert(
      fc.property(gaps, (list) => {
        const sent: { at: number; frame: TrainFrame }[] = [];
        let now = 0;
        let step = 0;
        const frames = new Frames((frame) => sent.push({ at: now, frame }));
        for (const { ms, steps } of list) {
          now += ms;
          const losses = Float32Array.from({ length: steps }, () => ++step);
          frames.add(progress(step), losses, now);
        }
        const told = sent.length;
        frames.flush();
        frames.flush();
        const all = sent.flatMap(({ frame }) => [...frame.batchLosses]);
        expect(all).toEqual(Array.from({ length: step }, (_, i) => i + 1));
        if (sent.length > 0) expect(sent.at(-1)?.frame.step).toBe(step);
        for (let k = 1; k < told; k++) {
          expect((sent[k]?.at ?? 0) - (sent[k - 1]?.at ?? 0)).toBeGreaterThanOrEqual(50);
        }
      }),
    );
  });
});

describe('a session of steps that take no time', () => {
  it('tells of all steps in few frames', async () => {
    const { session, heard } = setup(net(), compile, xorData(800), { tick: 1e-6, fit: { epochs: 5 } });
    await session.run(null, false);
    const losses = heard.frames.flatMap((f) => [...f.batchLosses]);
    expect(losses.length).toBe(5 * 75);
    expect(heard.frames.length).toBe(2);
    expect(heard.frames.at(-1)).toMatchObject({ epoch: 4, batch: 75, step: 375 });
  });

  it('has told of every step when it pauses, and takes none after that', async () => {
    const heard = listen((frame) => {
      if (frame.step === 1) run.session.pause();
    });
    const run = setup(net(), compile, xorData(800), { tick: 1e-6, fit: { epochs: 2 }, heard });
    const done = run.session.run(null, false);
    while (!heard.statuses.includes('paused')) await new Promise((settle) => setTimeout(settle, 1));
    expect(heard.frames.at(-1)?.step).toBe(1);
    run.session.resume();
    await done;
    expect(heard.frames.at(-1)?.step).toBe(150);
  });
});

describe('a session asked to stop or pause while it yields', () => {
  it('ends its burst with the call of the device that was under way', async () => {
    for (const ask of ['pause', 'stop'] as const) {
      // Every reading of the clock takes 40 ms: each call is followed by a yield.
      let now = 0;
      let yields = 0;
      const calls: number[] = [];
      let asked = -1;
      const clock = {
        now: () => (now += 40),
        yield: async () => {
          if (++yields === 12) {
            asked = calls.length;
            run.session[ask]();
          }
          await new Promise<void>((settle) => setImmediate(settle));
        },
      };
      const run = setup(net(), compile, xorData(800), { clock, fit: { epochs: 2 } });
      const { session, model, heard } = run;
      const train = model.trainSteps.bind(model);
      model.trainSteps = (rows, batch) => {
        calls.push(rows.length / batch);
        train(rows, batch);
      };
      const done = session.run(null, false);
      if (ask === 'pause') {
        while (!heard.statuses.includes('paused')) await new Promise((settle) => setTimeout(settle, 1));
        session.stop();
      }
      await done;
      expect(asked).toBeGreaterThan(0);
      expect(calls.length).toBe(asked);
      expect(heard.frames.at(-1)?.step).toBe(calls.reduce((a, b) => a + b, 0));
    }
  });
});
