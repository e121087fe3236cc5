/** Masks of places in time reach images joined at each time. */
import { expect, it } from 'vitest';
import { kerasSeeds } from '../../../src/keras';
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
