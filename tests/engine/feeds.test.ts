/** What models with several inputs and outputs are fed: the data again, some of its columns, or the input as target. */
import { describe, expect, it } from 'vitest';
import type { PreparedData } from '../../src/data/prepared';
import { signatureOf } from '../../src/engine/feeder';
import { feedModel, feedRows } from '../../src/engine/feeds';
import { mainOutput } from '../../src/graph/main-output';

const data: PreparedData = {
  rows: 2,
  inputs: [{ name: 'x', shape: [3], dtype: 'float32', data: Float32Array.of(1, 2, 3, 4, 5, 6) }],
  targets: [{ name: 'y', shape: [], dtype: 'int32', data: Int32Array.of(0, 1) }],
  parts: { train: Int32Array.of(0), validation: Int32Array.of(1), test: new Int32Array(0) },
  features: [],
  target: { column: 'y', task: 'binary', classes: ['a', 'b'] },
  inputKind: 'vector',
  key: 'k',
};
const model = (inputs: number, outputs: number) => ({
  inputs: Array.from({ length: inputs }, (_, i) => `i${i}`),
  outputs: Array.from({ length: outputs }, (_, i) => ({ node: `o${i}`, index: 0 })),
});

describe('the feed of a model', () => {
  it('of one input and output is the data itself', () => {
    const fed = feedModel(data, model(1, 1), {});
    expect(fed.inputs[0]).toBe(data.inputs[0]);
    expect(fed.targets[0]).toBe(data.targets[0]);
  });

  it('gives every input and output the same where nothing else is said', () => {
    const fed = feedModel(data, model(2, 2), {});
    expect(fed.inputs).toEqual([data.inputs[0], data.inputs[0]]);
    expect(fed.targets).toEqual([data.targets[0], data.targets[0]]);
  });

  it('splits columns', () => {
    const fed = feedModel(data, model(2, 1), {
      x: [
        [0, 2],
        [2, 3],
      ],
    });
    expect(fed.inputs.map((a) => [a.shape, [...a.data]])).toEqual([
      [[2], [1, 2, 4, 5]],
      [[1], [3, 6]],
    ]);
  });

  it('compares an output with the input itself', () => {
    const fed = feedModel(data, model(1, 2), { y: ['target', 'input'] });
    expect(fed.targets).toEqual([data.targets[0], data.inputs[0]]);
  });

  it('says which columns there are when others are asked for', () => {
    expect(() => feedModel(data, model(1, 1), { x: [[1, 5]] })).toThrow('The data has 3 columns');
  });

  it('weighs every output by the first column of weights, or each by its own, each column given once', () => {
    const weights = ['u', 'v'].map((name, i) => ({
      name,
      shape: [],
      dtype: 'float32' as const,
      data: Float32Array.of(i, 2),
    }));
    const fed = (sample_weight?: (string | null)[]) =>
      feedModel({ ...data, weights }, model(1, 3), sample_weight ? { sample_weight } : {});
    const names = (d: PreparedData) => d.weighted?.map((at) => (at === null ? null : d.weights?.[at]?.name));
    expect(names(fed())).toEqual(['u', 'u', 'u']);
    expect(fed().weights).toEqual([weights[0]]);
    expect(names(fed(['v', null, 'u']))).toEqual(['v', null, 'u']);
    expect(names(fed(['v', 'v', null]))).toEqual(['v', 'v', null]);
    expect(fed(['v', 'v', null]).weights).toEqual([weights[1]]);
    expect(fed([null, null, null]).weights).toEqual([]);
    expect(signatureOf(fed(['v', null, 'u'])).sampleWeights).toEqual([0, null, 1]);
    expect(() => fed(['gone', null, null])).toThrow('“gone”');
    expect(names(feedModel(data, model(1, 2), {}))).toEqual([null, null]);
  });

  it('of rows typed in follows the same columns', () => {
    const fed = feedRows([Float32Array.of(7, 8, 9)], [[3]], 2, { x: [null, [1, 3]] });
    expect(fed.map((a) => [...a])).toEqual([
      [7, 8, 9],
      [8, 9],
    ]);
  });

  it('shows predictions of the first output that answers', () => {
    expect(mainOutput(1, {})).toBe(0);
    expect(mainOutput(2, { y: ['input', 'target'] })).toBe(1);
    expect(mainOutput(1, { y: ['input'] })).toBeNull();
  });
});
