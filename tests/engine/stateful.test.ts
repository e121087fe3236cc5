/** Layers that carry states from batch to batch: through epochs, evaluation and prediction, kept and begun afresh. */
import { describe, expect, it } from 'vitest';
import type { PreparedData } from '../../src/data/prepared';
import type { ObjectSpec } from '../../src/graph/model';
import { compileSpec, layer, setup, stack } from './support';

const STEPS = 3;
const BATCH = 4;

/** Rows of waves; the validation part comes last. */
function waves(rows: number, validation: number, steps = STEPS): PreparedData {
  const values = (n: number, speed: number) => Float32Array.from({ length: n }, (_, i) => Math.sin(speed * i));
  const range = (n: number, from: number) => Int32Array.from({ length: n }, (_, i) => from + i);
  return {
    rows,
    inputs: [{ name: 'x', shape: [steps, 1], dtype: 'float32', data: values(rows * steps, 0.7) }],
    targets: [{ name: 'y', shape: [2], dtype: 'float32', data: values(rows * 2, 1.3) }],
    parts: { train: range(rows - validation, 0), validation: range(validation, rows - validation), test: range(0, 0) },
    features: [],
    target: { column: 'y', task: 'regression' },
    inputKind: 'vector',
    key: 'waves',
  };
}

/** `learning_rate` 0 leaves the weights as they are, so that all that changes is what is carried. */
function made(data: PreparedData, learning_rate = 0, callbacks: readonly ObjectSpec[] = [], stateful = true) {
  const layers = [layer('GRU', { units: 3, stateful, return_sequences: true }), layer('LSTM', { units: 2, stateful })];
  const graph = stack([data.inputs[0]?.shape[0] ?? 0, 1], ...layers);
  const compile = compileSpec(layer('SGD', { learning_rate }), layer('MeanSquaredError'));
  return setup(graph, compile, data, { callbacks, fit: { batch_size: BATCH, epochs: 3, shuffle: false } });
}

const noPause = async (): Promise<void> => undefined;
const statesOf = ({ model }: ReturnType<typeof made>) => model.readSlots((s) => s.group === 'state');
const all = (data: PreparedData) => Int32Array.from({ length: data.rows }, (_, i) => i);

describe('stateful layers', () => {
  it('read sequences cut in pieces as they read the whole', async () => {
    const pieces = waves(2 * BATCH, 0);
    const cut = made(pieces);
    const x = pieces.inputs[0]?.data as Float32Array;
    const joined = new Float32Array(x.length);
    for (let row = 0; row < BATCH; row++) {
      const piece = (at: number) => x.subarray(at * STEPS, (at + 1) * STEPS);
      joined.set([...piece(row), ...piece(row + BATCH)], 2 * row * STEPS);
    }
    const data = waves(BATCH, 0, 2 * STEPS);
    const whole = made({ ...data, inputs: data.inputs.map((a) => ({ ...a, data: joined })) }, 0, [], false);
    const { outputs } = await cut.model.predictRows(all(pieces), 64, noPause);
    const wanted = await whole.model.predictRows(all(data), 64, noPause);
    outputs.slice(2 * BATCH).forEach((v, i) => {
      expect(v).toBeCloseTo(wanted.outputs[i] as number, 5);
    });
  });

  it('go on from epoch to epoch, unless ResetStates begins them afresh', async () => {
    const epochs = async (callbacks: readonly ObjectSpec[], validation = 0) => {
      const { session } = made(waves(3 * BATCH + validation, validation), 0, callbacks);
      return (await session.run(null, false)).history.logs;
    };
    const carried = (await epochs([])).loss as number[];
    expect(new Set(carried).size).toBe(carried.length);
    const reset = (await epochs([layer('ResetStates')])).loss as number[];
    expect(reset).toEqual(reset.map(() => carried[0]));
    const judged = await epochs([layer('ResetStates', { epochs: false })], BATCH);
    expect(new Set(judged.val_loss).size).toBe(1);
    expect(new Set(judged.loss).size).toBeGreaterThan(1);
  });

  it('are carried on by the validation of fit, and left alone by a look at the data', async () => {
    const data = waves(3 * BATCH, BATCH);
    const run = made(data);
    run.model.trainBatch(data.parts.train.slice(0, BATCH));
    const before = await statesOf(run);
    const first = await run.model.evaluate(data.parts.validation, BATCH, noPause);
    await run.model.predictRows(data.parts.validation, 64, noPause);
    expect(await statesOf(run)).toEqual(before);
    expect(await run.model.evaluate(data.parts.validation, BATCH, noPause, 1, true)).toEqual(first);
    expect(await statesOf(run)).not.toEqual(before);
  });

  it('go on with the first rows of a smaller last batch, and keep the others', async () => {
    const data = waves(BATCH + 2, 0);
    const run = made(data);
    run.model.trainBatch(all(data).slice(0, BATCH));
    const before = await statesOf(run);
    run.model.trainBatch(all(data).slice(BATCH));
    for (const [name, now] of await statesOf(run)) {
      const old = before.get(name) ?? [];
      const row = now.length / BATCH;
      expect([...now].slice(2 * row)).toEqual([...old].slice(2 * row));
      expect([...now].slice(0, 2 * row)).not.toEqual([...old].slice(0, 2 * row));
    }
  });

  it('take rows given by hand as beginnings, however many', async () => {
    const data = waves(2 * BATCH, 0);
    const run = made(data);
    const x = data.inputs[0]?.data as Float32Array;
    const fresh = await run.model.predict([x], data.rows);
    run.model.trainBatch(all(data).slice(0, BATCH));
    expect(await run.model.predict([x], data.rows)).toEqual(fresh);
    const alone = await run.model.predict([x.slice(-STEPS)], 1);
    expect([...alone.outputs]).toEqual([...fresh.outputs.slice(-2)]);
  });

  it('train on after a resume as if nothing had been cut off, and leave no arrays behind', async () => {
    const data = waves(5 * BATCH + 1, BATCH);
    const whole = made(data, 0.1);
    const { history } = await whole.session.run(null, false);
    const kept = whole.heard.checkpoints.find((c) => c.checkpoint.epoch === 1)?.checkpoint;
    expect(kept).toBeDefined();
    const rest = made(data, 0.1);
    expect((await rest.session.run(kept ?? null, false)).history.logs).toEqual(history.logs);
    await rest.model.predictRows(all(data), 64, noPause);
    rest.model.dispose();
    expect(rest.backend.memory().arrays).toBe(0);
  });
});
