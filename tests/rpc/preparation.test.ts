/** Laws of runs made ready before they are asked for: they are the same runs, and nothing of those not taken stays. */
import { describe, expect, it } from 'vitest';
import type { Backend } from '../../src/backends/backend';
import { createCpuBackend } from '../../src/backends/cpu';
import type { DeviceModel } from '../../src/engine/device-model';
import { FitSession } from '../../src/engine/fit-session';
import { programHash } from '../../src/ops/program-hash';
import { Preparation } from '../../src/rpc/server/preparation';
import type { RunSpec } from '../../src/rpc/train-protocol';
import { compileSpec, fitSpec, layer, listen, stack, tickingClock, xorData } from '../engine/support';

const specOf = (units = 6, fit: Parameters<typeof fitSpec>[0] = {}): RunSpec => ({
  model: stack(
    [2],
    layer('Normalization'),
    layer('Dense', { units, activation: 'tanh' }),
    layer('Dropout', { rate: 0.2 }),
    layer('Dense', { units: 1, activation: 'sigmoid' }),
  ),
  compile: compileSpec(layer('Adam'), layer('BinaryCrossentropy'), [layer('accuracy')]),
  fit: fitSpec(fit),
  callbacks: [],
  dataKey: 'xor',
});

/** A preparation on a backend of its own that counts how often it was asked for. */
function bench() {
  const real = createCpuBackend();
  const compiled: string[] = [];
  const compile: Backend['compile'] = (program, donated) => {
    compiled.push(programHash(program));
    return real.compile(program, donated);
  };
  const backend: Backend = { ...real, compile };
  const state = {
    chosen: 0,
    lost: false,
    /** The models put on the backend to time it; null where it is not timed. */
    timed: null as DeviceModel[] | null,
    onChoice: (_still: (() => boolean) | undefined) => {},
  };
  const data = xorData();
  const preparation = new Preparation(
    {
      choose: async (_wanted, wish, still) => {
        state.chosen++;
        const model = state.timed && wish.make(backend);
        if (model) state.timed?.push(model);
        state.onChoice(still);
        return { backend, reports: [], why: '', model };
      },
      keeps: async () => !state.lost,
    },
    () => data,
  );
  const never = new AbortController().signal;
  return {
    backend,
    /** Hashes of the programs that were compiled. */
    compiled,
    data,
    state,
    make: (spec: RunSpec, signal = never) => preparation.make(spec, signal),
    take: (spec: RunSpec) => preparation.take(spec, () => undefined),
    preparation,
  };
}

async function historyOf(b: ReturnType<typeof bench>, spec: RunSpec) {
  const { model, draft } = await b.take(spec);
  const session = new FitSession(model, spec.fit, [], draft.staged.data, listen(), tickingClock());
  const { history } = await session.run(null, false);
  model.dispose();
  return history.logs;
}

