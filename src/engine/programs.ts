/**
 * The programs of a run, traced for one batch size: the train step (forward, loss, derivatives, update, metrics), the
 * evaluation step, prediction, and the small ones that turn accumulators into numbers.
 *
 * Inputs are the carried slots, then the feed. With a resident feed the feed is the whole data set, one matrix per array,
 * and the indices of the batch's rows; otherwise it is the batch's rows themselves.
 */
import { ProblemError, problem } from '../base/problem';
import { sizeOf } from '../base/shape';
import { type CallEnvironment, callModel, type ObjectValue, resolve } from '../keras';
import { computeLoss } from '../keras/core/loss-reduction';
import type { OptimizerState } from '../keras/core/optimizer-plan';
import { learningRateOf, learningRateStates, optimizerStep, scaleLoss } from '../keras/core/optimizer-step';
import * as ops from '../ops';
import { type Program, simplify, type Tensor, Trace, type ValueType, withTrace } from '../ops';
import { at, lossPlace, OPTIMIZER } from './compile-place';
import { type Phase, results, updateMetric, updateTracker } from './metric-plan';
import { ofModel, RECORD_LENGTH, type Slot, SlotValues } from './state-layout';
import { classWeights, prepareTarget, scaledTarget } from './targets';
import { type FeedSignature, type LossPlan, optimizerSlot, type TrainingPlan, variableSlot } from './training-plan';

export type FeedMode = { readonly kind: 'rows' } | { readonly kind: 'resident'; readonly rows: number };

interface Batch {
  readonly xs: readonly Tensor[];
  readonly ys: readonly Tensor[];
  /** Sample weights for each target; null for none. */
  readonly weights: readonly (Tensor | null)[];
}

const typeOf = (s: Slot): ValueType => ({ shape: s.shape, dtype: s.dtype });

/** Declares the feed's inputs and reads the batch from them. */
function feed(trace: Trace, plan: TrainingPlan, batch: number, mode: FeedMode, withTargets = true): Batch {
  const { inputs, targets, sampleWeights } = plan.data;
  const columns = Math.max(0, ...sampleWeights.map((at) => (at ?? -1) + 1));
  const perTarget = (given: readonly Tensor[]) => sampleWeights.map((at) => (at === null ? null : (given[at] ?? null)));
  const weight: FeedSignature = { shape: [], dtype: 'float32' };
  // A forward pass alone is given rows for each input.
  const fed = withTargets ? [...inputs, ...targets, ...Array.from({ length: columns }, () => weight)] : inputs;
  const places = (withTargets && plan.data.places) || [...fed.keys()];
  const arrays = [...new Set(places)].map((at) => fed[places.indexOf(at)] as FeedSignature);
  const values = rowsRead(trace, arrays, batch, mode);
  const all = places.map((at) => values[at] as Tensor);
  return {
    xs: all.slice(0, inputs.length),
    ys: all.slice(inputs.length, inputs.length + targets.length),
    weights: withTargets ? perTarget(all.slice(inputs.length + targets.length)) : [],
  };
}

/** The batch's rows of each array: as they are sent, or gathered from where they lie on the device. */
function rowsRead(trace: Trace, arrays: readonly FeedSignature[], batch: number, mode: FeedMode): Tensor[] {
  if (mode.kind === 'rows') return arrays.map((f) => trace.input({ shape: [batch, ...f.shape], dtype: f.dtype }));
  const tables = arrays.map((f) => trace.input({ shape: [mode.rows, sizeOf(f.shape)], dtype: f.dtype }));
  const index = trace.input({ shape: [batch], dtype: 'int32' });
  return tables.map((t, i) => ops.reshape(ops.gather(t, index), [batch, ...(arrays[i] as FeedSignature).shape]));
}

function environment(values: SlotValues, training: boolean): CallEnvironment {
  return {
    training,
    losses: [],
    values: {
      read: (v) => values.read(variableSlot(v)),
      write: (v, value) => values.write(variableSlot(v), value),
    },
  };
}

interface Forward {
  readonly total: Tensor;
  readonly perOutput: readonly Tensor[];
  readonly targets: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly masks: readonly (Tensor | null)[];
  /** What weighs the rows of each output. */
  readonly weights: readonly (Tensor | null)[];
}

function lossOf(plan: TrainingPlan, output: number): LossPlan {
  const loss = plan.losses[output];
  if (!loss) throw new Error(`Output ${output} has no loss.`);
  return loss;
}

const targetOf = (plan: TrainingPlan, { ys }: Batch, output: number): Tensor =>
  scaledTarget(ys[output] as Tensor, lossOf(plan, output).targetScale);

