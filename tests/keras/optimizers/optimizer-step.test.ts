/** Laws of optimizer steps beside the update rules: order of states, accumulation, constraints, averages, live rates. */
import { describe, expect, it } from 'vitest';
import type { Nd } from '../../../src/backends/reference';
import type { JsonObject } from '../../../src/base/json';
import { problemOf } from '../../../src/base/problem';
import { sizeOf } from '../../../src/base/shape';
import { allOf, type ObjectValue } from '../../../src/keras';
import { ITERATION, type OptimizerPlan, planOptimizer } from '../../../src/keras/core/optimizer-plan';
import { learningRateOf, optimizerStep, scaleLoss } from '../../../src/keras/core/optimizer-step';
import { scheduleFunction } from '../../../src/keras/core/schedule-value';
import type * as ops from '../../../src/ops';
import { compute, nd, numbers, scalarNd } from '../compute';

const KERNEL = { path: 'dense/kernel', shape: [2, 3], constraint: null };
const BIAS = { path: 'dense/bias', shape: [3], constraint: null };

/** States as they are before the first step; `values` are those of the variables. */
const initialState = (plan: OptimizerPlan, values: readonly Nd[] = []): Nd[] =>
  plan.states.map((s) =>
    s.value === 'variable'
      ? (values[s.of ?? 0] as Nd)
      : nd(s.shape, new Float64Array(sizeOf(s.shape)).fill(s.value), s.dtype),
  );

/** One step from given values; a null gradient is no gradient. */
function step(plan: OptimizerPlan, values: readonly Nd[], gradients: readonly (Nd | null)[], state: readonly Nd[]) {
  const given = gradients.filter((g) => g !== null);
  const outs = compute([...values, ...given, ...state], (...xs) => {
    const n = values.length;
    let next = n;
    const grads = gradients.map((g) => (g ? (xs[next++] as ops.Tensor) : null));
    const r = optimizerStep(plan, xs.slice(0, n), grads, xs.slice(next));
    return [...r.variables, ...r.state];
  });
  return { values: outs.slice(0, values.length), state: outs.slice(values.length) };
}

const list = (x: Nd | undefined): number[] => [...(x?.data ?? [])];
const optimizer = (className: string, config: JsonObject = {}): ObjectValue => ({ className, config });
const closeTo = (a: readonly Nd[], b: readonly Nd[]): void => {
  expect(a.map(list)).toEqual(b.map((x) => list(x).map((v) => expect.closeTo(v, 9))));
};

describe('states', () => {
  it('come in the order of optimizer.variables', () => {
    const names = (config: JsonObject): string[] =>
      planOptimizer(optimizer('Adam', config), [KERNEL, BIAS]).states.map((s) => s.name);
    expect(names({})).toEqual([
      'iteration',
      'learning_rate',
      'dense_kernel_momentum',
      'dense_kernel_velocity',
      'dense_bias_momentum',
      'dense_bias_velocity',
    ]);
    expect(names({ amsgrad: true, use_ema: true, gradient_accumulation_steps: 2 })).toEqual([
      'iteration',
      'learning_rate',
      'dense_kernel_average',
      'dense_bias_average',
      'dense_kernel_gradient_accumulator',
      'dense_bias_gradient_accumulator',
      'dense_kernel_momentum',
      'dense_kernel_velocity',
      'dense_bias_momentum',
      'dense_bias_velocity',
      'dense_kernel_velocity_hat',
      'dense_bias_velocity_hat',
    ]);
  });

  it('have no learning rate where a schedule gives it', () => {
    const schedule = {
      className: 'ExponentialDecay',
      config: { initial_learning_rate: 0.1, decay_steps: 1, decay_rate: 0.5 },
    };
    const plan = planOptimizer(optimizer('SGD', { learning_rate: schedule }), [BIAS]);
    expect(plan.learningRate).toBeNull();
    expect(plan.states.map((s) => s.name)).toEqual(['iteration']);
    // The rate of a step is read before the counter moves on.
    let run = { values: [nd([3], [0, 0, 0])], state: initialState(plan) };
    const moved = [0, 1, 2].map(() => {
      const before = run.values[0]?.data[0] as number;
      run = step(plan, run.values, [nd([3], [1, 1, 1])], run.state);
      return before - (run.values[0]?.data[0] as number);
    });
    expect(moved.map((m) => Number(m.toFixed(9)))).toEqual([0.1, 0.05, 0.025]);
  });
});

const rules = allOf('optimizer').filter((d) => !('wrap' in d));

