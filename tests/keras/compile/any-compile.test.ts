/**
 * Laws of everything that is compiled and fitted, whatever its arguments hold and whatever shapes meet: what does not fit
 * is a problem in words at its place, nothing throws a bug, and nothing takes long.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../src/base/json';
import { type Problem, problemOf } from '../../../src/base/problem';
import { sizeOf } from '../../../src/base/shape';
import {
  evalProgram,
  movedInEvaluation,
  predictProgram,
  resultsProgram,
  trainProgram,
} from '../../../src/engine/programs';
import { type PlanRequest, planTraining } from '../../../src/engine/training-plan';
import type { CompileSpec, FitSpec } from '../../../src/graph/document';
import type { ObjectSpec } from '../../../src/graph/model';
import { allOf, type Definition, find, type Kind, resolve } from '../../../src/keras';
import type { CallbackHost, Logs } from '../../../src/keras/core/callback-hooks';
import { scheduleFunction } from '../../../src/keras/core/schedule-value';
import { fitSpec, layer, stack } from '../../engine/support';
import { changed } from '../../support/any-values';

const listed = (kind: Kind): Definition[] => [...allOf(kind)];
const spec = (d: Definition, config: JsonObject): ObjectSpec => ({ className: d.name, config });
const starting = (d: Definition): JsonObject => d.cases[0]?.config ?? {};

/** Any object of a kind, as its first example has it, and one with some of its arguments set to anything. */
const sound = (kind: Kind): fc.Arbitrary<ObjectSpec> =>
  fc.constantFrom(...listed(kind)).map((d) => spec(d, starting(d)));
const odd = (kind: Kind): fc.Arbitrary<ObjectSpec> =>
  fc.constantFrom(...listed(kind)).chain((d) => changed(d.args, starting(d)).map((config) => spec(d, config)));
const nameless = fc.constantFrom('', '__proto__', 'constructor', 'ce', 'accuracy').map((name) => layer(name, {}));
const any = (kind: Kind): fc.Arbitrary<ObjectSpec> =>
  fc.oneof({ weight: 6, arbitrary: sound(kind) }, { weight: 5, arbitrary: odd(kind) }, nameless);

interface Head {
  readonly input: readonly number[];
  readonly layers: readonly ObjectSpec[];
  /** Shapes of targets that suit one loss or another. */
  readonly targets: readonly (readonly number[])[];
}

const HEADS: readonly Head[] = [
  { input: [4], layers: [layer('Dense', { units: 1 })], targets: [[], [1]] },
  { input: [4], layers: [layer('Dense', { units: 3, activation: 'softmax' })], targets: [[], [1], [3]] },
  { input: [4], layers: [layer('Dense', { units: 2 })], targets: [[], [2]] },
  { input: [5, 4], layers: [layer('Dense', { units: 3 })], targets: [[5], [5, 1], [5, 3], [2]] },
  {
    input: [5, 4],
    layers: [layer('Masking'), layer('SimpleRNN', { units: 3, return_sequences: true })],
    targets: [[5], [5, 3]],
  },
  {
    input: [3, 3, 2],
    layers: [layer('Conv2D', { filters: 2, kernel_size: 1 })],
    targets: [
      [3, 3],
      [3, 3, 2],
    ],
  },
];

const weights = fc.constantFrom<number>(1, 0, -1, 0.5, 1e30, Number.NaN, Number.POSITIVE_INFINITY);
const classes = fc.constantFrom('0', '1', '2', '99', '1e9', '999999999', '-1', 'x', '');

interface Parts {
  readonly optimizer: ObjectSpec;
  readonly schedule: ObjectSpec | null;
  readonly losses: readonly ObjectSpec[];
  readonly lossWeights: readonly number[] | null;
  readonly metrics: readonly ObjectSpec[];
  readonly weighted: readonly ObjectSpec[];
  readonly class_weight: FitSpec['class_weight'];
  readonly constraint: ObjectSpec | null;
  readonly target: readonly number[];
  readonly dtype: 'int32' | 'float32';
  readonly sampleWeights: boolean;
}

