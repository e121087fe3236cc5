/**
 * Which metric (or loss) a compile argument means and under which key it is logged: `accuracy` is chosen by the shapes
 * of targets and predictions, names repeat with a counter. Source: keras/src/trainers/compile_utils.py.
 */

import type { JsonObject } from '../../base/json';
import { ProblemError } from '../../base/problem';
import type { ValueType } from '../../ops';
import { unknownObject } from './absent';
import type { ObjectValue } from './args';
import { find } from './registry';

/** Shapes with the batch axis. */
interface Shaped {
  readonly shape: readonly (number | null)[];
}

export interface MetricChoice {
  /** The metric object, by its class name. */
  readonly value: { readonly className: string; readonly config: JsonObject };
  /** Its name, the key in logs before counters and output names are added. */
  readonly name: string;
}

type Family = 'binary' | 'sparse' | 'categorical';

/** Whether targets and predictions are binary, class indices or one-hot rows, judged by their shapes as Keras does. */
export function targetFamily(yTrue: Shaped, yPred: Shaped): Family {
  const last = (s: Shaped): number => s.shape[s.shape.length - 1] ?? 1;
  if (last(yPred) === 1) return 'binary';
  if (yTrue.shape.length < yPred.shape.length || (last(yTrue) === 1 && last(yPred) > 1)) return 'sparse';
  return 'categorical';
}

const ACCURACY: Record<Family, string> = {
  binary: 'BinaryAccuracy',
  sparse: 'SparseCategoricalAccuracy',
  categorical: 'CategoricalAccuracy',
};

const CROSSENTROPY: Record<Family, string> = {
  binary: 'BinaryCrossentropy',
  sparse: 'SparseCategoricalCrossentropy',
  categorical: 'CategoricalCrossentropy',
};

const parts = (value: ObjectValue): { className: string; config: JsonObject } =>
  typeof value === 'string' ? { className: value, config: {} } : value;

/**
 * The metric a compile argument means. An identifier (`'accuracy'`, `'mse'`, also as a class name without arguments)
 * keeps the word as its name; an object has the name its arguments give, or Keras' default.
 * @throws ProblemError `unknown-object` for a metric that is not in the catalogue.
 */
export function resolveMetric(
  value: ObjectValue,
  yTrue: Shaped,
  yPred: Shaped,
  where = 'compile.metrics',
): MetricChoice {
  const { className, config } = parts(value);
  const isObject = typeof value !== 'string' && find('metric', className)?.name === className;
  if (!isObject && ['accuracy', 'acc'].includes(className.toLowerCase())) {
    const chosen = ACCURACY[targetFamily(yTrue, yPred)];
    return { value: { className: chosen, config: {} }, name: className };
  }
  const definition = find('metric', className);
  if (!definition) throw new ProblemError({ ...unknownObject('metric', className), where });
  const given = typeof config.name === 'string' && config.name !== '' ? config.name : null;
  const name = given ?? (isObject ? definition.logName : className);
  return { value: { className: definition.name, config }, name };
}

/**
 * The loss a compile argument means: `crossentropy` and `ce` are chosen by shapes, anything else stands for itself.
 */
export function resolveLoss(value: ObjectValue, yTrue: Shaped, yPred: Shaped): ObjectValue {
  const { className, config } = parts(value);
  if (!['crossentropy', 'ce'].includes(className.toLowerCase())) return value;
  return { className: CROSSENTROPY[targetFamily(yTrue, yPred)], config };
}

/** One output of the model as metrics see it. */
export interface MetricOutput {
  /** Name of the output layer; prefixes log keys when there are several outputs. */
  readonly name: string;
  readonly yTrue: ValueType;
  readonly yPred: ValueType;
}

export interface ChosenMetric extends MetricChoice {
  /** Key in logs and History: `accuracy`, `dense_1_accuracy`, `accuracy_1`; validation adds `val_` in front. */
  readonly key: string;
  /** Which output it looks at. */
  readonly output: number;
  /** Its place in the list of that output. */
  readonly index: number;
  /** Whether sample and class weights reach it. */
  readonly weighted: boolean;
}

/**
 * All metrics of a compiled model with their log keys, in Keras' order: metrics of each output, then weighted metrics.
 * @param metrics one list per output
 * @throws ProblemError for a metric that is not in the catalogue
 */
export function resolveMetrics(
  outputs: readonly MetricOutput[],
  metrics: readonly (readonly ObjectValue[])[],
  weightedMetrics: readonly (readonly ObjectValue[])[] = [],
): ChosenMetric[] {
  const used = new Map<string, number>();
  const made = new Map<string, number>();
  const chosen: ChosenMetric[] = [];
  const prefix = (o: MetricOutput): string => (outputs.length > 1 ? `${o.name}_` : '');
  const choose = (lists: readonly (readonly ObjectValue[])[], weighted: boolean): void => {
    outputs.forEach((output, at) => {
      for (const [index, value] of (lists[at] ?? []).entries()) {
        const place = `compile.${weighted ? 'weighted_metrics' : 'metrics'}.${at}.${index}`;
        const choice = resolveMetric(value, output.yTrue, output.yPred, place);
        const name = isUnnamed(choice) ? counted(made, choice.name) : choice.name;
        const key = uniqueKey(used, prefix(output), name, weighted);
        chosen.push({ ...choice, name, key, output: at, index, weighted });
      }
    });
  };
  choose(metrics, false);
  choose(weightedMetrics, true);
  return chosen;
}

/** Classes without a default name are counted up when they are made: `auc`, `auc_1`. */
function isUnnamed(choice: MetricChoice): boolean {
  const definition = find('metric', choice.value.className);
  return definition?.args.name?.default === null && definition.logName === choice.name && !choice.value.config.name;
}

function counted(counts: Map<string, number>, name: string): string {
  const n = counts.get(name) ?? 0;
  counts.set(name, n + 1);
  return n === 0 ? name : `${name}_${n}`;
}

/** A key not used before: a weighted twin gets `weighted_` in front, further ones a counter at the end. */
function uniqueKey(used: Map<string, number>, prefix: string, name: string, weighted: boolean): string {
  const plain = `${prefix}${name}`;
  if (!used.has(plain)) {
    used.set(plain, 1);
    return plain;
  }
  const stem = weighted ? `${prefix}weighted_${name}` : plain;
  return counted(used, stem);
}
