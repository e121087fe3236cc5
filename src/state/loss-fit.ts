/** Whether a loss, the targets and the end of the model fit one another, and the one-click way to make them fit. */
import type { JsonObject } from '../base/json';
import { type Fix, type Problem, problem } from '../base/problem';
import type { ObjectSpec } from '../graph/model';
import { checkConfig, find } from '../keras';
import { unknownObject } from '../keras/core/absent';
import type { TargetInfo } from '../rpc/train-client';
import { fromLogits, type Head } from './head';

export interface Recommended {
  readonly units: number;
  readonly activation: 'softmax' | 'sigmoid' | null;
  readonly loss: ObjectSpec;
  readonly metrics: readonly ObjectSpec[];
}

const spec = (className: string, config: JsonObject = {}): ObjectSpec => ({ className, config });

/** The usual end of a model for a target: `width` is how many numbers a regression target has. */
export function recommend(target: TargetInfo, width = 1): Recommended {
  switch (target.task) {
    case 'binary':
      return { units: 1, activation: 'sigmoid', loss: spec('BinaryCrossentropy'), metrics: [spec('accuracy')] };
    case 'multiclass':
      return {
        units: target.classes?.length ?? 2,
        activation: 'softmax',
        loss: spec('SparseCategoricalCrossentropy'),
        metrics: [spec('accuracy')],
      };
    case 'regression':
      return {
        units: width,
        activation: null,
        loss: spec('MeanSquaredError'),
        metrics: [spec('MeanAbsoluteError'), spec('R2Score')],
      };
  }
}

const taskWords = (target: TargetInfo): string =>
  target.task === 'regression' ? 'a number to estimate' : `${target.classes?.length ?? 2} classes`;

const lossFix = (className: string, output: number, config: JsonObject = {}): Fix => ({
  label: config.from_logits === true ? `Use ${className} with from_logits` : `Use ${className}`,
  action: 'set-loss',
  params: { className, config, output },
});

function setHead(head: Head, argument: 'units' | 'activation', value: number | string | null): Fix[] {
  const layer = argument === 'units' ? head.counted : head.activated?.className === 'Softmax' ? null : head.activated;
  if (!layer) return [];
  return [
    {
      label: `Set ${argument} to ${value ?? 'none'}`,
      action: 'set-argument',
      params: { layer: layer.id, argument, value },
    },
  ];
}

/** A layer that answers, for a model that ends in one without units. */
function addHead(target: TargetInfo, units: number): Fix {
  const { activation } = recommend(target);
  const suits = activation !== null && (units === 1) === (activation === 'sigmoid');
  const config: JsonObject = suits ? { units, activation } : { units };
  return {
    label: `Add Dense with ${units} ${units === 1 ? 'unit' : 'units'}`,
    action: 'insert-layer',
    params: { className: 'Dense', config },
  };
}

/** The wrong kind of loss for the target altogether. */
function wrongKind(loss: string, targets: string, target: TargetInfo, output: number): Problem | null {
  const wantsClasses = targets === 'class-index' || targets === 'one-hot' || targets === 'binary';
  const regression = target.task === 'regression';
  if (regression && wantsClasses) {
    return problem('loss-target', `${loss} compares classes, but the target is ${taskWords(target)}.`, {
      where: 'compile.losses',
      expected: 'a loss for numbers',
      received: loss,
      fixes: [lossFix('MeanSquaredError', output), lossFix('Huber', output)],
    });
  }
  if (!regression && targets === 'number') {
    const better = target.task === 'binary' ? 'BinaryCrossentropy' : 'SparseCategoricalCrossentropy';
    return {
      ...problem('loss-target', `${loss} compares numbers, but the target is one of ${taskWords(target)}.`, {
        where: 'compile.losses',
        expected: 'a loss for classes',
        received: loss,
        fixes: [lossFix(better, output)],
      }),
      severity: target.task === 'binary' ? 'warning' : 'error',
    };
  }
  if (target.task === 'multiclass' && targets === 'binary') {
    return problem('loss-target', `${loss} decides between two classes; there are ${taskWords(target)}.`, {
      where: 'compile.losses',
      expected: 'a categorical loss',
      received: loss,
      fixes: [lossFix('SparseCategoricalCrossentropy', output)],
    });
  }
  return null;
}