/** The model's call and Keras' compute_loss: losses of the outputs, added losses, penalties on trainable weights. */
function forward(plan: TrainingPlan, env: CallEnvironment, batch: Batch): Forward {
  const { outputs, masks } = callModel(plan.model, env, batch.xs);
  const targets = outputs.map((yPred, i) =>
    prepareTarget(targetOf(plan, batch, i), yPred, plan.losses[i]?.definition ?? null),
  );
  const byClass = env.training && plan.classWeight ? classWeights(batch.ys[0] as Tensor, plan.classWeight) : null;
  // Never both: a plan refuses sample weights beside class weights.
  const weights = outputs.map((_, i) => batch.weights[i] ?? byClass);
  const perOutput = outputs.map((yPred, i) => {
    const { definition, value } = lossOf(plan, i);
    checkTarget(definition.name, targets[i] as Tensor, yPred);
    return at(lossPlace(i), () =>
      computeLoss(value, targets[i] as Tensor, yPred, weights[i] ?? null, masks[i] ?? null),
    );
  });
  let total = perOutput.map((l, i) => ops.mul(l, lossOf(plan, i).weight)).reduce((a, b) => ops.add(a, b));
  for (const extra of [...env.losses, ...penalties(plan, env)]) total = ops.add(total, extra);
  return { total, perOutput, targets, outputs, masks, weights };
}

/** Says in plain words that predictions and targets have different sizes. */
function checkTarget(name: string, y: Tensor, yPred: Tensor): void {
  if (name.startsWith('Sparse') || y.rank !== yPred.rank) return;
  const [want, got] = [y.shape[y.rank - 1] as number, yPred.shape[yPred.rank - 1] as number];
  if (want !== got && want !== 1 && got !== 1) {
    throw new ProblemError(
      problem('output-size', `The last layer gives ${got} numbers per sample, the targets have ${want}.`, {
        where: 'compile.losses',
        expected: `${want} outputs`,
        received: `${got} outputs`,
      }),
    );
  }
}

function penalties(plan: TrainingPlan, env: CallEnvironment): Tensor[] {
  return plan.model.variables
    .filter((v) => v.trainable && v.regularizer)
    .map((v) => {
      const { definition, config } = resolve('regularizer', v.regularizer as NonNullable<typeof v.regularizer>);
      return definition.call(env.values.read(v), config);
    });
}

function track(plan: TrainingPlan, values: SlotValues, phase: Phase, f: Forward, batch: number): void {
  updateTracker(values, phase, 'loss', f.total, batch);
  plan.outputNames.forEach((name, i) => {
    updateTracker(values, phase, `${name}_loss`, f.perOutput[i] as Tensor, batch);
  });
  for (const m of plan.metrics) {
    const at = m.output;
    const weight = (m.weighted && f.weights[at]) || null;
    updateMetric(m, values, phase, f.targets[at] as Tensor, f.outputs[at] as Tensor, weight, f.masks[at] ?? null);
  }
}

/** One training step: (slots, feed) -> slots. */
export function trainProgram(plan: TrainingPlan, batch: number, mode: FeedMode): Program {
  const trace = new Trace();
  return withTrace(trace, () => {
    const values = new SlotValues(
      plan.slots,
      plan.slots.map((s) => trace.input(typeOf(s))),
    );
    const env = environment(values, true);
    const trainable = plan.model.variables.filter((v) => v.trainable);
    // Read before the call: a layer may assign to its own variables.
    const weights = trainable.map((v) => values.read(variableSlot(v)));
    const f = forward(plan, env, feed(trace, plan, batch, mode));
    const state = plan.optimizer.states.map((s) => values.read(optimizerSlot(s)));
    const gradients = ops.gradients(trace, scaleLoss(plan.optimizer, f.total, state), weights);
    const stepped = at(OPTIMIZER, () => optimizerStep(plan.optimizer, weights, gradients, state));
    trainable.forEach((v, i) => {
      values.write(variableSlot(v), stepped.variables[i] as Tensor);
    });
    plan.optimizer.states.forEach((s, i) => {
      values.write(optimizerSlot(s), stepped.state[i] as Tensor);
    });
    track(plan, values, 'train', f, batch);
    const step = values.read('record:step');
    const here = ops.eq(ops.iota([RECORD_LENGTH], 0), ops.mod(step, RECORD_LENGTH));
    values.write('record:losses', ops.where(here, f.total, values.read('record:losses')));
    values.write('record:step', ops.add(step, 1));
    return simplify(trace.finish(values.all()));
  });
}

