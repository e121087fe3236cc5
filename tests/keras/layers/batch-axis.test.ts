/** Normalization along the batch: Keras refuses weights there in a model, as the batch's size is not known. */
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../src/base/json';
import type { ModelGraph } from '../../../src/graph/model';
import { buildModel } from '../../../src/keras';

const chain = (className: string, config: JsonObject, shape: readonly number[] = [3]): ModelGraph => ({
  layers: {
    a: { id: 'a', name: 'input', className: 'InputLayer', config: { shape } },
    b: { id: 'b', name: 'layer', className, config },
  },
  nodes: [
    { id: 'x', layer: 'a', inputs: [] },
    { id: 'y', layer: 'b', inputs: [{ node: 'x', index: 0 }] },
  ],
  inputs: ['x'],
  outputs: [{ node: 'y', index: 0 }],
});
const problemsOf = (graph: ModelGraph): readonly string[] =>
  buildModel(graph, 1)
    .nodes.get('y')
    ?.problems.map((p) => p.message) ?? [];

describe('weights along the batch', () => {
  it.each(['BatchNormalization', 'LayerNormalization'])('are refused in %s by each name of the first axis', (name) => {
    for (const axis of [0, -2]) expect(problemsOf(chain(name, { axis }))[0]).toMatch(/along the batch/);
    for (const axis of [1, -1]) expect(problemsOf(chain(name, { axis }))).toEqual([]);
  });

  it('are refused in a nested model too', () => {
    const model = chain('BatchNormalization', { axis: 0 }) as unknown as Json;
    expect(problemsOf(chain('Functional', { model }))[0]).toMatch(/In layer: .*along the batch/);
  });

  it('are refused in a layer that is applied to each step', () => {
    const each = (axis: number) => ({ layer: { className: 'BatchNormalization', config: { axis } } });
    for (const axis of [0, -2]) expect(problemsOf(chain('TimeDistributed', each(axis), [4, 3]))[0]).toMatch(/along/);
    expect(problemsOf(chain('TimeDistributed', each(-1), [4, 3]))).toEqual([]);
  });

  it('are refused behind an operation that moved the batch, also for a batch as large as another axis', () => {
    const turned = (axes: readonly number[] | null): ModelGraph => ({
      layers: {
        a: { id: 'a', name: 'input', className: 'InputLayer', config: { shape: [2, 2] } },
        t: { id: 't', name: 'turned', className: 'ops.Transpose', config: { axes } },
        b: { id: 'b', name: 'dense', className: 'Dense', config: { units: 3 } },
      },
      nodes: [
        { id: 'x', layer: 'a', inputs: [] },
        { id: 'z', layer: 't', inputs: [{ node: 'x', index: 0 }] },
        { id: 'y', layer: 'b', inputs: [{ node: 'z', index: 0 }] },
      ],
      inputs: ['x'],
      outputs: [{ node: 'y', index: 0 }],
    });
    expect(problemsOf(turned(null))[0]).toMatch(/along the batch/);
    expect(problemsOf(turned([0, 2, 1]))).toEqual([]);
    const inside = turned(null) as unknown as Json;
    const outside = chain('Functional', { model: inside });
    const wide = {
      ...outside.layers,
      a: { id: 'a', name: 'input', className: 'InputLayer', config: { shape: [2, 2] } },
    };
    expect(problemsOf({ ...outside, layers: wide })[0]).toMatch(/along the batch/);
  });

  it('are no matter where there are none', () => {
    expect(problemsOf(chain('UnitNormalization', { axis: 0 }))).toEqual([]);
  });
});
