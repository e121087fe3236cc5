/** Compares an optimizer with Keras: several steps over several variables, and everything it keeps between them. */
import type { Backend } from '../../../src/backends/backend';
import { sizeOf } from '../../../src/base/shape';
import type { ExampleCase, OptimizerDefinition } from '../../../src/keras';
import { planOptimizer } from '../../../src/keras/core/optimizer-plan';
import { optimizerStep } from '../../../src/keras/core/optimizer-step';
import { close } from './compare';
import { type Data, type OptimizerCase, typed } from './fixtures';
import { Session } from './session';
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

  const session = new Session();
  const weights = fixture.variables.map((v) => session.feed(v));
  const gradients = fixture.variables.map((v) => session.feed(v, 0));
  const states = plan.states.map((s) => {
    const data = s.value === 'variable' ? (fixture.variables[s.of ?? 0]?.data ?? []) : s.value;
    return session.feed({ shape: s.shape, dtype: s.dtype, data });
  });
  const compiled = session.compile(backend, () => {
    const next = optimizerStep(plan, weights, gradients, states);
    return [...next.variables, ...next.state];
  });
  const wrong: (string | null)[] = [];
  const count = weights.length;
  let values = session.values.slice(0, count);
  let state = session.values.slice(2 * count);
  for (const [index, step] of fixture.steps.entries()) {
    const given = fixture.variables.map((v, i) => typed(v, step.gradients[i] as Data));
    const results = await compiled.run([...values, ...given, ...state]);
    values = results.slice(0, count).map((r) => r.values);
    state = results.slice(count).map((r) => r.values);
    step.variables.forEach((want, i) => {
      wrong.push(close(`${variables[i]?.path} after step ${index + 1}`, values[i] ?? [], want, forward));
    });
  }
  compiled.dispose();
  fixture.state.forEach((want, i) => {
    const got = state[i] ?? [];
    wrong.push(close(`${want.name} at the end`, got, want.data, gradient));
    if (got.length !== sizeOf(want.shape)) wrong.push(`${want.name} has ${got.length} elements`);
  });
  fixture.final?.forEach((want, i) => {
    const at = plan.averages?.[i] ?? null;
    const got = (at === null ? values[i] : state[at]) ?? [];
    wrong.push(close(`${variables[i]?.path} when training is over`, got, want, forward));
  });
  return wrong.filter((line) => line !== null);
}
