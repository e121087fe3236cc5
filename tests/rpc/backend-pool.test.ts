/** Laws of choosing a backend for a run: what is put on it to be timed is the run's own model, and only once. */
import { describe, expect, it } from 'vitest';
import type { Backend } from '../../src/backends/backend';
import { DeviceModel } from '../../src/engine/device-model';
import { feedMode, signatureOf } from '../../src/engine/feeder';
import { Traced } from '../../src/engine/traced';
import { planTraining } from '../../src/engine/training-plan';
import { BackendPool } from '../../src/rpc/server/backend-pool';
import { compileSpec, fitSpec, layer, stack, xorData } from '../engine/support';

const data = xorData();
const rows = data.parts.train.slice(0, 8);

/** A wish for a small model that counts how often it was put on a backend, and where. */
function wished(units = 4) {
  const plan = planTraining({
    model: stack([2], layer('Dense', { units }), layer('Dropout', { rate: 0.5 }), layer('Dense', { units: 1 })),
    compile: compileSpec(layer('Adam'), layer('MeanSquaredError')),
    fit: fitSpec(),
    data: signatureOf(data),
  });
  const traced = new Traced(plan);
  const made: { readonly backend: Backend; readonly model: DeviceModel }[] = [];
  const make = (backend: Backend): DeviceModel => {
    const model = new DeviceModel(backend, plan, data, undefined, traced);
    made.push({ backend, model });
    return model;
  };
  return { make, rows, program: () => traced.train(rows.length, feedMode(data)), made };
}

describe('a backend chosen by timing', () => {
  it('has the model on it already, as it was before', async () => {
    const pool = new BackendPool();
    const wish = wished();
    const { backend, model } = await pool.choose('auto', wish);
    expect(wish.made.filter((m) => m.backend === backend).map((m) => m.model)).toEqual([model]);
    const fresh = wish.make(backend);
    expect(await model?.readSlots(() => true)).toEqual(await fresh.readSlots(() => true));
    fresh.dispose();
    model?.dispose();
    expect(backend.memory().arrays).toBe(0);
  });

  it('is remembered for the same program: nothing is put anywhere to be timed again', async () => {
    const pool = new BackendPool();
    const first = await pool.choose('auto', wished());
    const again = wished();
    const second = await pool.choose('auto', again);
    expect(second.backend).toBe(first.backend);
    expect(second.model).toBeNull();
    expect(again.made).toEqual([]);
    const other = wished(5);
    expect((await pool.choose('auto', other)).model).not.toBeNull();
  });

  it('tells of each other one why it was not timed: plain JavaScript is no graphics card', async () => {
    const { reports, model } = await new BackendPool().choose('auto', wished());
    const reason = (name: string) => reports.find((r) => r.name === name)?.reason;
    expect(reason('webgl')).toMatch(/GPU needs to answer/);
    expect(reason('cpu')).toMatch(/WebAssembly does the same/);
    model?.dispose();
  });

  it('is not timed where somebody chose it', async () => {
    const wish = wished();
    const { model } = await new BackendPool().choose('cpu', wish);
    expect(model).toBeNull();
    expect(wish.made).toEqual([]);
  });

  it('leaves nothing anywhere when nobody waits for it any more', async () => {
    for (const patience of [0, 1, 2, 3]) {
      const pool = new BackendPool();
      const wish = wished();
      let asked = 0;
      await expect(pool.choose('auto', wish, () => asked++ < patience)).rejects.toMatchObject({
        problem: { code: 'cancelled' },
      });
      for (const { backend } of wish.made) expect(backend.memory().arrays).toBe(0);
    }
  });
});
