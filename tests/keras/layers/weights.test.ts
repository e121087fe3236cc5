/** What a layer's weights may be made with, found before anything runs; and the seeds they are drawn from. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/base/json';
import { problemOf } from '../../../src/base/problem';
import { checkConfig, get, kerasSeeds } from '../../../src/keras';
import { buildLayer } from '../../../src/keras/core/layer-plan';
import { VariableList } from '../../../src/keras/core/variable-list';

const build = (className: string, config: JsonObject, shape: readonly number[]) => {
  const list = new VariableList(kerasSeeds(3));
  buildLayer({ className, config }, 'layer', [{ shape, dtype: 'float32' }], list);
  return list.all;
};
const refused = (config: JsonObject) => {
  try {
    build('Dense', { units: 2, ...config }, [2, 3]);
  } catch (error) {
    return problemOf(error);
  }
  return null;
};
const object = (className: string): JsonObject => ({ className, config: {} });

describe('an initializer or a regularizer for other shapes', () => {
  it.each(['Identity', 'Orthogonal'])('%s is refused for a bias, which is named', (name) => {
    expect(refused({ bias_initializer: object(name) })).toMatchObject({
      code: 'initializer-shape',
      where: 'bias_initializer',
    });
    expect(refused({ kernel_initializer: object(name) })).toBeNull();
  });

  it('is refused for one gate of a bias', () => {
    const lstm = () => build('LSTM', { units: 4, bias_initializer: object('Orthogonal') }, [2, 3, 3]);
    expect(lstm).toThrow(/Orthogonal/);
  });

  it('is refused for penalties too, unless the weight is frozen', () => {
    const config = { bias_regularizer: object('OrthogonalRegularizer') };
    expect(refused(config)).toMatchObject({ code: 'regularizer-shape', where: 'bias_regularizer' });
    expect(refused({ ...config, trainable: false })).toBeNull();
  });
});

describe('seeds', () => {
  const seeds = (config: JsonObject): number[] => build('Dense', { units: 2, ...config }, [2, 3]).map((v) => v.seed);
  const [first, second] = [kerasSeeds(3), kerasSeeds(3)];
  second.next();

  it('go to initializers that are given as objects before those the layer makes itself', () => {
    const [a, b] = [first.next(), second.next()];
    expect(seeds({ bias_initializer: 'glorot_normal' })).toEqual([a, b]);
    expect(seeds({ bias_initializer: object('GlorotNormal') })).toEqual([b, a]);
  });
});

describe('directions of Bidirectional', () => {
  const seeds = (layer: JsonObject) => build('Bidirectional', { layer }, [2, 3, 4]).map((v) => v.seed);
  const rnn = (config: JsonObject): JsonObject => ({ className: 'SimpleRNN', config: { units: 2, ...config } });

  it('draw their weights from seeds of their own, in the order of the weights, however initializers are given', () => {
    const named = seeds(rnn({}));
    const given = seeds(rnn({ kernel_initializer: object('GlorotUniform') }));
    expect(given).toEqual(named);
    expect(new Set(named.filter((s) => s > 0)).size).toBe(named.filter((s) => s > 0).length);
  });

  it('keep a seed that is named', () => {
    const [first, ...rest] = seeds(rnn({ kernel_initializer: { className: 'GlorotUniform', config: { seed: 7 } } }));
    expect(first).toBe(7);
    expect(rest).toContain(7);
  });
});

describe('other element types', () => {
  const told = (dtype: string) => checkConfig(get('layer', 'Dense').args, { units: 1, dtype });

  it.each(['mixed_float16', 'mixed_bfloat16', 'float16', 'bfloat16', 'float64'])(
    '%s is taken and explained',
    (dtype) => {
      expect(told(dtype)).toMatchObject([
        { code: 'dtype-fallback', severity: 'info', where: 'dtype', received: dtype },
      ]);
    },
  );

  it('is an error where Keras has no such type', () => {
    expect(told('float8')[0]?.severity).toBe('error');
    expect(told('float32')).toEqual([]);
  });
});
