/** Laws of what is said of runs that memory cannot hold: a batch that does fit, and the layer that takes the most. */
import { afterEach, describe, expect, it } from 'vitest';
import { signatureOf } from '../../src/engine/feeder';
import { Traced } from '../../src/engine/traced';
import { planTraining } from '../../src/engine/training-plan';
import type { ObjectSpec } from '../../src/graph/model';
import { createClient } from '../../src/rpc/rpc';
import { fittingBatch, memoryAdvice } from '../../src/rpc/server/memory-advice';
import { estimateMemory } from '../../src/rpc/server/memory-estimate';
import { serveTraining } from '../../src/rpc/server/train-server';
import type { RunSpec, TrainApi, TrainEvents } from '../../src/rpc/train-protocol';
import { compileSpec, fitSpec, layer, stack, xorData } from '../engine/support';
import { closeWorkers, workerOf } from '../state/support';

afterEach(closeWorkers);

const compile = compileSpec(layer('Adam'), layer('BinaryCrossentropy'));

function asked(layers: readonly ObjectSpec[], rows = 400) {
  const data = xorData(rows);
  const plan = planTraining({
    model: stack([2], ...layers, layer('Dense', { units: 1, activation: 'sigmoid' })),
    compile,
    fit: fitSpec(),
    data: signatureOf(data),
  });
  const traced = new Traced(plan);
  const need = (batch: number): number => estimateMemory(traced, data, batch, false);
  return { need, question: (batch: number, most: number) => ({ traced, data, batch, threaded: false, most }) };
}

const wide = [
  layer('Dense', { units: 64 }),
  layer('Reshape', { target_shape: [8, 8, 1] }),
  layer('Conv2D', { filters: 32, kernel_size: 3, padding: 'same' }),
  layer('Flatten'),
];

describe('a run that does not fit', () => {
  it('is told a batch that fits, than which twice as many rows would not', () => {
    const { need, question } = asked(wide);
    for (const room of [3, 10, 40, 100]) {
      const most = need(room);
      const fits = fittingBatch(question(256, most)) ?? 0;
      expect(need(fits)).toBeLessThanOrEqual(most);
      expect(need(2 * fits)).toBeGreaterThan(most);
      const said = memoryAdvice(question(256, most));
      expect(said?.fixes).toEqual([
        { label: `Use batches of ${fits}`, action: 'set-fit', params: { argument: 'batch_size', value: fits } },
      ]);
    }
  });

  it('is told which layer has the largest array', () => {
    const { need, question } = asked(wide);
    expect(memoryAdvice(question(256, need(16)))).toMatchObject({
      code: 'does-not-fit',
      where: 'l2',
      message: expect.stringContaining('of layer layer_2.'),
    });
  });

  it('is told of the weights where these are too large for any batch', () => {
    const { need, question } = asked([layer('Dense', { units: 300 }), layer('Dense', { units: 900 })]);
    const said = memoryAdvice(question(8, need(1) - 1));
    expect(said).toMatchObject({ where: 'l1', fixes: [], message: expect.stringContaining('a smaller layer') });
  });

  it('is not told anything when it fits', () => {
    const { need, question } = asked(wide);
    expect(memoryAdvice(question(64, need(64)))).toBeNull();
  });
});

describe('a run of more than all memory there is', () => {
  it('is refused with what would help, and the help would do', async () => {
    const client = createClient<TrainApi, TrainEvents>(workerOf(serveTraining));
    const data = xorData(90_000);
    await client.call('setData', data);
    const spec = (batch_size: number): RunSpec => ({
      model: stack([2], layer('Dense', { units: 16_384, activation: 'tanh' }), layer('Dense', { units: 1 })),
      compile,
      fit: fitSpec({ batch_size, epochs: 1, backend: 'cpu' }),
      callbacks: [],
      dataKey: data.key,
    });
    const refused = await client.call('fit', { spec: spec(65_536), from: null, startPaused: false }).then(
      () => null,
      (error: { problem: unknown }) =>
        error.problem as { code: string; where: string; fixes: { params: { value: number } }[] },
    );
    expect(refused).toMatchObject({ code: 'does-not-fit', where: 'l0' });
    const fits = refused?.fixes[0]?.params.value ?? 0;
    expect(fits).toBeGreaterThan(1000);
    const { peakBytes } = await client.call('estimate', spec(fits));
    expect(peakBytes).toBeLessThanOrEqual(2 ** 32);
    client.close();
  });
});
