/** Laws of telling of epochs: each once and in order, seldom by themselves, and never after what came later. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appendEpochs, EMPTY_HISTORY, type EpochLogs, GrowingHistory } from '../../src/engine/history';
import { EpochPost } from '../../src/rpc/server/epoch-post';

const logs = fc.dictionary(fc.constantFrom('loss', 'accuracy', 'val_loss'), fc.double({ noNaN: true }));

describe('epochs that ended', () => {
  it('are told once and in order, however close together they are, and before anything else', () => {
    const happenings = fc.array(fc.record({ ms: fc.nat(80), other: fc.boolean() }));
    fc.assert(
      fc.property(happenings, (list) => {
        const told: (number | 'other')[] = [];
        const alone: number[] = [];
        let now = 0;
        const post = new EpochPost((epochs) => told.push(...epochs.map((e) => e.epoch)));
        const happened: typeof told = [];
        list.forEach(({ ms, other }, epoch) => {
          now += ms;
          const before = told.length;
          post.add({ epoch, logs: {} }, now);
          if (told.length > before) alone.push(now);
          happened.push(epoch);
          if (!other) return;
          post.flush();
          told.push('other');
          happened.push('other');
        });
        post.flush();
        expect(told).toEqual(happened);
        for (let k = 1; k < alone.length; k++) {
          expect((alone[k] ?? 0) - (alone[k - 1] ?? 0)).toBeGreaterThanOrEqual(50);
        }
      }),
    );
  });

  it('make the same history together as one by one, a number or NaN for each key and epoch', () => {
    fc.assert(
      fc.property(fc.array(logs), fc.nat(9), (all, cut) => {
        const epochs: EpochLogs[] = all.map((l, epoch) => ({ epoch, logs: l }));
        const grown = new GrowingHistory(EMPTY_HISTORY);
        for (const { epoch, logs: l } of epochs) grown.append(epoch, l);
        const halves = appendEpochs(appendEpochs(EMPTY_HISTORY, epochs.slice(0, cut)), epochs.slice(cut));
        expect(halves).toEqual(grown.snapshot());
        for (const [key, values] of Object.entries(halves.logs)) {
          expect(values).toEqual(all.map((l) => l[key] ?? Number.NaN));
        }
        expect(grown.last()).toEqual(
          Object.fromEntries(Object.keys(halves.logs).map((key) => [key, all.at(-1)?.[key] ?? Number.NaN])),
        );
      }),
    );
  });

  it('leave a copy taken before as it was', () => {
    const grown = new GrowingHistory({ ...EMPTY_HISTORY, epoch: [0], logs: { loss: [1] } });
    const before = grown.snapshot();
    grown.append(1, { loss: 2 });
    grown.note({ kind: 'resume', epoch: 1, step: 1, message: '' });
    expect(before).toEqual({ ...EMPTY_HISTORY, epoch: [0], logs: { loss: [1] } });
  });
});
