/**
 * Everything that follows from a run's specification before any number is computed: the built model, its losses,
 * metrics and optimizer, and the list of what a step carries on. Keras' rules of compile and fit live here.
 */
import { type Problem, ProblemError, problem } from '../base/problem';
import type { Shape } from '../base/shape';
import type { CompileSpec, FitSpec } from '../graph/document';
import { targetScale } from '../graph/main-output';
import type { ModelGraph } from '../graph/model';
import {
  buildModel,
  type CallEnvironment,
  callModel,
  initialValue,
  type LossDefinition,
  type ModelPlan,
  type ObjectValue,
  type Resolved,
  resolve,
  type Variable,
} from '../keras';
import { resolveMetrics } from '../keras/core/metric-choice';
import { type OptimizerPlan, type OptimizerState, planOptimizer } from '../keras/core/optimizer-plan';
import { LONGEST_TABLE } from '../keras/core/size-limit';
import { Trace, type ValueType, withTrace } from '../ops';
import { at, lossPlace, metricPlace, OPTIMIZER } from './compile-place';
import { type MetricPlan, metricSlots, type TrackerPlan } from './metric-plan';
import { filledSlot, RECORD_LENGTH, type Slot } from './state-layout';
import { prepareTarget, scaledTarget } from './targets';

/** Shape of one row of an array the model is fed. */
export interface FeedSignature {
  readonly shape: Shape;
  readonly dtype: 'float32' | 'int32';
}

export interface DataSignature {
  readonly inputs: readonly FeedSignature[];
  readonly targets: readonly FeedSignature[];
  /** For each target which of the weights that are fed after the targets belong to it; null for none. */
  readonly sampleWeights: readonly (number | null)[];
  /** For inputs, targets and weights in this order which of the arrays fed each is. Absent: each one of its own. */
  readonly places?: readonly number[];
}

export interface LossPlan {
  readonly definition: LossDefinition;
  readonly value: ObjectValue;
  readonly weight: number;
  /** What the output's target is multiplied by. */
  readonly targetScale: number;
}

export interface TrainingPlan {
  readonly model: ModelPlan;
  readonly data: DataSignature;
  readonly losses: readonly LossPlan[];
  readonly trackers: readonly TrackerPlan[];
  readonly metrics: readonly MetricPlan[];
  readonly optimizer: OptimizerPlan;
  readonly classWeight: FitSpec['class_weight'];
  /** Keras' steps_per_execution; null leaves it to the session. */
  readonly stepsPerExecution: number | null;
  /** Carried by training steps. */
  readonly slots: readonly Slot[];
  /** Carried by evaluation steps, beside the variables. */
  readonly evalSlots: readonly Slot[];
  /** Rows for which layers keep states; null where none does. No batch may have more. */
  readonly stateRows: number | null;
  /** Names of the outputs' layers where each output's loss is logged too; empty for one output. */
  readonly outputNames: readonly string[];
}

export interface PlanRequest {
  readonly model: ModelGraph;
  readonly compile: CompileSpec;
  /** The batch size counts where layers carry states from batch to batch. */
  readonly fit: Pick<FitSpec, 'class_weight' | 'seed'> & Partial<Pick<FitSpec, 'batch_size' | 'y' | 'y_scale'>>;
  readonly data: DataSignature;
}

export const variableSlot = (v: Pick<Variable, 'path'>): string => `variable:${v.path}`;
export const optimizerSlot = (s: Pick<OptimizerState, 'key'>): string => `optimizer:${s.key}`;

function asValue(spec: { className: string; config: unknown }): ObjectValue {
  return spec as ObjectValue;
}

function layerNameOf(model: ModelPlan, node: string): string {
  const layer = model.graph.nodes.find((n) => n.id === node)?.layer;
  return (layer && model.graph.layers[layer]?.name) || node;
}

/** A state of the optimizer; some start as the variable they belong to. */
function stateSlot(s: OptimizerState, trainable: readonly Variable[]): Slot {
  const name = optimizerSlot(s);
  if (s.value !== 'variable') return filledSlot(name, 'optimizer', s.shape, s.dtype, s.value);
  const source = trainable[s.of ?? -1];
  if (!source) throw new Error(`${name} starts as a variable that is not there.`);
  const initial = () => initialValue(source);
  return { name, group: 'optimizer', shape: s.shape, dtype: s.dtype, startsAs: variableSlot(source), initial };
}