/** Slots and their values in a program whose inputs they are. */
function slotInputs(trace: Trace, slots: readonly Slot[]): SlotValues {
  return new SlotValues(
    slots,
    slots.map((s) => trace.input(typeOf(s))),
  );
}

/**
 * Variables that an evaluation step changes: states of layers, and random streams of some, which move on in inference
 * too, as the masks of recurrent dropout are drawn in any case.
 */
export function movedInEvaluation(plan: TrainingPlan): Slot[] {
  const trace = new Trace();
  return withTrace(trace, () => {
    const variables = plan.slots.filter(ofModel);
    const values = slotInputs(trace, variables);
    const before = values.all();
    const { xs } = feed(trace, plan, 1, { kind: 'rows' }, false);
    callModel(plan.model, environment(values, false), xs);
    return variables.filter((_, i) => values.all()[i] !== before[i]);
  });
}

/** One evaluation step: (evaluation slots, moved variables, the other variables, feed) -> the first two. */
export function evalProgram(plan: TrainingPlan, batch: number, mode: FeedMode, moved: readonly Slot[]): Program {
  const trace = new Trace();
  return withTrace(trace, () => {
    const still = plan.slots.filter((s) => ofModel(s) && !moved.includes(s));
    const values = slotInputs(trace, [...plan.evalSlots, ...moved, ...still]);
    const f = forward(plan, environment(values, false), feed(trace, plan, batch, mode));
    track(plan, values, 'eval', f, batch);
    return simplify(trace.finish(values.all().slice(0, plan.evalSlots.length + moved.length)));
  });
}

/**
 * Prediction: (variables and states of layers, rows) -> outputs, the loss of each row when targets are fed, and the new
 * states.
 */
export function predictProgram(plan: TrainingPlan, batch: number, withLoss: boolean): Program {
  const trace = new Trace();
  return withTrace(trace, () => {
    const values = slotInputs(trace, plan.slots.filter(ofModel));
    const rows = feed(trace, plan, batch, { kind: 'rows' }, withLoss);
    const { outputs } = callModel(plan.model, environment(values, false), rows.xs);
    const states = plan.slots.filter((s) => s.group === 'state').map((s) => values.read(s.name));
    if (!withLoss) return simplify(trace.finish([...outputs, ...states]));
    const losses = outputs.map((yPred, i) => {
      const { definition, value } = lossOf(plan, i);
      const y = prepareTarget(targetOf(plan, rows, i), yPred, definition);
      const each = at(lossPlace(i), () => computeLoss(unreduced(value), y, yPred));
      return each.rank > 1 ? ops.mean(each, each.shape.map((_, k) => k).slice(1)) : each;
    });
    return simplify(trace.finish([...outputs, losses.reduce((a, b) => ops.add(a, b)), ...states]));
  });
}

/** The same loss, one number per sample. */
function unreduced(value: ObjectValue): ObjectValue {
  const spec = typeof value === 'string' ? { className: value, config: {} } : value;
  return { className: spec.className, config: { ...spec.config, reduction: 'none' } };
}

/** Key under which the results of training carry the learning rate of the next step. */
export const LEARNING_RATE = 'learning_rate';

/** Accumulators -> one vector of results; for training, the learning rate and the recent batch losses follow. */
export function resultsProgram(
  plan: TrainingPlan,
  phase: Phase,
): { program: Program; keys: readonly string[]; slots: readonly Slot[] } {
  const { states: all } = plan.optimizer;
  const rateSlots = new Set(learningRateStates(plan.optimizer).map((at) => optimizerSlot(all[at] as OptimizerState)));
  const wanted = (s: Slot): boolean =>
    s.group === 'train-metric' || s.name === 'record:losses' || rateSlots.has(s.name);
  const slots = phase === 'eval' ? plan.evalSlots : plan.slots.filter(wanted);
  const trace = new Trace();
  return withTrace(trace, () => {
    const values = new SlotValues(
      slots,
      slots.map((s) => trace.input(typeOf(s))),
    );
    const { vector, keys } = results(plan.trackers, plan.metrics, values, phase);
    if (phase === 'eval') return { program: simplify(trace.finish([vector])), keys, slots };
    const states = all.map((s) => (rateSlots.has(optimizerSlot(s)) ? values.read(optimizerSlot(s)) : ops.scalar(0)));
    const rate = ops.reshape(learningRateOf(plan.optimizer, states), [1]);
    const out = ops.concat([vector, rate, values.read('record:losses')], 0);
    return { program: simplify(trace.finish([out])), keys: [...keys, LEARNING_RATE], slots };
  });
}
