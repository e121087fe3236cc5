/** A model used as a layer is the model: the same weights from the same seed, and the same numbers, however deep it lies. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { object, sequential } from '../../../src/graph/build';
import type { ModelGraph } from '../../../src/graph/model';
import { nestedModel } from '../../../src/graph/nested';
import { layerOf } from '../../../src/graph/topology';
import {
  type Built,
  buildModel,
  callModel,
  countParameters,
  initialValue,
  kerasSeeds,
  type Variable,
} from '../../../src/keras';
import type { Tensor } from '../../../src/ops';
import { anyGraph } from '../../graph/support';
import { compute, nd, numbers } from '../compute';

/** A model with the same inputs whose one layer is the given model. */
function wrapped(graph: ModelGraph): ModelGraph {
  const inputs = graph.inputs.map((id) => graph.nodes.find((n) => n.id === id));
  const layers = inputs.flatMap((n) => graph.layers[n?.layer ?? ''] ?? []);
  const inner = { id: 'inner', name: 'inner', ...nestedModel(graph, 'Functional') };
  return {
    layers: Object.fromEntries([...layers, inner].map((l) => [l.id, l])),
    nodes: [
      ...inputs.flatMap((n) => n ?? []),
      { id: 'call', layer: 'inner', inputs: graph.inputs.map((node) => ({ node, index: 0 })) },
    ],
    inputs: graph.inputs,
    outputs: graph.outputs.map((_, index) => ({ node: 'call', index })),
  };
}

const problems = (built: Built) => [...built.nodes.values()].flatMap((n) => n.problems);

/** What the model gives for fixed inputs, with its starting weights. */
function outputsOf({ plan }: Built): number[][] {
  const types = plan.graph.inputs.map((id) => {
    const node = plan.graph.nodes.find((n) => n.id === id);
    return [3, ...((node ? layerOf(plan.graph, node.layer).config.shape : []) as number[])];
  });
  const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
  const inputs = [
    ...types.map((shape, i) => nd(shape, numbers(size(shape), i + 1))),
    ...plan.variables.map((v) => nd(v.shape, Float64Array.from(initialValue(v)), v.dtype)),
  ];
  const found = compute(inputs, (...xs) => {
    const values = { read: (v: Variable) => xs[types.length + v.index] as Tensor, write: () => undefined };
    return callModel(plan, { training: false, losses: [], values }, xs.slice(0, types.length)).outputs;
  });
  return found.map((y) => [...y.data]);
}

/** Whether what masks are handed on by has one still, after a model of the given layer has read the same tensor. */
function maskLeft(reader: ReturnType<typeof object>, depth: number): boolean {
  let inner: ModelGraph = sequential([3, 4], [reader]);
  for (let i = 1; i < depth; i++) inner = sequential([3, 4], [nestedModel(inner)]);
  const layers = [
    { id: 'in', name: 'in', ...object('InputLayer', { shape: [3, 4] }) },
    { id: 'masked', name: 'masked', ...object('Masking') },
    { id: 'model', name: 'model', ...nestedModel(inner) },
    { id: 'after', name: 'after', ...object('ReLU') },
    { id: 'later', name: 'later', ...object('ReLU') },
  ];
  const call = (id: string, ...from: string[]) => ({
    id,
    layer: id,
    inputs: from.map((node) => ({ node, index: 0 })),
  });
  const graph: ModelGraph = {
    layers: Object.fromEntries(layers.map((l) => [l.id, l])),
    nodes: [call('in'), call('masked', 'in'), call('model', 'masked'), call('after', 'model'), call('later', 'masked')],
    inputs: ['in'],
    outputs: ['after', 'later'].map((node) => ({ node, index: 0 })),
  };
  const { plan } = buildModel(graph, 1);
  let left: boolean | undefined;
  compute(
    [nd([2, 3, 4], numbers(24, 1)), ...plan.variables.map((v) => nd(v.shape, Float64Array.from(initialValue(v))))],
    (x, ...weights) => {
      const values = { read: (v: Variable) => weights[v.index] as Tensor, write: () => undefined };
      const { outputs, masks } = callModel(plan, { training: false, losses: [], values }, [x as Tensor]);
      left = masks[1] !== null;
      return outputs;
    },
  );
  return left === true;
}