/** Runs of which most parts fit and a few are anything. */
const requests: fc.Arbitrary<PlanRequest> = fc.constantFrom(...HEADS).chain((head) => {
  const rarely = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
    fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });
  const shapes = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...head.targets) },
    fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 }),
  );
  return fc
    .record<Parts>({
      optimizer: fc.oneof({ weight: 3, arbitrary: sound('optimizer') }, any('optimizer')),
      schedule: rarely(odd('schedule')),
      losses: fc.oneof({ weight: 9, arbitrary: any('loss').map((l) => [l]) }, fc.array(any('loss'), { maxLength: 2 })),
      lossWeights: rarely(fc.array(weights, { minLength: 1, maxLength: 2 })),
      metrics: fc.array(any('metric'), { maxLength: 1 }),
      weighted: fc.array(sound('metric'), { maxLength: 1 }),
      class_weight: rarely(fc.dictionary(classes, weights, { maxKeys: 2 })),
      constraint: rarely(odd('constraint')),
      target: shapes,
      dtype: fc.constantFrom('int32', 'float32'),
      sampleWeights: fc.boolean(),
    })
    .map((p) => {
      const [first, ...rest] = head.layers as [ObjectSpec, ...ObjectSpec[]];
      const held = p.constraint && { bias_constraint: p.constraint as unknown as Json };
      const layers =
        first.className === 'Masking' ? head.layers : [{ ...first, config: { ...first.config, ...held } }, ...rest];
      const rate = p.schedule && { learning_rate: p.schedule as unknown as Json };
      const compile: CompileSpec = {
        optimizer: { ...p.optimizer, config: { ...p.optimizer.config, ...rate } },
        losses: p.losses,
        lossWeights: p.lossWeights,
        metrics: [p.metrics],
        weightedMetrics: [p.weighted],
      };
      return {
        model: stack(head.input, ...layers),
        compile,
        fit: fitSpec({ class_weight: p.class_weight }),
        data: {
          inputs: [{ shape: head.input, dtype: 'float32' }],
          targets: [{ shape: p.target, dtype: p.dtype }],
          sampleWeights: [p.sampleWeights ? 0 : null],
        },
      };
    });
});

/** What a run of this would end with before its first step; null when it would train. */
function problemOfRun(request: PlanRequest): Problem | null {
  try {
    const plan = planTraining(request);
    const rows = { kind: 'rows' } as const;
    trainProgram(plan, 3, rows);
    evalProgram(plan, 3, rows, movedInEvaluation(plan));
    predictProgram(plan, 2, true);
    for (const phase of ['train', 'eval'] as const) resultsProgram(plan, phase);
    for (const s of [...plan.slots, ...plan.evalSlots]) if (sizeOf(s.shape) < 1e5) s.initial();
    return null;
  } catch (error) {
    return problemOf(error);
  }
}

const PLACE = /^(l\d+|data|fit\.(class_weight|sample_weight)|compile\.(optimizer|losses|(weighted_)?metrics\.0\.\d))$/;

describe('any compile', () => {
  it('fits, or is a problem in words at its place', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const problem = problemOfRun(request);
        if (!problem) return;
        expect(problem.code, problem.message).not.toBe('unexpected');
        expect(problem.message).toMatch(/\S.*[.:?)]$/s);
        expect(problem.message.length).toBeLessThan(1000);
        expect(problem.where).toMatch(PLACE);
      }),
      { numRuns: 200 },
    );
  });
});

/** A callback's run: nothing is kept, everything is allowed. */
const host = (): CallbackHost => ({
  direction: () => null,
  epochs: 3,
  getLearningRate: () => 0.1,
  setLearningRate: () => undefined,
  stop: () => undefined,
  snapshot: async () => undefined,
  restore: async () => undefined,
  resetStates: () => undefined,
  event: () => undefined,
  appendFile: () => undefined,
  backup: async () => undefined,
  swapAverages: async () => undefined,
  settleAverages: async () => undefined,
});

const LOGS: readonly Logs[] = [
  { loss: 1, val_loss: 2, accuracy: 0.5 },
  { loss: Number.NaN, val_loss: Number.POSITIVE_INFINITY },
  { loss: 0.5 },
];

async function problemOfCallback({ className, config }: ObjectSpec): Promise<Problem | null> {
  try {
    const resolved = resolve('callback', { className, config });
    const hooks = resolved.definition.create(resolved.config, host());
    await hooks.onTrainBegin?.();
    for (const [epoch, logs] of LOGS.entries()) {
      await hooks.onEpochBegin?.(epoch);
      await hooks.onBatchEnd?.(0, logs);
      await hooks.onEpochEnd?.(epoch, logs);
    }
    hooks.load?.(hooks.save?.() ?? {});
    await hooks.onTrainEnd?.(LOGS[2] ?? {});
    return null;
  } catch (error) {
    return problemOf(error);
  }
}

describe('any callback', () => {
  it('hears a run out, or is a problem of one of its arguments', async () => {
    await fc.assert(
      fc.asyncProperty(odd('callback'), async (spec) => {
        const problem = await problemOfCallback(spec);
        if (!problem) return;
        expect(problem.code, problem.message).not.toBe('unexpected');
        // A run that diverged is no fault of an argument.
        expect(['fit', ...Object.keys(find('callback', spec.className)?.args ?? {})]).toContain(problem.where);
      }),
      { numRuns: 500 },
    );
  });
});

