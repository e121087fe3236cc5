/** A layer that assigns to weights: what is trained gets its next value from the optimizer, what is frozen keeps it. */
import { expect, it } from 'vitest';
import { compileSpec, layer, setup, stack, xorData } from './support';

/** Length of a kernel of one column, its largest stretch, before and after training at a rate of 0. */
async function lengths(trainable: boolean): Promise<number[]> {
  const wrapped = { className: 'Dense', config: { units: 1, trainable } };
  const graph = stack(
    [2],
    layer('SpectralNormalization', { layer: wrapped }),
    layer('Dense', { units: 1, activation: 'sigmoid' }),
  );
  const compile = compileSpec(layer('SGD', { learning_rate: 0 }), layer('BinaryCrossentropy'));
  const { model, session } = setup(graph, compile, xorData());
  const length = async (): Promise<number> => {
    const slots = await model.readSlots((s) => s.name.endsWith('layer_0/layer/kernel'));
    expect(slots.size).toBe(1);
    return Math.hypot(...[...slots.values()].flatMap((values) => [...values]));
  };
  const before = await length();
  await session.run(null, false);
  return [before, await length()];
}

it('leaves a trained kernel to the optimizer', async () => {
  const [before, after] = await lengths(true);
  expect(Math.abs((before as number) - 1)).toBeGreaterThan(1e-3);
  expect(after).toBe(before);
});

it('keeps a frozen kernel normalised', async () => {
  expect((await lengths(false))[1]).toBeCloseTo(1, 5);
});