describe('a model as a layer', () => {
  it('has the weights and gives the numbers of the model itself', () => {
    fc.assert(
      fc.property(anyGraph, fc.nat(1000), (graph, seed) => {
        const plain = buildModel(graph, seed);
        fc.pre(problems(plain).length === 0);
        for (const deeper of [wrapped(graph), wrapped(wrapped(graph))]) {
          const built = buildModel(deeper, seed);
          expect(problems(built)).toEqual([]);
          expect(built.plan.variables.map((v) => [v.name, v.shape, v.seed])).toEqual(
            plain.plan.variables.map((v) => [v.name, v.shape, v.seed]),
          );
          expect(outputsOf(built)).toEqual(outputsOf(plain));
        }
      }),
    );
  });

  it('can be frozen whole', () => {
    const inner = sequential([4], [object('Dense', { units: 3 }), object('BatchNormalization')]);
    const { className, config } = nestedModel(inner);
    const model = sequential([4], [object(className, { ...config, trainable: false }), object('Dense', { units: 2 })]);
    expect(countParameters(buildModel(model, 1).plan.variables)).toEqual({ trainable: 8, frozen: 15 + 12 });
  });

  it('says which of its layers does not fit', () => {
    const inner = sequential([4], [object('Conv2D', { filters: 2, kernel_size: 3 })]);
    const [found] = problems(buildModel(sequential([4], [nestedModel(inner)]), 1));
    expect(found).toMatchObject({ code: 'input-rank', message: expect.stringMatching(/^In conv2d: /) as string });
    expect(found?.fixes).toBeUndefined();
  });

  it('takes only what it was made for', () => {
    const inner = sequential([4], [object('Dense', { units: 3 })]);
    const codes = (model: ModelGraph) => problems(buildModel(model, 1)).map((p) => p.code);
    expect(codes(sequential([4], [nestedModel(inner)]))).toEqual([]);
    expect(codes(sequential([5], [nestedModel(inner)]))).toEqual(['nested-shape']);
    expect(codes(sequential([4], [object('Functional', { model: {} })]))).toEqual(['model-empty']);
    const open = sequential([null, 4], [object('Dense', { units: 3 })]);
    expect(codes(sequential([7, 4], [nestedModel(open)]))).toEqual([]);
  });

  it('takes the first default seeds where a script makes it before the layers around it', () => {
    const { className, config } = nestedModel(
      sequential([3], [object('Dense', { units: 2 }), object('Dense', { units: 2 })]),
    );
    const seeds = (made_first: boolean) => {
      const inner = object(className, { ...config, made_first });
      const model = sequential([4], [object('Dense', { units: 3 }), inner, object('Dense', { units: 1 })]);
      const kernels = buildModel(model, 5).plan.variables.filter((v) => v.name === 'kernel');
      return new Map(kernels.map((v) => [v.path, v.seed]));
    };
    const source = kerasSeeds(5);
    const [a, b, c, d] = Array.from({ length: 4 }, () => source.next());
    expect([...seeds(false).values()]).toEqual([a, b, c, d]);
    const first = seeds(true);
    expect(first.get('dense/kernel')).toBe(c);
    expect(first.get('sequential/layers/dense_1/kernel')).toBe(b);
    expect(first.get('dense_1/kernel')).toBe(d);
  });

  it('takes the mask off what attention inside it reads, as attention does, and no other layer', () => {
    const attention = object('MultiHeadAttention', { num_heads: 2, key_dim: 2 });
    for (const depth of [1, 2]) {
      expect(maskLeft(attention, depth)).toBe(false);
      expect(maskLeft(object('Dense', { units: 4 }), depth)).toBe(true);
    }
  });

  it('works inside wrappers', () => {
    const inner = sequential([4], [object('Dense', { units: 3 }), object('ReLU')]);
    const { className, config } = nestedModel(inner);
    const model = sequential([5, 4], [object('TimeDistributed', { layer: { className, config } })]);
    const built = buildModel(model, 1);
    expect(problems(built)).toEqual([]);
    expect(built.plan.variables.map((v) => v.path)).toEqual([
      'time_distributed/layer/layers/dense/kernel',
      'time_distributed/layer/layers/dense/bias',
    ]);
  });
});
