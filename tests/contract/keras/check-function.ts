/** Compares activations, regularizers, constraints, initializers and schedules with Keras. */
import type { Backend } from '../../../src/backends/backend';
import { keyFromSeed } from '../../../src/base/random';
import { type ExampleCase, kerasSeeds, resolve } from '../../../src/keras';
import type { Tensor } from '../../../src/ops';
import * as ops from '../../../src/ops';
import { close, sameShapes } from './compare';
import type { Data, FixtureTensor, FunctionCase, ScheduleCase } from './fixtures';
import { type RunResult, Session } from './session';
import { INITIAL, type Tolerances } from './tolerances';

type FunctionKind = 'activation' | 'regularizer' | 'constraint';

function apply(kind: FunctionKind, className: string, example: ExampleCase, x: Tensor): Tensor {
  const { definition, config } = resolve(kind, { className, config: example.config });
  return definition.call(x, config);
}

export async function checkFunctionCase(
  kind: FunctionKind,
  className: string,
  example: ExampleCase,
  fixture: FunctionCase,
  backend: Backend,
  { forward, gradient }: Tolerances,
): Promise<string[]> {
  const session = new Session();
  const given = fixture.inputs?.[0] as FixtureTensor;
  const want = fixture.outputs[0] as FixtureTensor;
  const x = session.feed(given);
  const cotangent = fixture.cotangents?.[0];
  const ct = cotangent ? session.feed({ shape: want.shape, dtype: 'float32', data: cotangent }) : null;
  let inferred: readonly number[] = [];
  const [y, dx] = (await session.run(backend, () => {
    const out = apply(kind, className, example, x);
    inferred = out.shape;
    if (!ct) return [out];
    const [g] = ops.differentiate(session.trace, [out], [ct], [x]);
    return [out, g ?? ops.zeros(x.shape)];
  })) as [RunResult, RunResult | undefined];
  const wrong = [
    sameShapes('inferred output', inferred, want.shape),
    sameShapes('executed output', y.shape, want.shape),
    close('output', y.values, want.data, forward),
    dx ? close('gradient', dx.values, fixture.inputGradients?.[0] as Data, gradient) : null,
  ];
  return wrong.filter((line) => line !== null);
}

/** Initializers run on the host; one without a seed takes the next of Keras' default seeds. */
export function checkInitializerCase(className: string, example: ExampleCase, fixture: FunctionCase): string[] {
  const want = fixture.outputs[0] as FixtureTensor;
  const { definition, config } = resolve('initializer', { className, config: example.config });
  const given = (config as { seed?: number | null }).seed;
  const seed = given ?? kerasSeeds(fixture.seed ?? 0).next();
  const values = definition.call(config, want.shape, [keyFromSeed(seed)[1], 0]);
  const line = close('values', values, want.data, INITIAL);
  return line ? [line] : [];
}

export async function checkScheduleCase(
  className: string,
  example: ExampleCase,
  fixture: ScheduleCase,
  backend: Backend,
  { forward }: Tolerances,
): Promise<string[]> {
  const { definition, config } = resolve('schedule', { className, config: example.config });
  const session = new Session();
  const steps = fixture.steps.map((s) => session.feed({ shape: [], dtype: 'float32', data: s }));
  const results = await session.run(backend, () => steps.map((s) => definition.call(s, config)));
  return results
    .map((r, i) => close(`rate at step ${fixture.steps[i]}`, r.values, fixture.values[i] ?? 0, forward))
    .filter((line) => line !== null);
}
