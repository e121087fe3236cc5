/** One Keras object as a subject: its arguments, results, derivatives, states and configs on random cases. */
import type { JsonObject } from '../../../src/base/json';
import { type Arg, type Definition, type ExampleCase, resolve, type SampleSpec } from '../../../src/keras';
import { computeLoss } from '../../../src/keras/core/loss-reduction';
import { planMetric, updateMetric } from '../../../src/keras/core/metric-state';
import { planOptimizer } from '../../../src/keras/core/optimizer-plan';
import * as ops from '../../../src/ops';
import { type Tensor, Trace, withTrace } from '../../../src/ops';
import { checkCase, checkConfigs } from '../../../tests/contract/keras/check-object';
import type { Fixture } from '../../../tests/contract/keras/fixtures';
import { describeObject } from '../objects';
import { isAway } from './arguments';
import type { Draws } from './draws';
import { coverable, randomCase, simpler } from './objects';
import { RANDOM, type Subject } from './subject';
import { callSymbolically } from './symbolic';

/** Runs a function on tensors without values, and the mask of the second of them. */
function withInputs(specs: readonly SampleSpec[], body: (xs: Tensor[], mask: Tensor | null) => unknown): void {
  const trace = new Trace();
  const xs = specs.map((s) => trace.input({ shape: s.shape, dtype: s.dtype ?? 'float32' }));
  const masked = specs[1]?.mask;
  const mask = masked ? trace.input({ shape: masked, dtype: 'bool' }) : null;
  withTrace(trace, () => body(xs, mask));
}

/** Calls what is a function of tensors. */
function applyOnce(
  d: Definition,
  value: { className: string; config: JsonObject },
  xs: readonly Tensor[],
  mask: Tensor | null,
): void {
  const { config } = resolve(d.kind, value);
  const [x, y, w] = xs as [Tensor, Tensor, Tensor | undefined];
  switch (d.kind) {
    case 'activation':
    case 'regularizer':
    case 'constraint':
      d.call(x, config);
      return;
    case 'loss':
      computeLoss(value, x, y, w ?? null, mask);
      return;
    case 'metric': {
      const plan = planMetric(value, x, y);
      updateMetric(
        plan,
        plan.states.map((s) => ops.zeros(s.shape, s.dtype ?? 'float32')),
        x,
        y,
        w ?? null,
        mask,
      );
      return;
    }
    case 'initializer':
      d.call(config, x.shape, [0, 0]);
      return;
    case 'schedule':
      d.call(ops.scalar(0), config);
  }
}

export function objectSubject(d: Definition): Subject<ExampleCase> {
  const { kind, name, args, atCall } = describeObject(d);
  return {
    label: `${kind} ${name}`,
    // Keras asks for the direction of values that are never compared.
    lenient: kind === 'callback',
    // What has one value alone is never away from its default.
    args: coverable(d).filter((name) => d.args[name]?.choices?.length !== 1),
    make: (label: string, draws: Draws, round: number) => randomCase(d, label, draws, round),
    away: (c) => coverable(d).filter((name) => isAway(d.args[name] as Arg, c.config[name])),
    question: (c) => ({ kind, name, args, atCall, case: c }),
    async compare(c, given, backend) {
      const fixture = { kind, name, digest: '', keras: '', signature: [], cases: [given] } as unknown as Fixture;
      const wrong = await checkCase({ ...d, cases: [c] } as Definition, c, fixture, backend, RANDOM);
      return wrong.length > 0 ? wrong : checkConfigs({ ...d, cases: [c] } as Definition, fixture);
    },
    attempt(c) {
      const value = { className: name, config: c.config };
      if (d.kind === 'layer') callSymbolically(name, c.config, c.inputs, c.training === true);
      else if (d.kind === 'optimizer') planOptimizer(value, []);
      else withInputs(c.inputs, (xs, mask) => applyOnce(d, value, xs, mask));
    },
    simpler: (c) => simpler(d, c),
    tell: (c) => JSON.stringify({ config: c.config, inputs: c.inputs, training: c.training, extra: c.extra }),
  };
}
