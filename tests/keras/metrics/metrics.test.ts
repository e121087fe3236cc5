/** Laws of metrics: exact over the whole epoch however it is cut into batches, and equal to their textbook definitions. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Nd } from '../../../src/backends/reference';
import type { JsonObject } from '../../../src/base/json';
import { sizeOf } from '../../../src/base/shape';
import { allOf, type ExampleCase, type ObjectValue, type SampleSpec } from '../../../src/keras';
import { metricResult, planMetric, updateMetric } from '../../../src/keras/core/metric-state';
import type { Tensor } from '../../../src/ops';
import { compute, nd, numbers } from '../compute';

interface Batch {
  readonly yTrue: Nd;
  readonly yPred: Nd;
  readonly weight?: Nd;
}

/** The result of a metric after all batches. */
function measure(value: ObjectValue, batches: readonly Batch[]): number[] {
  const first = batches[0] as Batch;
  const plan = planMetric(value, first.yTrue, first.yPred);
  let states: Nd[] = plan.states.map((s) => nd(s.shape, new Float64Array(sizeOf(s.shape)), s.dtype ?? 'float32'));
  for (const b of batches) {
    states = compute([...states, b.yTrue, b.yPred, ...(b.weight ? [b.weight] : [])], (...xs) => {
      const [t, p, w] = xs.slice(states.length);
      return updateMetric(plan, xs.slice(0, states.length), t as Tensor, p as Tensor, w ?? null);
    });
  }
  const [result] = compute(states, (...xs) => [metricResult(plan, xs)]);
  return [...(result?.data ?? [])];
}

/** Numbers of the kind an example asks for. */
function sample(spec: SampleSpec, seed: number): Nd {
  const n = sizeOf(spec.shape);
  const last = spec.shape[spec.shape.length - 1] ?? 1;
  const dtype = spec.dtype ?? 'float32';
  if (spec.values) return nd(spec.shape, spec.values, dtype);
  const u = numbers(n, seed, 0, 1);
  if (spec.oneHot || spec.simplex) {
    const rows = Array.from({ length: n / last }, (_, i) => u.slice(i * last, (i + 1) * last));
    const shaped = rows.flatMap((r) => {
      const sum = r.reduce((a, b) => a + b, 0);
      return r.map((v) => (spec.oneHot ? Number(v === Math.max(...r)) : v / sum));
    });
    return nd(spec.shape, shaped, dtype);
  }
  const [low, high] = [spec.low ?? (dtype === 'int32' ? 0 : -1), spec.high ?? (dtype === 'int32' ? 2 : 1)];
  return nd(
    spec.shape,
    u.map((v) => (dtype === 'int32' ? Math.floor(low + v * (high - low)) : low + v * (high - low))),
    dtype,
  );
}

function joined(parts: readonly Nd[]): Nd {
  const [first] = parts as [Nd];
  const rows = parts.reduce((n, p) => n + (p.shape[0] as number), 0);
  return nd(
    [rows, ...first.shape.slice(1)],
    parts.flatMap((p) => [...p.data]),
    first.dtype,
  );
}

const batchOf = (example: ExampleCase, seed: number): Batch => {
  const [yTrue, yPred, weight] = example.inputs.map((s, i) => sample(s, seed * 10 + i));
  return { yTrue: yTrue as Nd, yPred: yPred as Nd, ...(weight ? { weight } : {}) };
};

const close = (a: readonly number[], b: readonly number[]): void => {
  expect(a).toHaveLength(b.length);
  a.forEach((v, i) => {
    expect(v).toBeCloseTo(b[i] as number, 6);
  });
};

// Correlations along the batch axis are per batch by definition.
const PER_BATCH = new Set(['columns']);

describe('a metric over batches is the metric over all rows', () => {
  describe.each(allOf('metric').map((d) => [d.name, d] as const))('%s', (name, d) => {
    it.each(d.cases.filter((c) => !PER_BATCH.has(c.name)).map((c) => [c.name, c] as const))('%s', (_, example) => {
      const value = { className: name, config: example.config };
      const batches = [1, 2, 3].map((seed) => batchOf(example, seed));
      const all: Batch = {
        yTrue: joined(batches.map((b) => b.yTrue)),
        yPred: joined(batches.map((b) => b.yPred)),
        ...(batches[0]?.weight ? { weight: joined(batches.map((b) => b.weight as Nd)) } : {}),
      };
      close(measure(value, batches), measure(value, [all]));
    });
  });
});

const probabilities = fc.array(
  fc.tuple(
    fc.boolean(),
    fc.integer({ min: 0, max: 1000 }).map((k) => k / 1000),
  ),
  { minLength: 4, maxLength: 40 },
);

describe('AUC', () => {
  it('is the chance that a yes is ranked above a no, for thresholds finer than the predictions', () => {
    fc.assert(
      fc.property(probabilities, (rows) => {
        const yes = rows.filter((r) => r[0]).map((r) => r[1]);
        const no = rows.filter((r) => !r[0]).map((r) => r[1]);
        fc.pre(yes.length > 0 && no.length > 0);
        let wins = 0;
        for (const a of yes) for (const b of no) wins += a > b ? 1 : a === b ? 0.5 : 0;
        const [auc] = measure({ className: 'AUC', config: { num_thresholds: 4001 } }, [
          {
            yTrue: nd(
              [rows.length],
              rows.map((r) => Number(r[0])),
            ),
            yPred: nd(
              [rows.length, 1],
              rows.map((r) => r[1]),
            ),
          },
        ]);
        expect(auc).toBeCloseTo(wins / (yes.length * no.length), 6);
      }),
      { numRuns: 25 },
    );
  });
});

