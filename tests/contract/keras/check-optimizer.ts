/** Compares an optimizer with Keras: several steps over several variables, and everything it keeps between them. */
import type { Backend } from '../../../src/backends/backend';
import { sizeOf } from '../../../src/base/shape';
import type { ExampleCase, OptimizerDefinition } from '../../../src/keras';
import { finalAverages, optimizerStep, planOptimizer } from '../../../src/keras/core/optimizer-step';
import { close } from './compare';
import type { Data, FixtureTensor, OptimizerCase } from './fixtures';
import { type RunResult, Session } from './session';
import type { Tolerances } from './tolerances';

export async function checkOptimizerCase(
  definition: OptimizerDefinition,
  example: ExampleCase,
  fixture: OptimizerCase,
  backend: Backend,
  { forward, gradient }: Tolerances,
): Promise<string[]> {
  const variables = fixture.variables.map((v) => ({ path: v.name, shape: v.shape, constraint: null }));
  const plan = planOptimizer({ className: definition.name, config: example.config }, variables);
  const say = (s: { name: string; shape: readonly number[] }): string => `${s.name} [${s.shape}]`;
  const [ours, theirs] = [plan.states.map(say).join(', '), fixture.state.map(say).join(', ')];
  if (ours !== theirs) return [`states: ${ours || 'none'}; Keras has ${theirs || 'none'}`];

  const wrong: (string | null)[] = [];
  let values: readonly FixtureTensor[] = fixture.variables;
  let state: readonly FixtureTensor[] = plan.states.map((s) => ({ shape: s.shape, dtype: s.dtype, data: s.value }));
  for (const [index, step] of fixture.steps.entries()) {
    const session = new Session();
    const weights = values.map((v) => session.feed(v));
    const gradients = values.map((v, i) => session.feed(v, step.gradients[i] as Data));
    const states = state.map((s) => session.feed(s));
    const results = await session.run(backend, () => {
      const next = optimizerStep(plan, weights, gradients, states);
      return [...next.variables, ...next.state];
    });
    const asTensor = (t: FixtureTensor, r: RunResult): FixtureTensor => ({ ...t, data: [...r.values] });
    step.variables.forEach((want, i) => {
      wrong.push(
        close(`${variables[i]?.path} after step ${index + 1}`, (results[i] as RunResult).values, want, forward),
      );
    });
    values = values.map((v, i) => asTensor(v, results[i] as RunResult));
    state = state.map((s, i) => asTensor(s, results[values.length + i] as RunResult));
  }
  fixture.state.forEach((want, i) => {
    const got = state[i]?.data as readonly number[];
    wrong.push(close(`${want.name} at the end`, got, want.data, gradient));
    if (got.length !== sizeOf(want.shape)) wrong.push(`${want.name} has ${got.length} elements`);
  });
  const averages = finalAverages(plan);
  fixture.final?.forEach((want, i) => {
    const at = averages?.[i] ?? -1;
    wrong.push(
      at < 0
        ? 'no averages are kept'
        : close(`average of ${variables[i]?.path}`, state[at]?.data as readonly number[], want, forward),
    );
  });
  return wrong.filter((line) => line !== null);
}