describe('a run made ready before', () => {
  it('is no run of another scale of what the input is compared with', async () => {
    const b = bench();
    const scaled = (scale: number): RunSpec => ({
      ...specOf(),
      model: stack([2], layer('Dense', { units: 2 })),
      compile: compileSpec(layer('Adam'), layer('MeanSquaredError')),
      fit: fitSpec({ y: ['input'], y_scale: [scale] }),
    });
    expect(await b.make(scaled(1))).toBe(true);
    const { draft, model } = await b.take(scaled(0.5));
    expect(draft.traced.plan.losses[0]?.targetScale).toBe(0.5);
    model.dispose();
  });

  it('gives the same numbers as one that was not', async () => {
    const prepared = bench();
    expect(await prepared.make(specOf())).toBe(true);
    const history = await historyOf(prepared, specOf());
    expect(prepared.state.chosen).toBe(1);
    expect(history).toEqual(await historyOf(bench(), specOf()));
  });

  it('has each of its programs compiled once, and the run no other', async () => {
    const prepared = bench();
    await prepared.make(specOf());
    const ahead = [...prepared.compiled];
    expect(new Set(ahead).size).toBe(ahead.length);
    // Asked for again, it is there.
    await prepared.make(specOf());
    await historyOf(prepared, specOf());
    expect(prepared.compiled).toEqual(ahead);
    const plain = bench();
    await historyOf(plain, specOf());
    expect([...plain.compiled].sort()).toEqual([...ahead].sort());
  });

  it('has the model that was put on the device to be timed', async () => {
    const b = bench();
    b.state.timed = [];
    await b.make(specOf());
    const { model } = await b.take(specOf());
    expect(b.state.timed).toEqual([model]);
    model.dispose();
    expect(b.backend.memory().arrays).toBe(0);
  });

  it('is handed over once: the next run is a new one', async () => {
    const b = bench();
    await b.make(specOf());
    const first = await b.take(specOf());
    const second = await b.take(specOf());
    expect(first.model).not.toBe(second.model);
    expect(b.state.chosen).toBe(2);
  });

  it('is the same for any number of epochs and any callbacks', async () => {
    const b = bench();
    await b.make(specOf());
    await b.take({ ...specOf(6, { epochs: 99 }), callbacks: [layer('TerminateOnNaN')] });
    expect(b.state.chosen).toBe(1);
  });

  it('is not taken for a run of something else, and then leaves nothing on the device', async () => {
    const others = [
      specOf(7),
      specOf(6, { batch_size: 9 }),
      specOf(6, { seed: 6 }),
      specOf(6, { backend: 'cpu' }),
      { ...specOf(), compile: compileSpec(layer('SGD'), layer('BinaryCrossentropy')) },
      { ...specOf(), dataKey: 'other' },
    ];
    for (const other of others) {
      const b = bench();
      await b.make(specOf());
      const { model } = await b.take(other);
      expect(b.state.chosen).toBe(2);
      model.dispose();
      expect(b.backend.memory().arrays).toBe(0);
    }
  });

  it('is waited for when it is asked for on the way', async () => {
    const b = bench();
    const made = b.make(specOf());
    const { model } = await b.take(specOf());
    expect(b.state.chosen).toBe(1);
    model.dispose();
    await made;
    expect(b.backend.memory().arrays).toBe(0);
  });

  it('is given up when it is called off, on the way or before', async () => {
    const b = bench();
    const before = new AbortController();
    before.abort();
    expect(await b.make(specOf(), before.signal)).toBe(false);
    const during = new AbortController();
    const made = b.make(specOf(), during.signal);
    const waited: unknown[] = [];
    b.state.onChoice = (still) => {
      waited.push(still?.());
      during.abort();
      waited.push(still?.());
    };
    expect(await made).toBe(false);
    expect(b.backend.memory().arrays).toBe(0);
    // Who times backends hears of it.
    expect(waited).toEqual([true, false]);
    b.state.onChoice = () => {};
    // What was called off does not stand in the way of the same again.
    expect(await b.make(specOf())).toBe(true);
  });

  it('is given up for newer ones, of which the last is made', async () => {
    const b = bench();
    expect(await Promise.all([b.make(specOf(3)), b.make(specOf(4)), b.make(specOf(5))])).toEqual([false, false, true]);
    const { model } = await b.take(specOf(5));
    model.dispose();
    expect(b.backend.memory().arrays).toBe(0);
  });

  it('is forgotten with its data', async () => {
    const b = bench();
    await b.make(specOf());
    await b.preparation.forget();
    expect(b.backend.memory().arrays).toBe(0);
  });

  it('is made again when its device was lost', async () => {
    const b = bench();
    await b.make(specOf());
    b.state.lost = true;
    await b.take(specOf());
    expect(b.state.chosen).toBe(2);
  });

  it('is not made of a large model, nor of one that cannot be planned', async () => {
    const b = bench();
    expect(await b.make(specOf(600_000))).toBe(false);
    expect(b.state.chosen).toBe(0);
    const unknown = compileSpec(layer('Nothing'), layer('BinaryCrossentropy'));
    expect(await b.make({ ...specOf(), compile: unknown })).toBe(false);
  });
});
