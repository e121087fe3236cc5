/** Which metric a word means, and the keys it is logged under: Keras 3's rules. */
import { describe, expect, it } from 'vitest';
import '../../../src/keras';
import { resolveLoss, resolveMetric, resolveMetrics } from '../../../src/keras/core/metric-choice';

const type = (...shape: number[]) => ({ shape, dtype: 'float32' as const });
const output = (name: string) => ({ name, yTrue: type(8, 3), yPred: type(8, 3) });

describe('accuracy', () => {
  it.each([
    ['one prediction per sample', type(8, 1), type(8, 1), 'BinaryAccuracy'],
    ['one prediction, targets without axis', type(8), type(8, 1), 'BinaryAccuracy'],
    ['class indices', type(8), type(8, 3), 'SparseCategoricalAccuracy'],
    ['a column of class indices', type(8, 1), type(8, 3), 'SparseCategoricalAccuracy'],
    ['one-hot rows', type(8, 3), type(8, 3), 'CategoricalAccuracy'],
    ['class indices of steps', type(8, 5), type(8, 5, 3), 'SparseCategoricalAccuracy'],
  ])('of %s', (_, yTrue, yPred, expected) => {
    for (const word of ['accuracy', 'acc', 'Accuracy']) {
      const choice = resolveMetric(word, yTrue, yPred);
      expect(choice).toEqual({ value: { className: expected, config: {} }, name: word });
    }
  });

  it('as an object is the plain equality', () => {
    const choice = resolveMetric({ className: 'Accuracy', config: {} }, type(8), type(8, 3));
    expect(choice).toEqual({ value: { className: 'Accuracy', config: {} }, name: 'accuracy' });
  });
});

describe('names', () => {
  it('keep the word that was given, or the name of the object', () => {
    const name = (value: Parameters<typeof resolveMetric>[0]): string =>
      resolveMetric(value, type(8, 1), type(8, 1)).name;
    expect(name('mse')).toBe('mse');
    expect(name({ className: 'mse', config: {} })).toBe('mse');
    expect(name({ className: 'MeanSquaredError', config: {} })).toBe('mean_squared_error');
    expect(name({ className: 'MeanSquaredError', config: { name: 'error' } })).toBe('error');
    expect(name({ className: 'AUC', config: { curve: 'PR' } })).toBe('auc');
  });

  it('say what is not in the catalogue', () => {
    expect(() => resolveMetric('sharpness', type(8, 1), type(8, 1))).toThrow(/sharpness/);
  });
});

describe('log keys', () => {
  it('count repetitions up', () => {
    const auc = { className: 'AUC', config: {} };
    const keys = resolveMetrics([output('out')], [['accuracy', 'mae', 'mae', auc, auc]]).map((m) => m.key);
    expect(keys).toEqual(['accuracy', 'mae', 'mae_1', 'auc', 'auc_1']);
  });

  it('begin with the output where there are several, weighted twins say so', () => {
    const chosen = resolveMetrics(
      [output('a'), output('b')],
      [['accuracy'], ['mse']],
      [['accuracy', 'accuracy'], ['mae']],
    );
    expect(chosen.map((m) => [m.key, m.output, m.weighted])).toEqual([
      ['a_accuracy', 0, false],
      ['b_mse', 1, false],
      ['a_weighted_accuracy', 0, true],
      ['a_weighted_accuracy_1', 0, true],
      ['b_mae', 1, true],
    ]);
  });
});

describe('crossentropy', () => {
  it('is chosen by shapes too', () => {
    const chosen = (yTrue: ReturnType<typeof type>, yPred: ReturnType<typeof type>) =>
      resolveLoss('crossentropy', yTrue, yPred);
    expect(chosen(type(8), type(8, 3))).toEqual({ className: 'SparseCategoricalCrossentropy', config: {} });
    expect(chosen(type(8, 1), type(8, 1))).toEqual({ className: 'BinaryCrossentropy', config: {} });
    expect(chosen(type(8, 3), type(8, 3))).toEqual({ className: 'CategoricalCrossentropy', config: {} });
    expect(resolveLoss('mse', type(8), type(8, 3))).toBe('mse');
  });
});
