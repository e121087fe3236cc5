/** What metrics share: their last arguments, and the check that targets and predictions have one shape. */
import type { Json } from '../../base/json';
import { type Problem, problem } from '../../base/problem';
import { formatShape, type Shape, sameShape } from '../../base/shape';
import type { ValueType } from '../../ops';
import { arg } from '../core/args';
import { LONGEST_TABLE } from '../core/size-limit';

/** Which class a metric looks at. */
export const classIdArg = arg.int(null, { min: 0, doc: 'Looks at one class alone.' });

/** The problem of a metric that looks at a class the predictions do not have, or null. Keras on JAX takes the last one. */
export function checkClassId(id: Json, { shape }: ValueType): Problem | null {
  const classes = shape.at(-1) ?? 1;
  if (typeof id !== 'number' || id < classes) return null;
  return problem('metric-class-id', `class_id is ${id}; the predictions have classes 0 to ${classes - 1}.`, {
    where: 'class_id',
    expected: `at most ${classes - 1}`,
    received: String(id),
    fixes: [{ label: 'Look at all classes', action: 'set-argument', params: { argument: 'class_id', value: null } }],
  });
}

const dtype = arg.choice(null, ['float32'], { doc: 'Element type the metric computes in.', rare: true });

/** `name` and `dtype` of a metric with a default name. */
export const named = (name: string) => ({
  name: arg.orNone(arg.string(name, { doc: 'Key in the logs.', rare: true })),
  dtype,
});

/** `name` and `dtype` of a metric that takes its name from its class. */
export const unnamed = {
  name: arg.string(null, { doc: 'Key in the logs; none takes the class name.', rare: true }),
  dtype,
};

/** Shapes after an axis of length 1 at the end of one of them is matched to the other. */
function aligned(a: Shape, b: Shape): [Shape, Shape] {
  if (a.length === b.length + 1 && a[a.length - 1] === 1) return [a.slice(0, -1), b];
  if (b.length === a.length + 1 && b[b.length - 1] === 1) return [a, b.slice(0, -1)];
  return [a, b];
}

/** The problem of a metric that needs one target per prediction, or null. */
export function checkSameShape(name: string, yTrue: ValueType, yPred: ValueType): Problem | null {
  const [t, p] = aligned(yTrue.shape, yPred.shape);
  if (sameShape(t, p)) return null;
  const shown = (s: Shape): string => formatShape([null, ...s.slice(1)]);
  return problem(
    'metric-shape',
    `${name} needs one target per prediction: targets are ${shown(yTrue.shape)}, predictions ${shown(yPred.shape)}.`,
    {
      where: 'compile.metrics',
      expected: shown(yPred.shape),
      received: shown(yTrue.shape),
      fixes: [{ label: `Remove ${name}`, action: 'remove-metric', params: { className: name } }],
    },
  );
}

/** `thresholds` of metrics that count: none, a number or a list. */
export const thresholdsArg = arg.json(null, {
  doc: 'A number or a list of numbers from 0 to 1: predictions above it mean yes. None means one half.',
});

/** The problem with a thresholds argument, or null. */
export function checkThresholds(value: Json): Problem | null {
  const list = Array.isArray(value) ? (value as readonly Json[]) : value === null ? [] : [value];
  const fits = (v: Json): boolean => typeof v === 'number' && v >= 0 && v <= 1;
  if (list.every(fits) && list.length <= LONGEST_TABLE && !(Array.isArray(value) && list.length === 0)) return null;
  return problem('metric-thresholds', 'Thresholds are numbers from 0 to 1.', {
    where: 'thresholds',
    expected: 'a number from 0 to 1, or a list of them',
    received: JSON.stringify(value),
    fixes: [{ label: 'Use one half', action: 'set-argument', params: { argument: 'thresholds', value: null } }],
  });
}