describe('any schedule', () => {
  it('gives a number at each step, or is a problem of one of its arguments', () => {
    fc.assert(
      fc.property(odd('schedule'), (schedule) => {
        let problem: Problem | null = null;
        try {
          const rate = scheduleFunction(schedule);
          for (const step of [0, 1, 1e6]) expect(typeof rate(step)).toBe('number');
        } catch (error) {
          problem = problemOf(error);
        }
        if (!problem) return;
        expect(problem.code, problem.message).not.toBe('unexpected');
        expect(Object.keys(find('schedule', schedule.className)?.args ?? {})).toContain(problem.where);
      }),
      { numRuns: 500 },
    );
  });
});

describe('compile', () => {
  const request = (compile: Partial<CompileSpec>, fit: Partial<FitSpec> = {}): PlanRequest => ({
    model: stack([4], layer('Dense', { units: 3, activation: 'softmax' })),
    compile: {
      optimizer: layer('SGD'),
      losses: [layer('SparseCategoricalCrossentropy')],
      lossWeights: null,
      metrics: [[]],
      weightedMetrics: [[]],
      ...compile,
    },
    fit: fitSpec(fit),
    data: {
      inputs: [{ shape: [4], dtype: 'float32' }],
      targets: [{ shape: [], dtype: 'int32' }],
      sampleWeights: [null],
    },
  });

  it.each<[string, Partial<CompileSpec>, string, string | undefined, RegExp]>([
    [
      'clips twice',
      { optimizer: layer('Adam', { clipnorm: 1, clipvalue: 1 }) },
      'compile.optimizer',
      'clipvalue',
      /one way/,
    ],
    [
      'has too few rates',
      {
        optimizer: layer('SGD', {
          learning_rate: layer('PiecewiseConstantDecay', { boundaries: [1], values: [1] }) as unknown as Json,
        }),
      },
      'compile.optimizer',
      'learning_rate',
      /one value more than boundaries/,
    ],
    [
      'iterates for ever',
      { optimizer: layer('Muon', { ns_steps: 1e9 }) },
      'compile.optimizer',
      'ns_steps',
      /at most 300/,
    ],
    [
      'matches for ever',
      { optimizer: layer('Muon', { exclude_layers: ['(a+)+$'] }) },
      'compile.optimizer',
      'exclude_layers',
      /simpler pattern/,
    ],
    [
      'is not reduced',
      { losses: [layer('SparseCategoricalCrossentropy', { reduction: 'none' })] },
      'compile.losses',
      'reduction',
      /one number/,
    ],
    [
      'compares rows with classes',
      { losses: [layer('CategoricalHinge', { name: 3 })] },
      'compile.losses',
      'name',
      /takes text/,
    ],
    [
      'has an axis too many',
      { losses: [layer('SparseCategoricalCrossentropy', { axis: 4 })] },
      'compile.losses',
      'axis',
      /has axis 4/,
    ],
    ['weighs more outputs', { lossWeights: [1, 2] }, 'compile.losses', 'loss_weights', /1 outputs and 2 loss_weights/],
    [
      'counts a class there is not',
      { metrics: [[layer('IoU', { num_classes: 3, target_class_ids: [3] })]] },
      'compile.metrics.0.0',
      'target_class_ids',
      /from 0 to 2/,
    ],
    [
      'counts classes without end',
      { metrics: [[layer('accuracy'), layer('MeanIoU', { num_classes: 1e9 })]] },
      'compile.metrics.0.1',
      'num_classes',
      /at most 16384/,
    ],
    [
      'tries too many thresholds',
      { weightedMetrics: [[layer('PrecisionAtRecall', { recall: 0.5, num_thresholds: 1e9 })]] },
      'compile.weighted_metrics.0.0',
      'num_thresholds',
      /at most 16384/,
    ],
  ])('that %s is told at its place', (_, compile, where, argument, says) => {
    const problem = problemOfRun(request(compile));
    expect(problem?.where).toBe(where);
    expect(problem?.argument).toBe(argument);
    expect(problem?.message).toMatch(says);
  });

  it.each<[FitSpec['class_weight']]>([[{ '1e9': 1 }], [{ '999999999': 1 }], [{ x: 1 }], [{ '0': Number.NaN }]])(
    'refuses class_weight %j',
    (class_weight) => {
      expect(problemOfRun(request({}, { class_weight }))?.where).toBe('fit.class_weight');
    },
  );

  it('mends what it refuses', () => {
    const problem = problemOfRun(request({ losses: [layer('SparseCategoricalCrossentropy', { reduction: 'none' })] }));
    expect(problem?.fixes?.[0]?.params).toEqual({
      target: { kind: 'loss', output: 0 },
      argument: 'reduction',
      value: 'sum_over_batch_size',
    });
  });
});