const carriesStates = (model: ModelPlan): boolean => model.variables.some((v) => v.role === 'state');

/** The first problem of any node, or the plan, for batches of any size, or of this one where layers carry states. */
function builtModel(graph: ModelGraph, seed: number, batch?: number): ModelPlan {
  const built = buildModel(graph, seed, batch);
  for (const node of built.nodes.values()) {
    const error = node.problems.find((p: Problem) => p.severity === 'error');
    if (error) throw new ProblemError(error);
  }
  if (built.plan.graph.outputs.length === 0)
    throw new ProblemError(problem('model-empty', 'The model has no output yet: add a layer.'));
  return built.plan;
}

/** Types of targets (as losses see them) and predictions for a batch. */
function outputTypes(
  model: ModelPlan,
  data: DataSignature,
  losses: readonly LossPlan[],
  batch: number,
): { yTrue: ValueType; yPred: ValueType }[] {
  const trace = new Trace();
  return withTrace(trace, () => {
    const env: CallEnvironment = {
      training: false,
      losses: [],
      values: { read: (v) => trace.input({ shape: v.shape, dtype: v.dtype }), write: () => undefined },
    };
    const xs = data.inputs.map((f) => trace.input({ shape: [batch, ...f.shape], dtype: f.dtype }));
    const { outputs } = callModel(model, env, xs);
    return outputs.map((yPred, i) => {
      const f = data.targets[i];
      if (!f)
        throw new ProblemError(problem('target-missing', `Output ${i + 1} of the model has no target in the data.`));
      const y = prepareTarget(
        scaledTarget(trace.input({ shape: [batch, ...f.shape], dtype: f.dtype }), losses[i]?.targetScale ?? 1),
        yPred,
        losses[i]?.definition ?? null,
      );
      return { yTrue: { shape: y.shape, dtype: y.dtype }, yPred: { shape: yPred.shape, dtype: yPred.dtype } };
    });
  });
}

/**
 * A loss whose result is one number.
 * @throws ProblemError for one that leaves a loss per sample
 */
function reducing(value: ObjectValue): LossDefinition {
  const { definition, config } = resolve('loss', value);
  const { reduction } = config as { readonly reduction: string | null };
  if (reduction !== 'none' && reduction !== null) return definition;
  throw new ProblemError(
    problem('loss-reduction', `${definition.name} is not reduced, but training needs one number to make smaller.`, {
      where: 'reduction',
      expected: 'any reduction but none',
      received: 'none',
      fixes: [
        {
          label: 'Use the mean over the batch',
          action: 'set-argument',
          params: { argument: 'reduction', value: 'sum_over_batch_size' },
        },
      ],
    }),
  );
}

function fittingMetric(value: ObjectValue, yTrue: ValueType, yPred: ValueType): Resolved<'metric'> {
  const resolved = resolve('metric', value);
  const wrong = resolved.definition.check?.(resolved.config, yTrue, yPred);
  if (wrong) throw new ProblemError(wrong);
  return resolved;
}

/** @throws ProblemError where there is not one number for each output */
function checkLossWeights(weights: CompileSpec['lossWeights'], outputs: number): void {
  if (weights === null || (weights.length === outputs && weights.every(Number.isFinite))) return;
  throw new ProblemError(
    problem(
      'loss-weights',
      weights.length === outputs
        ? 'A weight of a loss is a number that is finite.'
        : `The model has ${outputs} outputs and ${weights.length} loss_weights.`,
      {
        where: 'compile.losses',
        argument: 'loss_weights',
        expected: `${outputs} numbers`,
        received: weights.join(', '),
      },
    ),
  );
}

/** @throws ProblemError where a key is no class or a weight no number */
function checkClassWeights(weights: NonNullable<FitSpec['class_weight']>): void {
  const wrong = Object.entries(weights).find(
    ([key, weight]) => !(/^\d+$/.test(key) && Number(key) < LONGEST_TABLE && Number.isFinite(weight)),
  );
  if (!wrong) return;
  throw new ProblemError(
    problem('class-weight', `class_weight gives classes, counted from 0, a number each, not ${wrong.join(': ')}.`, {
      where: 'fit.class_weight',
      expected: `classes from 0 to ${LONGEST_TABLE - 1}, and finite numbers`,
      received: wrong.join(': '),
      fixes: [{ label: 'Remove class_weight', action: 'set-fit', params: { argument: 'class_weight', value: null } }],
    }),
  );
}

