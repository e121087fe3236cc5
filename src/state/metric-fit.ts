/** Whether metrics fit targets and predictions, and under which keys they will be logged. */

import type { JsonObject } from '../base/json';
import { type Fix, type Problem, ProblemError, problem } from '../base/problem';
import type { CompileSpec } from '../graph/document';
import type { ObjectSpec } from '../graph/model';
import { checkConfig, find, type ObjectValue, resolve } from '../keras';
import { resolveMetric, resolveMetrics } from '../keras/core/metric-choice';
import type { TargetInfo } from '../rpc/train-client';
import type { Head } from './head';

/** Metrics of numbers: they have no meaning for class indices. Source: keras/src/metrics/regression_metrics.py. */
const REGRESSION =
  /^(Mean(Squared|Absolute|AbsolutePercentage|SquaredLogarithmic)(Error)?|RootMeanSquaredError|R2Score|LogCoshError|CosineSimilarity|mse|mae|mape|msle|rmse)$/i;

/** Metrics of classes: on numbers they are always near 0. */
const CLASSES =
  /(accuracy|crossentropy|^(acc|ce)$|precision|recall|auc|f1_?score|fbeta_?score|hinge|iou|true_?(positives|negatives)|false_?(positives|negatives)|sensitivity|specificity)/i;

interface Typed {
  readonly shape: number[];
  readonly dtype: 'float32' | 'int32';
}

/** Metrics of class indices and of one-hot rows: the same question asked of targets in two forms. */
const TWINS: readonly (readonly [string, string])[] = [
  ['SparseCategoricalAccuracy', 'CategoricalAccuracy'],
  ['SparseTopKCategoricalAccuracy', 'TopKCategoricalAccuracy'],
  ['SparseCategoricalCrossentropy', 'CategoricalCrossentropy'],
];

/** What a metric stands against. */
export interface MetricContext {
  readonly target: TargetInfo;
  readonly head: Head;
  /** The loss of the same output: it decides the form targets come in. */
  readonly loss: ObjectSpec | undefined;
  readonly output: number;
  /** It is one of `weighted_metrics`. */
  readonly weighted?: boolean;
}

const oneHot = (loss: ObjectSpec | undefined): boolean => !!loss && find('loss', loss.className)?.targets === 'one-hot';

/** Types of targets and predictions as metrics get them, for a batch of two. */
function types({ target, head, loss }: MetricContext): { yTrue: Typed; yPred: Typed } {
  const units = head.units ?? 1;
  const yPred: Typed = { shape: [2, units], dtype: 'float32' };
  if (target.task === 'regression' || units === 1) return { yTrue: { shape: [2, 1], dtype: 'float32' }, yPred };
  return { yTrue: oneHot(loss) ? yPred : { shape: [2], dtype: 'int32' }, yPred };
}

/** Targets come as indices and the metric wants one-hot rows, or the other way round. */
function wrongForm(name: string, context: MetricContext, use: (className: string) => Fix, remove: Fix): Problem | null {
  const twins = TWINS.find((pair) => pair.includes(find('metric', name)?.name ?? name));
  if (!twins) return null;
  const single = context.head.units === 1;
  const [sparse, categorical] = twins;
  const wanted = single ? 'accuracy' : oneHot(context.loss) ? categorical : sparse;
  if (find('metric', name)?.name === wanted) return null;
  return {
    ...problem(
      'metric-form',
      single
        ? `${name} chooses between outputs, but the model has only one.`
        : `${name} expects ${wanted === sparse ? 'one-hot targets, and this loss takes class indices' : 'class indices, and this loss takes one-hot targets'}.`,
      { where: '', expected: wanted, received: name, fixes: [use(wanted), remove] },
    ),
    severity: 'warning',
  };
}

/** The first thing that keeps a metric from fitting, or null. */
export function metricProblem(metric: ObjectSpec, context: MetricContext, index: number): Problem | null {
  const { target, output, loss, weighted = false } = context;
  const where = `compile.${weighted ? 'weighted_metrics' : 'metrics'}.${output}.${index}`;
  const place = { output, index, weighted };
  const remove: Fix = { label: `Remove ${metric.className}`, action: 'remove-metric', params: place };
  const use = (className: string): Fix => ({
    label: `Use ${className}`,
    action: 'replace-metric',
    params: { ...place, className, config: {} },
  });
  const regression = target.task === 'regression';
  if (regression && CLASSES.test(metric.className)) {
    return {
      ...problem('metric-target', `${metric.className} counts right classes, but the target is a number.`, {
        where,
        expected: 'a metric for numbers',
        received: metric.className,
        fixes: [use('MeanAbsoluteError'), remove],
      }),
      severity: 'warning',
    };
  }
  if (!regression && REGRESSION.test(metric.className)) {
    return {
      ...problem('metric-target', `${metric.className} compares numbers, but the target is a class.`, {
        where,
        expected: 'a metric for classes',
        received: metric.className,
        fixes: [use('accuracy'), remove],
      }),
      severity: 'warning',
    };
  }
  const form = regression ? null : wrongForm(metric.className, context, use, remove);
  if (form) return { ...form, where };
  const { yTrue, yPred } = types(context);
  try {
    const { value } = resolveMetric(metric as ObjectValue, yTrue, yPred);
    const bad = checkConfig(find('metric', value.className)?.args ?? {}, value.config).find(
      (p) => p.severity === 'error',
    );
    if (bad) return { ...bad, where, fixes: [remove] };
    const { definition, config } = resolve('metric', value);
    const broken = definition.check?.(config, yTrue, yPred);
    return broken
      ? {
          ...broken,
          where,
          fixes: [...(broken.fixes ?? []), ...oneHotFix(loss, yTrue, output), use('accuracy'), remove],
        }
      : null;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { ...error.problem, where, fixes: [remove] };
  }
}

/** Metrics of classes one by one work on one-hot targets, which the other crossentropy asks for. */
function oneHotFix(loss: ObjectSpec | undefined, yTrue: Typed, output: number): Fix[] {
  if (!loss || yTrue.dtype !== 'int32' || find('loss', loss.className)?.name !== 'SparseCategoricalCrossentropy')
    return [];
  const config: JsonObject = loss.config.from_logits === true ? { from_logits: true } : {};
  const className = 'CategoricalCrossentropy';
  return [
    {
      label: `Use ${className}, which takes one-hot targets`,
      action: 'set-loss',
      params: { className, config, output },
    },
  ];
}

/** Keys of the logs a run will have: what callbacks can watch. `outputs` are the names of the output layers. */
export function logKeys(compile: CompileSpec, outputs: readonly string[], validation: boolean): string[] {
  const shape: Typed = { shape: [2, 2], dtype: 'float32' };
  let names: string[] = [];
  try {
    names = resolveMetrics(
      outputs.map((name) => ({ name, yTrue: shape, yPred: shape })),
      compile.metrics as readonly (readonly ObjectValue[])[],
      compile.weightedMetrics as readonly (readonly ObjectValue[])[],
    ).map((m) => m.key);
  } catch (error) {
    // An unknown metric is reported by itself.
    if (!(error instanceof ProblemError)) throw error;
  }
  const keys = ['loss', ...(outputs.length > 1 ? outputs.map((name) => `${name}_loss`) : []), ...names];
  return [...keys, ...(validation ? keys.map((k) => `val_${k}`) : []), 'learning_rate'];
}