describe('precision, recall and F1', () => {
  it('are ratios of counts', () => {
    fc.assert(
      fc.property(probabilities, (rows) => {
        const batch = {
          yTrue: nd(
            [rows.length, 1],
            rows.map((r) => Number(r[0])),
          ),
          yPred: nd(
            [rows.length, 1],
            rows.map((r) => r[1]),
          ),
        };
        const [tp, fp, fn] = ['TruePositives', 'FalsePositives', 'FalseNegatives'].map(
          (n) => measure(n, [batch])[0] as number,
        ) as [number, number, number];
        const count = (want: boolean, called: boolean): number =>
          rows.filter((r) => r[0] === want && r[1] > 0.5 === called).length;
        expect([tp, fp, fn]).toEqual([count(true, true), count(false, true), count(true, false)]);
        expect(measure('Precision', [batch])[0]).toBeCloseTo(tp + fp === 0 ? 0 : tp / (tp + fp), 6);
        expect(measure('Recall', [batch])[0]).toBeCloseTo(tp + fn === 0 ? 0 : tp / (tp + fn), 6);
        const f1 = measure({ className: 'F1Score', config: { threshold: 0.5, average: 'micro' } }, [batch])[0];
        expect(f1).toBeCloseTo(tp === 0 ? 0 : (2 * tp) / (2 * tp + fp + fn), 5);
      }),
      { numRuns: 50 },
    );
  });
});

describe('R2Score', () => {
  const t = numbers(20, 3);
  const p = t.map((v, i) => v + (numbers(20, 4)[i] as number) * 0.3);
  const batch = { yTrue: nd([20, 1], t), yPred: nd([20, 1], p) };
  const mean = t.reduce((a, b) => a + b, 0) / 20;
  const plain =
    1 - t.reduce((a, v, i) => a + (v - (p[i] as number)) ** 2, 0) / t.reduce((a, v) => a + (v - mean) ** 2, 0);
  const score = (config: JsonObject): number | undefined => measure({ className: 'R2Score', config }, [batch])[0];

  it('is one minus the share of variance left', () => {
    expect(score({})).toBeCloseTo(plain, 9);
  });
  it('is corrected for the number of regressors while there are samples enough', () => {
    expect(score({ num_regressors: 4 })).toBeCloseTo(1 - ((1 - plain) * 19) / 15, 9);
    expect(score({ num_regressors: 19 })).toBeCloseTo(plain, 9);
    expect(score({ num_regressors: 25 })).toBeCloseTo(plain, 9);
  });
});

describe('weights', () => {
  it('of zero leave no value, not NaN', () => {
    const weight = nd([4], [0, 0, 0, 0]);
    const batch = { yTrue: nd([4, 1], [0, 1, 1, 0]), yPred: nd([4, 1], [0.2, 0.7, 0.4, 0.9]), weight };
    for (const name of ['BinaryAccuracy', 'MeanSquaredError', 'Precision', 'Recall', 'AUC', 'BinaryCrossentropy']) {
      expect(measure(name, [batch]), name).toEqual([0]);
    }
  });

  it('of whole numbers are repetitions', () => {
    const t = [0, 1, 1, 0];
    const p = [0.2, 0.7, 0.4, 0.9];
    const times = [1, 2, 3, 0];
    const repeated = times.flatMap((n, i) => new Array<number>(n).fill(i));
    const weighted = { yTrue: nd([4, 1], t), yPred: nd([4, 1], p), weight: nd([4], times) };
    const plain = {
      yTrue: nd(
        [6, 1],
        repeated.map((i) => t[i] as number),
      ),
      yPred: nd(
        [6, 1],
        repeated.map((i) => p[i] as number),
      ),
    };
    for (const name of [
      'BinaryAccuracy',
      'MeanAbsoluteError',
      'RootMeanSquaredError',
      'Precision',
      'Recall',
      'AUC',
      'R2Score',
    ]) {
      close(measure(name, [weighted]), measure(name, [plain]));
    }
  });
});

describe('a metric that does not fit', () => {
  it('says so before training', () => {
    const [t, p] = [nd([4], [0, 1, 2, 0], 'int32'), nd([4, 3], numbers(12, 1, 0, 1))];
    for (const name of ['Precision', 'AUC', 'F1Score']) {
      expect(() => planMetric(name, t, p), name).toThrow(/one target per prediction/);
    }
    expect(() => planMetric({ className: 'Precision', config: { thresholds: [0.5, 2] } }, p, p)).toThrow(/from 0 to 1/);
  });

  it('F scores weigh samples, not their classes', () => {
    const [yTrue, yPred] = [nd([3, 2], [1, 0, 0, 1, 1, 0]), nd([3, 2], numbers(6, 1, 0, 1))];
    const weighed = (shape: number[]) => measure('F1Score', [{ yTrue, yPred, weight: nd(shape, [1, 2, 0.5]) }]);
    expect(weighed([3])).toHaveLength(2);
    expect(() => weighed([3, 1])).toThrow(/one weight for each sample/);
  });

  it('names the classes there are when it looks at another', () => {
    const [t, p] = [nd([4, 3], numbers(12, 2, 0, 2), 'int32'), nd([4, 3], numbers(12, 1, 0, 1))];
    const at = (class_id: number): { className: string; config: JsonObject }[] => [
      { className: 'Recall', config: { class_id } },
      { className: 'PrecisionAtRecall', config: { recall: 0.5, class_id } },
    ];
    for (const value of at(2)) expect(() => planMetric(value, t, p), value.className).not.toThrow();
    for (const value of at(3)) expect(() => planMetric(value, t, p), value.className).toThrow(/classes 0 to 2/);
  });
});
