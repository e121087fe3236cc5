/** What models with several inputs and outputs are fed: the data again, some of its columns, or the input as target. */
import { describe, expect, it } from 'vitest';
import type { PreparedData } from '../../src/data/prepared';
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