describe.each(rules.map((d) => [d.name] as const))('%s', (name) => {
  const values = [nd([2, 3], numbers(6, 1)), nd([3], numbers(3, 2))];
  const gradients = (seed: number) => [nd([2, 3], numbers(6, seed)), nd([3], numbers(3, seed + 50))];

  it('accumulated over steps is one step with the mean gradient', () => {
    const once = planOptimizer(optimizer(name, { weight_decay: 0.1 }), [KERNEL, BIAS]);
    const slow = planOptimizer(optimizer(name, { weight_decay: 0.1, gradient_accumulation_steps: 3 }), [KERNEL, BIAS]);
    const parts = [gradients(3), gradients(4), gradients(5)] as const;
    const mean = [0, 1].map((i) => {
      const shape = (parts[0][i] as Nd).shape;
      return nd(
        shape,
        Array.from({ length: sizeOf(shape) }, (_, k) => parts.reduce((s, p) => s + (p[i]?.data[k] as number), 0) / 3),
      );
    });
    const direct = step(once, values, mean, initialState(once, values));
    let run = { values, state: initialState(slow, values) };
    parts.forEach((g, i) => {
      run = step(slow, run.values, g, run.state);
      if (i < 2) expect(run.values.map(list)).toEqual(values.map(list));
    });
    closeTo(run.values, direct.values);
    expect(list(run.state[ITERATION])).toEqual([3]);
    for (const at of (slow.how === 'rule' && slow.accumulators) || [])
      expect(list(run.state[at]).every((v) => v === 0)).toBe(true);
  });

  it('leaves a variable without gradient as it is', () => {
    const plan = planOptimizer(optimizer(name, { weight_decay: 0.1 }), [KERNEL, BIAS]);
    const after = step(plan, values, [gradients(1)[0] as Nd, null], initialState(plan, values));
    expect(list(after.values[1])).toEqual(list(values[1]));
    expect(list(after.values[0])).not.toEqual(list(values[0]));
    expect(list(after.state[ITERATION])).toEqual([1]);
  });

  it('takes scaled gradients of a scaled loss for what they were', () => {
    const scaled = planOptimizer(optimizer(name, { loss_scale_factor: 64 }), [KERNEL, BIAS]);
    const plain = planOptimizer(optimizer(name), [KERNEL, BIAS]);
    const times = gradients(1).map((g) =>
      nd(
        g.shape,
        list(g).map((v) => v * 64),
      ),
    );
    const [loss] = compute([scalarNd(2)], (x) => [scaleLoss(scaled, x as ops.Tensor, [])]);
    expect(list(loss)).toEqual([128]);
    const [a, b] = [
      step(scaled, values, times, initialState(scaled, values)),
      step(plain, values, gradients(1), initialState(plain, values)),
    ];
    closeTo(a.values, b.values);
  });
});

describe('around the update', () => {
  it('constraints hold after every step, decay and averages included', () => {
    const constrained = { ...KERNEL, constraint: { className: 'MaxNorm', config: { max_value: 0.5 } } };
    const plan = planOptimizer(optimizer('Adam', { use_ema: true, ema_overwrite_frequency: 1 }), [constrained]);
    const after = step(plan, [nd([2, 3], [3, 0, 1, 4, 0.1, 0])], [nd([2, 3], [0, 0, 0, 0, 0, 0])], initialState(plan));
    const w = list(after.values[0]);
    [0, 1, 2].forEach((column) => {
      expect(Math.hypot(w[column] as number, w[column + 3] as number)).toBeLessThanOrEqual(0.5);
    });
    expect(w[1]).toBeCloseTo(0, 6);
  });

  it('the learning rate may be changed between steps', () => {
    const plan = planOptimizer('sgd', [BIAS]);
    const state = initialState(plan);
    const at = plan.learningRate as number;
    state[at] = scalarNd(0.5);
    expect(list(compute(state, (...xs) => [learningRateOf(plan, xs)])[0])).toEqual([0.5]);
    const after = step(plan, [nd([3], [1, 1, 1])], [nd([3], [1, 2, 0])], state);
    expect(list(after.values[0])).toEqual([0.5, 0, 1]);
    expect(list(after.state[at])).toEqual([0.5]);
  });

  it('clipping bounds norms and never lengthens', () => {
    const gradients = [nd([2, 3], [3, 0, 0, 0, 4, 0]), nd([3], [0.1, 0, 0])];
    const moved = (config: JsonObject): number[][] => {
      const plan = planOptimizer(optimizer('SGD', { learning_rate: 1, ...config }), [KERNEL, BIAS]);
      const zeros = [nd([2, 3], new Float64Array(6)), nd([3], new Float64Array(3))];
      return step(plan, zeros, gradients, initialState(plan)).values.map((v) => list(v).map((x) => -x));
    };
    const norm = (x: number[]): number => Math.hypot(...x);
    expect(moved({ clipnorm: 1 }).map(norm)).toEqual([expect.closeTo(1, 9), expect.closeTo(0.1, 9)]);
    expect(norm(moved({ global_clipnorm: 2 }).flat())).toBeCloseTo(2, 9);
    expect(norm(moved({ global_clipnorm: 100 }).flat())).toBeCloseTo(norm(gradients.flatMap(list)), 9);
    expect(moved({ clipvalue: 0.5 }).flat()).toEqual(
      [0.5, 0, 0, 0, 0.5, 0, 0.1, 0, 0].map((v) => expect.closeTo(v, 9)),
    );
  });

  it('two ways of clipping are refused with a way out', () => {
    expect(() => planOptimizer(optimizer('SGD', { clipnorm: 1, clipvalue: 1 }), [BIAS])).toThrow(/one way of clipping/);
  });
});

