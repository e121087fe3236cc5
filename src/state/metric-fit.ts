/** Whether metrics fit targets and predictions, and under which keys they will be logged. */
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

/** Types of targets and predictions as metrics get them, for a batch of two. */
function types(target: TargetInfo, head: Head, width: number): { yTrue: Typed; yPred: Typed } {
  const units = head.units ?? 1;
  const yPred: Typed = { shape: [2, units], dtype: 'float32' };
  if (target.task === 'regression') return { yTrue: { shape: [2, width], dtype: 'float32' }, yPred };
  return { yTrue: units === 1 ? { shape: [2, 1], dtype: 'float32' } : { shape: [2], dtype: 'int32' }, yPred };
}

/** The first thing that keeps a metric from fitting, or null. */
export function metricProblem(
  metric: ObjectSpec,
  target: TargetInfo,
  head: Head,
  output: number,
  index: number,
): Problem | null {
  const where = `compile.metrics.${output}.${index}`;
  const remove: Fix = { label: `Remove ${metric.className}`, action: 'remove-metric', params: { output, index } };
  const use = (className: string): Fix => ({
    label: `Use ${className}`,
    action: 'replace-metric',
    params: { output, index, className, config: {} },
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
  const { yTrue, yPred } = types(target, head, 1);
  try {
    const { value } = resolveMetric(metric as ObjectValue, yTrue, yPred);
    const bad = checkConfig(find('metric', value.className)?.args ?? {}, value.config).find(
      (p) => p.severity === 'error',
    );
    if (bad) return { ...bad, where, fixes: [remove] };
    const { definition, config } = resolve('metric', value);
    const broken = definition.check?.(config, yTrue, yPred);
    return broken ? { ...broken, where, fixes: [...(broken.fixes ?? []), use('accuracy'), remove] } : null;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { ...error.problem, where, fixes: [remove] };
  }
}

/** Keys of the logs a run will have: what callbacks can watch. */
export function logKeys(compile: CompileSpec, validation: boolean): string[] {
  const shape: Typed = { shape: [2, 2], dtype: 'float32' };
  const outputs = compile.losses.map((_, i) => ({ name: `output_${i + 1}`, yTrue: shape, yPred: shape }));
  let names: string[] = [];
  try {
    names = resolveMetrics(
      outputs,
      compile.metrics as readonly (readonly ObjectValue[])[],
      compile.weightedMetrics as readonly (readonly ObjectValue[])[],
    ).map((m) => m.key);
  } catch (error) {
    // An unknown metric is reported by itself.
    if (!(error instanceof ProblemError)) throw error;
  }
  const keys = ['loss', ...names];
  return [...keys, ...(validation ? keys.map((k) => `val_${k}`) : []), 'learning_rate'];
}
