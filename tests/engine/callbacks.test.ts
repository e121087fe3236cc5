/** What callbacks do to a whole run: averages in place for validation, backups at batches, rules that act. */
import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../src/base/problem';
import { compileSpec, layer, setup, stack, xorData } from './support';

const net = () =>
  stack([2], layer('Dense', { units: 6, activation: 'tanh' }), layer('Dense', { units: 1, activation: 'sigmoid' }));
const averaged = layer('SGD', { learning_rate: 0.5, use_ema: true, ema_momentum: 0.9 });
const compile = (optimizer = layer('SGD', { learning_rate: 0.5 })) =>
  compileSpec(optimizer, layer('BinaryCrossentropy'), [layer('accuracy')]);

describe('SwapEMAWeights', () => {
  const validated = async (callbacks: readonly ReturnType<typeof layer>[], optimizer = averaged) => {
    const { session, model } = setup(net(), compile(optimizer), xorData(), { callbacks });
    const { history } = await session.run(null, false);
    model.dispose();
    return history.logs;
  };

  it('validates with the averages and trains on with the weights', async () => {
    const [plain, swapped] = [await validated([]), await validated([layer('SwapEMAWeights')])];
    expect(swapped.loss).toEqual(plain.loss);
    expect(swapped.val_loss).not.toEqual(plain.val_loss);
  });

  it('goes on the same when the run is resumed while the averages are in place', async () => {
    const callbacks = [layer('SwapEMAWeights', { swap_on_epoch: true })];
    const whole = setup(net(), compile(averaged), xorData(), { callbacks });
    const { history } = await whole.session.run(null, false);
    const kept = whole.heard.checkpoints.find((c) => c.checkpoint.epoch === 1)?.checkpoint;
    expect(kept).toBeDefined();
    const rest = setup(net(), compile(averaged), xorData(), { callbacks });
    const resumed = await rest.session.run(kept ?? null, false);
    expect(resumed.history.logs).toEqual(history.logs);
  });

  it('asks for an optimizer that keeps averages', async () => {
    const { session } = setup(net(), compile(), xorData(), { callbacks: [layer('SwapEMAWeights')] });
    const error = await session.run(null, false).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ProblemError);
    expect((error as ProblemError).problem.fixes?.[0]?.params).toEqual({ argument: 'use_ema', value: true });
  });
});

describe('BackupAndRestore', () => {
  it('keeps a state every so many batches, from which the run goes on as if it had not ended', async () => {
    const callbacks = [layer('BackupAndRestore', { backup_dir: 'backup', save_freq: 4 })];
    const whole = setup(net(), compile(), xorData(), { callbacks, tick: 0.01 });
    const { history } = await whole.session.run(null, false);
    const kept = whole.heard.checkpoints.filter((c) => c.slot === 'resume').map((c) => c.checkpoint);
    const middle = kept.find((c) => c.batch > 0);
    expect(kept.map((c) => c.step)).toEqual(expect.arrayContaining([4, 8, 12]));
    const rest = setup(net(), compile(), xorData(), { callbacks });
    expect((await rest.session.run(middle ?? null, false)).history.logs).toEqual(history.logs);
  });
});

describe('RuleCallback', () => {
  it('stops the run and says why', async () => {
    const callbacks = [layer('RuleCallback', { monitor: 'loss', condition: 'below', threshold: 10 })];
    const { session, heard } = setup(net(), compile(), xorData(), { callbacks });
    const { reason, history } = await session.run(null, false);
    expect([reason, history.epoch.length]).toEqual(['early-stop', 1]);
    expect(heard.statuses.at(-1)).toBe('ended:early-stop');
  });

  it('changes the learning rate of the steps that follow', async () => {
    const rule = { monitor: 'loss', condition: 'below', threshold: 10, action: 'multiply_learning_rate', factor: 0.1 };
    const { session, heard } = setup(net(), compile(), xorData(), { callbacks: [layer('RuleCallback', rule)] });
    await session.run(null, false);
    expect(heard.frames.at(-1)?.learningRate).toBeCloseTo(0.05, 6);
  });
});

describe('a look at the data', () => {
  it('does not move random streams on, while the validation of fit does', async () => {
    const noisy = stack([4, 2], layer('LSTM', { units: 3, dropout: 0.5 }), layer('Dense', { units: 1 }));
    const rows = xorData(40);
    const data = {
      ...rows,
      inputs: [{ name: 'x', shape: [4, 2], dtype: 'float32' as const, data: new Float32Array(320).fill(0.5) }],
    };
    const { model } = setup(noisy, compileSpec(layer('SGD'), layer('MeanSquaredError')), data);
    const streams = async () => (await model.readSlots((s) => s.dtype === 'uint32')).values().next().value;
    const before = await streams();
    await model.evaluate(data.parts.validation, 4, async () => undefined);
    expect(await streams()).toEqual(before);
    await model.evaluate(data.parts.validation, 4, async () => undefined, 1, true);
    expect(await streams()).not.toEqual(before);
    model.dispose();
  });
});

describe('class weights', () => {
  it('are refused where several outputs make them ambiguous', () => {
    const graph = net();
    const two = { ...graph, outputs: [{ node: 'n1', index: 0 }, ...graph.outputs] };
    const compiled = {
      ...compile(),
      losses: [layer('MeanSquaredError'), layer('BinaryCrossentropy')],
      metrics: [[], []],
    };
    const data = xorData();
    const targets = [
      { name: 'a', shape: [6], dtype: 'float32' as const, data: new Float32Array(360) },
      ...data.targets,
    ];
    const make = () =>
      setup(two, { ...compiled, weightedMetrics: [[], []] }, { ...data, targets }, { fit: { class_weight: { 0: 2 } } });
    expect(make).toThrow(/one output/);
  });
});
