/** Laws of History downloads: every number comes back, under the key it had. */
import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { historyCsv, historyJson } from '../../src/formats/history';

const history = fc.integer({ min: 1, max: 20 }).chain((n) =>
  fc.record({
    epoch: fc.constant(Array.from({ length: n }, (_, i) => i)),
    logs: fc.dictionary(
      fc.string({ minLength: 1 }).filter((k) => k !== 'epoch' && k !== '__proto__'),
      fc.array(fc.double(), { minLength: n, maxLength: n }),
      { maxKeys: 5 },
    ),
  }),
);

/** As Python's float() reads it. */
const float = (text: string): number =>
  text === 'nan'
    ? Number.NaN
    : text === 'inf'
      ? Number.POSITIVE_INFINITY
      : text === '-inf'
        ? Number.NEGATIVE_INFINITY
        : Number(text);

describe('History as CSV', () => {
  it('reads back as it was, odd keys and infinities included', () => {
    fc.assert(
      fc.property(history, (h) => {
        const rows = Papa.parse<string[]>(historyCsv(h), { skipEmptyLines: true, delimiter: ',' }).data;
        const [head = [], ...body] = rows;
        expect(new Set(head)).toEqual(new Set(['epoch', ...Object.keys(h.logs)]));
        body.forEach((row, i) => {
          head.forEach((key, c) => {
            const want = key === 'epoch' ? h.epoch[i] : h.logs[key]?.[i];
            expect(float(row[c] ?? '') === want || Object.is(float(row[c] ?? '') + 0, (want ?? 0) + 0)).toBe(true);
          });
        });
        expect(body.length).toBe(h.epoch.length);
      }),
    );
  });

  it('puts training first, validation next, the learning rate last', () => {
    const h = {
      epoch: [0],
      logs: { learning_rate: [0.1], val_loss: [1], loss: [2], val_accuracy: [3], accuracy: [4] },
    };
    expect(historyCsv(h)).toBe('epoch,loss,accuracy,val_loss,val_accuracy,learning_rate\n0,2,4,1,3,0.1\n');
  });
});

describe('History as JSON', () => {
  it('has the form of Keras’ History', () => {
    const h = { epoch: [0, 1], logs: { loss: [2, 1] } };
    expect(JSON.parse(historyJson(h))).toEqual({ epoch: [0, 1], history: { loss: [2, 1] }, events: [] });
  });
});