/** The number of outputs does not suit the loss. */
function wrongUnits(
  loss: string,
  targets: string,
  target: TargetInfo,
  head: Head,
  width: number,
  output: number,
): Problem | null {
  if (head.units === null) return null;
  const classes = target.classes?.length ?? 2;
  const categorical = targets === 'class-index' || targets === 'one-hot';
  const expected = categorical ? classes : targets === 'binary' ? 1 : targets === 'number' ? width : null;
  if (expected === null || head.units === expected) return null;
  // More outputs than classes wastes some, and works.
  const severity = categorical && targets === 'class-index' && head.units > classes ? 'warning' : 'error';
  const fixes = head.counted ? setHead(head, 'units', expected) : [addHead(target, expected)];
  if (categorical && classes === 2 && head.units === 1) fixes.unshift(lossFix('BinaryCrossentropy', output));
  if (targets === 'binary' && head.units === classes) fixes.unshift(lossFix('SparseCategoricalCrossentropy', output));
  return {
    ...problem(
      'loss-units',
      `${loss} needs ${expected} output${expected === 1 ? '' : 's'} for ${taskWords(target)}; the last layer gives ${head.units}.`,
      { where: 'compile.losses', expected: `${expected}`, received: `${head.units}`, fixes },
    ),
    severity,
  };
}

/** Probabilities where logits are expected, or the other way round. */
function wrongActivation(
  loss: ObjectSpec,
  { range: [least, most] = [-Infinity, Infinity] }: TargetInfo,
  targets: string,
  head: Head,
  output: number,
): Problem | null {
  const { className, config } = loss;
  if (targets === 'number') {
    if (head.activation === 'linear' || (head.activation === 'sigmoid' && least >= 0 && most <= 1)) return null;
    return {
      ...problem(
        'loss-activation',
        'The target is a number of any size, but the last activation bounds what the model can answer.',
        {
          where: 'compile.losses',
          expected: 'no activation',
          received: head.activation === 'other' ? 'a bounding activation' : head.activation,
          fixes: setHead(head, 'activation', null),
        },
      ),
      severity: 'warning',
    };
  }
  if (!Object.hasOwn(find('loss', className)?.args ?? {}, 'from_logits')) return null;
  const wanted = targets === 'binary' ? 'sigmoid' : 'softmax';
  const logits = fromLogits(config);
  if (logits && head.activation !== 'linear') {
    return problem(
      'loss-activation',
      `${className} with from_logits applies ${wanted} itself, and the last layer applies ${head.activation === 'other' ? 'an activation' : head.activation} before it.`,
      {
        where: 'compile.losses',
        severity: 'warning',
        expected: 'no activation in the last layer',
        received: head.activation,
        fixes: [
          {
            label: 'Turn from_logits off',
            action: 'set-loss',
            params: {
              className,
              output,
              config: Object.fromEntries(Object.entries(config).filter(([name]) => name !== 'from_logits')),
            },
          },
          ...setHead(head, 'activation', null),
        ],
      },
    );
  }
  if (!logits && head.activation !== wanted && !(wanted === 'softmax' && head.activation === 'sigmoid')) {
    return problem(
      'loss-activation',
      `${className} takes probabilities, but the last layer's activation is ${head.activation === 'other' ? 'neither sigmoid nor softmax' : head.activation}.`,
      {
        where: 'compile.losses',
        expected: wanted,
        received: head.activation,
        fixes: [...setHead(head, 'activation', wanted), lossFix(className, output, { ...config, from_logits: true })],
      },
    );
  }
  return null;
}

/** The first thing that keeps a loss from fitting, or null. */
export function lossProblem(
  loss: ObjectSpec,
  target: TargetInfo,
  head: Head,
  width: number,
  output = 0,
): Problem | null {
  const definition = find('loss', loss.className);
  if (!definition) {
    const fixes = [{ ...lossFix(recommend(target).loss.className, output) }];
    return { ...unknownObject('loss', loss.className), where: 'compile.losses', fixes };
  }
  const bad = checkConfig(definition.args, loss.config).find((p) => p.severity === 'error');
  if (bad) return { ...bad, where: 'compile.losses' };
  if (definition.targets === 'any') return null;
  return (
    wrongKind(loss.className, definition.targets, target, output) ??
    wrongUnits(loss.className, definition.targets, target, head, width, output) ??
    wrongActivation(loss, target, definition.targets, head, output)
  );
}