describe('schedules', () => {
  const scheduled = allOf('schedule').flatMap((d) => d.cases.map((c) => [`${d.name}, ${c.name}`, d, c] as const));
  it.each(scheduled)('%s reads the same on the host as in a program', (_, d, c) => {
    const value = { className: d.name, config: c.config };
    const plan = planOptimizer(optimizer('SGD', { learning_rate: value }), []);
    const rate = scheduleFunction(value);
    for (const at of (c.extra?.steps ?? []) as number[]) {
      const [expected] = compute([nd([], [at], 'int32')], (...xs) => [learningRateOf(plan, xs)]);
      expect(rate(at)).toBeCloseTo(list(expected)[0] as number, 6);
    }
  });

  it('of pieces need one value more than boundaries', () => {
    const pieces = { className: 'PiecewiseConstantDecay', config: { boundaries: [1, 2], values: [1, 2] } };
    expect(() => scheduleFunction(pieces)).toThrow(/one value more/);
  });
});

describe('an optimizer under a loss scale', () => {
  const inner = { className: 'SGD', config: { learning_rate: 1 } };
  const plan = planOptimizer(optimizer('LossScaleOptimizer', { inner_optimizer: inner, initial_scale: 8 }), [BIAS]);

  it('scales the loss by what it found and takes it back from gradients', () => {
    const [loss] = compute([scalarNd(2), ...initialState(plan)], (x, ...s) => [scaleLoss(plan, x as ops.Tensor, s)]);
    expect(list(loss)).toEqual([16]);
    const after = step(plan, [nd([3], [1, 1, 1])], [nd([3], [8, 0, 4])], initialState(plan));
    expect(list(after.values[0])).toEqual([0, 1, 0.5]);
  });

  it('shows and takes the learning rate of the optimizer inside', () => {
    const state = initialState(plan);
    state[plan.learningRate as number] = scalarNd(0.25);
    expect(list(compute(state, (...xs) => [learningRateOf(plan, xs)])[0])).toEqual([0.25]);
    expect(list(step(plan, [nd([3], [1, 1, 1])], [nd([3], [8, 8, 8])], state).values[0])).toEqual([0.75, 0.75, 0.75]);
  });
});

describe('several optimizers', () => {
  const map = (byPath: JsonObject): JsonObject => ({
    optimizer_map: { className: 'OptimizerMap', config: { default_optimizer: 'adam', optimizer_map: byPath } },
  });
  const refused = (byPath: JsonObject): string => {
    try {
      planOptimizer(optimizer('MultiOptimizer', map(byPath)), [KERNEL, BIAS]);
    } catch (error) {
      return problemOf(error).code;
    }
    return 'accepted';
  };

  it('each keep the states of their own variables, under keys of their own', () => {
    const plan = planOptimizer(optimizer('MultiOptimizer', map({ '.*/bias': 'nadam' })), [KERNEL, BIAS]);
    const keys = plan.states.map((s) => s.key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.filter((k) => k.startsWith('optimizers/0/') && k.includes('kernel'))).toEqual([]);
    expect(plan.states.filter((s) => s.of === 1).map((s) => s.name)).toEqual([
      'dense_bias_momentum',
      'dense_bias_velocity',
    ]);
  });

  it('say what is wrong with patterns', () => {
    expect(refused({ 'dense/kernel': 'sgd', 'dense/.*': 'sgd' })).toBe('accepted');
    expect(refused({ 'dense/k.*': 'sgd', 'dense/.*': 'sgd' })).toBe('optimizer-ambiguous');
    expect(refused({ '(': 'sgd' })).toBe('pattern-invalid');
    expect(refused({ x: { className: 'LossScaleOptimizer', config: { inner_optimizer: 'sgd' } } })).toBe(
      'optimizer-nested',
    );
  });
});
