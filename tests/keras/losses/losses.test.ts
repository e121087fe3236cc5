/** Laws between losses: sparse and one-hot targets agree, logits and probabilities agree, ignored classes count nothing. */
import { describe, expect, it } from 'vitest';
import { type ObjectValue, resolve } from '../../../src/keras';
import { computeLoss } from '../../../src/keras/core/loss-reduction';
import * as ops from '../../../src/ops';
import { compute, computeNumber, nd, numbers } from '../compute';

const CLASSES = [2, 0, 1, 2, 1];
const LOGITS = nd([5, 3], numbers(15, 7, -3, 3));
const INDICES = nd([5], CLASSES, 'int32');
const ONE_HOT = nd(
  [5, 3],
  CLASSES.flatMap((c) => [0, 1, 2].map((k) => Number(k === c))),
);

const loss = (value: ObjectValue, t = INDICES, p = LOGITS): number =>
  computeNumber([t, p], (a, b) => computeLoss(value, a, b));

const withConfig = (className: string, config: Record<string, number | boolean | string>): ObjectValue => ({
  className,
  config,
});

describe('cross-entropies', () => {
  it('of class indices are those of one-hot rows', () => {
    const config = { from_logits: true };
    expect(loss(withConfig('SparseCategoricalCrossentropy', config))).toBeCloseTo(
      loss(withConfig('CategoricalCrossentropy', config), ONE_HOT),
      9,
    );
  });

  it('of logits are those of their probabilities', () => {
    const [probabilities] = compute([LOGITS], (x) => [ops.softmax(x)]);
    expect(loss(withConfig('SparseCategoricalCrossentropy', { from_logits: true }))).toBeCloseTo(
      loss('SparseCategoricalCrossentropy', INDICES, probabilities),
      6,
    );
  });

  it('with an ignored class are those of the other samples', () => {
    const kept = CLASSES.map((c, i) => [c, i] as const).filter(([c]) => c !== 1);
    const rows = kept.flatMap(([, i]) => [...LOGITS.data.slice(3 * i, 3 * i + 3)]);
    const rest = loss(
      withConfig('SparseCategoricalCrossentropy', { from_logits: true }),
      nd(
        [3],
        kept.map(([c]) => c),
        'int32',
      ),
      nd([3, 3], rows),
    );
    expect(loss(withConfig('SparseCategoricalCrossentropy', { from_logits: true, ignore_class: 1 }))).toBeCloseTo(
      rest,
      9,
    );
  });

  it('stay finite, with finite gradients, for predictions of exactly 0 and 1', () => {
    const t = nd([2, 2], [0, 1, 1, 0]);
    const p = nd([2, 2], [1, 0, 1, 0]);
    for (const name of ['BinaryCrossentropy', 'CategoricalCrossentropy', 'BinaryFocalCrossentropy', 'KLDivergence']) {
      const [value, gradient] = compute([t, p], (a, b) => {
        const y = computeLoss(name, a, b);
        return [y, ...ops.gradients(y.trace, y, [b])];
      });
      expect([...(value?.data ?? []), ...(gradient?.data ?? [])].every(Number.isFinite), name).toBe(true);
    }
  });

  it('say which shapes do not fit', () => {
    expect(() => loss('CategoricalCrossentropy')).toThrow(/predictions \(None, 3\)/);
    expect(() => loss('SparseCategoricalCrossentropy', ONE_HOT)).toThrow(/one class index per prediction/);
  });
});

describe('focal losses without focus', () => {
  it('are plain cross-entropies', () => {
    const [p] = compute([LOGITS], (x) => [ops.sigmoid(x)]);
    expect(loss(withConfig('BinaryFocalCrossentropy', { gamma: 0 }), ONE_HOT, p)).toBeCloseTo(
      loss('BinaryCrossentropy', ONE_HOT, p),
      9,
    );
    expect(loss(withConfig('CategoricalFocalCrossentropy', { gamma: 0, alpha: 1 }), ONE_HOT, p)).toBeCloseTo(
      loss('CategoricalCrossentropy', ONE_HOT, p),
      9,
    );
  });
});

describe('names', () => {
  it.each([
    ['mse', 'MeanSquaredError'],
    ['MAE', 'MeanAbsoluteError'],
    ['binary_crossentropy', 'BinaryCrossentropy'],
    ['kl_divergence', 'KLDivergence'],
    ['sparse_categorical_crossentropy', 'SparseCategoricalCrossentropy'],
  ])('%s means %s', (id, name) => {
    expect(resolve('loss', id).definition.name).toBe(name);
  });
});