/**
 * Plans a run.
 * @throws ProblemError for a model, loss, metric or optimizer that does not fit
 */
export function planTraining(request: PlanRequest): TrainingPlan {
  const { compile, data } = request;
  const { seed, batch_size: batch = 2 } = request.fit;
  const open = builtModel(request.model, seed);
  const stateRows = carriesStates(open) ? batch : null;
  const model = stateRows === null ? open : builtModel(request.model, seed, stateRows);
  const outputCount = model.graph.outputs.length;
  if (compile.losses.length !== outputCount) {
    throw new ProblemError(
      problem('loss-count', `The model has ${outputCount} outputs and ${compile.losses.length} losses.`, {
        where: 'compile.losses',
      }),
    );
  }
  if (request.fit.class_weight && outputCount > 1) {
    throw new ProblemError(
      problem('class-weight-outputs', 'class_weight is for models with one output.', {
        where: 'fit.class_weight',
        expected: 'no class_weight, or a weight per sample from the data',
        received: `${outputCount} outputs`,
      }),
    );
  }
  if (request.fit.class_weight && data.sampleWeights.some((at) => at !== null)) {
    throw new ProblemError(
      problem('weights-twice', 'class_weight and sample weights cannot be used at the same time.', {
        where: 'fit.class_weight',
        expected: 'one of them, as in Keras',
        received: 'both',
      }),
    );
  }
  checkLossWeights(compile.lossWeights, outputCount);
  if (request.fit.class_weight) checkClassWeights(request.fit.class_weight);
  const losses = compile.losses.map((spec, i): LossPlan => {
    const value = asValue(spec);
    return {
      definition: at(lossPlace(i), () => reducing(value)),
      value,
      weight: compile.lossWeights?.[i] ?? 1,
      targetScale: targetScale(request.fit, i),
    };
  });
  const types = outputTypes(model, data, losses, stateRows ?? 2);
  const outputNames = model.graph.outputs.map((ref) => layerNameOf(model, ref.node));
  const chosen = resolveMetrics(
    types.map((t, i) => ({ ...t, name: outputNames[i] as string })),
    compile.metrics.map((list) => list.map(asValue)),
    compile.weightedMetrics.map((list) => list.map(asValue)),
  );
  const metrics = chosen.map((m): MetricPlan => {
    const { yTrue, yPred } = types[m.output] as { yTrue: ValueType; yPred: ValueType };
    const place = metricPlace(m.output, m.index, m.weighted);
    const { definition, config } = at(place, () => fittingMetric(m.value, yTrue, yPred));
    return { key: m.key, definition, config, output: m.output, weighted: m.weighted, place, yTrue, yPred };
  });
  const perOutput = outputCount > 1 ? outputNames : [];
  const trackers = [{ key: 'loss' }, ...perOutput.map((n) => ({ key: `${n}_loss` }))];
  const trainable = model.variables.filter((v) => v.trainable);
  const optimizer = at(OPTIMIZER, () => planOptimizer(asValue(compile.optimizer), trainable));
  const slots: Slot[] = [
    ...model.variables.map(
      (v): Slot => ({
        name: variableSlot(v),
        group: v.role === 'state' ? 'state' : 'variable',
        shape: v.shape,
        dtype: v.dtype,
        initial: () => initialValue(v),
      }),
    ),
    ...optimizer.states.map((s) => stateSlot(s, trainable)),
    ...metricSlots(trackers, metrics, 'train'),
    filledSlot('record:losses', 'record', [RECORD_LENGTH], 'float32'),
    filledSlot('record:step', 'record', [], 'int32'),
  ];
  return {
    model,
    data,
    losses,
    trackers,
    metrics,
    optimizer,
    classWeight: request.fit.class_weight,
    stepsPerExecution: compile.stepsPerExecution ?? null,
    slots,
    evalSlots: metricSlots(trackers, metrics, 'eval'),
    stateRows,
    outputNames: perOutput,
  };
}
