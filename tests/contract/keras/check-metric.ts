/** Compares a metric with Keras: its accumulators and its result after each batch. */
import type { Backend } from '../../../src/backends/backend';
import type { ExampleCase, MetricDefinition } from '../../../src/keras';
import { metricResult, planMetric, updateMetric } from '../../../src/keras/core/metric-state';
import { close, sameShapes } from './compare';
import { type FixtureTensor, type MetricCase, typed } from './fixtures';
import { type RunResult, Session } from './session';
import type { Tolerances } from './tolerances';

export async function checkMetricCase(
  definition: MetricDefinition,
  example: ExampleCase,
  fixture: MetricCase,
  backend: Backend,
  { forward }: Tolerances,
): Promise<string[]> {
  const wrong: (string | null)[] = [];
  const [first] = fixture.batches;
  if (!first) return ['the fixture has no batch'];
  const [t, p] = first.inputs as [FixtureTensor, FixtureTensor];
  const plan = planMetric({ className: definition.name, config: example.config }, t, p);
  const ours = plan.states.map((s) => `${s.name} [${s.shape}]`).join(', ');
  const theirs = fixture.states.map((s) => `${s.name} [${s.shape}]`).join(', ');
  if (ours !== theirs) return [`states: ${ours}; Keras has ${theirs}`];
  const session = new Session();
  const [yTrue, yPred, weight] = first.inputs.map((x) => session.feed(x));
  const mask = first.mask ? session.feed(first.mask) : null;
  if (!yTrue || !yPred) return ['the case has no targets and predictions'];
  const states = plan.states.map((s) => session.feed({ shape: s.shape, dtype: s.dtype ?? 'float32', data: 0 }));
  const compiled = session.compile(backend, () => {
    const after = updateMetric(plan, states, yTrue, yPred, weight ?? null, mask);
    return [...after, metricResult(plan, after)];
  });
  let before = session.values.slice(session.values.length - states.length);
  for (const [index, batch] of fixture.batches.entries()) {
    const given = [...batch.inputs, ...(batch.mask ? [batch.mask] : [])].map((x) => typed(x));
    const results = await compiled.run([...given, ...before]);
    const value = results[results.length - 1] as RunResult;
    wrong.push(
      ...batch.states.map((s, i) => {
        const name = `${plan.states[i]?.name} after batch ${index}`;
        return close(name, (results[i] as RunResult).values, s.data, forward);
      }),
      sameShapes(`result after batch ${index}`, value.shape, batch.result.shape),
      close(`result after batch ${index}`, value.values, batch.result.data, forward),
    );
    before = results.slice(0, -1).map((r) => r.values);
  }
  compiled.dispose();
  return wrong.filter((line) => line !== null);
}
