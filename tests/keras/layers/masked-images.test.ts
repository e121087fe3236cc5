/** Masks of places in time reach images joined at each time, and are refused where scores have no place for them. */
import { expect, it } from 'vitest';
import { buildModel, kerasSeeds } from '../../../src/keras';
import { buildLayer, callLayer } from '../../../src/keras/core/layer-plan';
import { VariableList } from '../../../src/keras/core/variable-list';
import type { Tensor } from '../../../src/ops';
import { compute, nd, numbers } from '../compute';

it('Concatenate marks a place of masked images as present where any of them is', () => {
  const shape = [2, 3, 2, 2];
  const images = [nd(shape, numbers(24, 1)), nd(shape, numbers(24, 2))];
  const present = [nd([2, 3], [1, 1, 0, 1, 0, 0], 'bool'), nd([2, 3], [1, 0, 0, 1, 1, 0], 'bool')];
  const [mask] = compute([...images, ...present], (...xs) => {
    const inputs = xs.slice(0, 2) as Tensor[];
    const plan = buildLayer(
      { className: 'Concatenate', config: {} },
      'joined',
      inputs,
      new VariableList(kerasSeeds(1)),
    );
    const env = { training: false, losses: [], values: { read: () => inputs[0] as Tensor, write: () => undefined } };
    return [callLayer(plan, env, inputs, xs.slice(2)).masks[0] as Tensor];
  });
  const places = [1, 1, 0, 1, 1, 0];
  expect(mask?.shape).toEqual([2, 3, 2]);
  expect([...(mask?.data ?? [])]).toEqual(places.flatMap((p) => [p, p]));
});

it('MultiHeadAttention over images refuses masks of steps, as Keras fails with them', () => {
  const attended = (masked: boolean) =>
    buildModel(
      {
        layers: {
          a: { id: 'a', name: 'input', className: 'InputLayer', config: { shape: [3, 4, 2] } },
          m: { id: 'm', name: 'before', className: masked ? 'Masking' : 'Identity', config: {} },
          b: { id: 'b', name: 'attention', className: 'MultiHeadAttention', config: { num_heads: 1, key_dim: 2 } },
        },
        nodes: [
          { id: 'x', layer: 'a', inputs: [] },
          { id: 'y', layer: 'm', inputs: [{ node: 'x', index: 0 }] },
          {
            id: 'z',
            layer: 'b',
            inputs: [
              { node: 'y', index: 0 },
              { node: 'y', index: 0 },
            ],
          },
        ],
        inputs: ['x'],
        outputs: [{ node: 'z', index: 0 }],
      },
      1,
    )
      .nodes.get('z')
      ?.problems.map((p) => p.code);
  expect(attended(true)).toEqual(['one-axis-attention']);
  expect(attended(false)).toEqual([]);
});
