/** Everything one Keras object is held to: its signature, its config and each of its example cases. */
import type { Backend } from '../../../src/backends/backend';
import type { Json, JsonObject } from '../../../src/base/json';
import { checkConfig, compactConfig, type Definition, type ExampleCase, resolveConfig } from '../../../src/keras';
import { checkCallbackCase } from './check-callback';
import { checkFunctionCase, checkInitializerCase, checkScheduleCase } from './check-function';
import { checkLayerCase } from './check-layer';
import { checkLossCase } from './check-loss';
import { checkMetricCase } from './check-metric';
import { checkOptimizerCase } from './check-optimizer';
import { canonicalConfig, configEquals } from './compare';
import { derivedReason, extraReason, omissionReason, optionalReason, spelledOut } from './exceptions';
import {
  type CallbackCase,
  casesOf,
  command,
  type Fixture,
  type FunctionCase,
  type LayerCase,
  type LossCase,
  type MetricCase,
  type OptimizerCase,
  type ScheduleCase,
} from './fixtures';
import type { Tolerances } from './tolerances';

/** Names, order and defaults of the arguments; the exceptions are in one table, with reasons. */
export function checkSignature(d: Definition, fixture: Fixture): string[] {
  const wrong: string[] = [];
  const theirs = fixture.signature.filter((a) => omissionReason(d, a.name) === null || Object.hasOwn(d.args, a.name));
  const ours = Object.keys(d.args).filter(
    (name) => theirs.some((a) => a.name === name) || (extraReason(d, name) === null && !d.args[name]?.atCall),
  );
  const names = theirs.map((a) => a.name);
  if (ours.join() !== names.join()) wrong.push(`arguments: ${ours.join(', ')}; Keras has ${names.join(', ')}`);
  for (const a of theirs) {
    const mine = d.args[a.name];
    if (!mine || (a.default === undefined && optionalReason(d, a.name) !== null)) continue;
    const ours = spelledOut(a.name, { [a.name]: mine.default ?? null });
    const want = spelledOut(a.name, { [a.name]: a.default ?? null });
    if (!configEquals(ours, want) || (mine.default === undefined) !== (a.default === undefined)) {
      wrong.push(`default of ${a.name}: ${JSON.stringify(mine.default)}, Keras has ${JSON.stringify(a.default)}`);
    }
  }
  return wrong;
}

/** Arguments are accepted, survive the compact form, and mean what Keras' own config of the same object says. */
export function checkConfigs(d: Definition, fixture: Fixture): string[] {
  const wrong: string[] = [];
  for (const example of d.cases) {
    for (const p of checkConfig(d.args, example.config)) wrong.push(`${example.name}: ${p.message}`);
    if (wrong.length > 0) return wrong;
    const full = resolveConfig(d.args, example.config) as JsonObject;
    const back = resolveConfig(d.args, compactConfig(d.args, full)) as JsonObject;
    if (!configEquals(full, back)) wrong.push(`${example.name}: the config does not survive its compact form`);
    const stored = casesOf<{ name: string; config?: JsonObject }>(fixture).find((c) => c.name === example.name);
    if (stored?.config) wrong.push(...compareConfig(d, example, stored.config));
  }
  return wrong;
}

function compareConfig(d: Definition, example: ExampleCase, keras: JsonObject): string[] {
  const shared = Object.fromEntries(Object.entries(keras).filter(([name]) => Object.hasOwn(d.args, name)));
  const mine = canonicalConfig(d.args, example.config);
  const theirs = canonicalConfig(d.args, shared);
  // A name left out is made up by Keras from the class, and counted.
  const unnamed = (name: string): boolean => name === 'name' && mine[name] === null;
  return Object.keys(shared)
    .filter(
      (name) =>
        !unnamed(name) &&
        derivedReason(d, name) === null &&
        !configEquals(spelledOut(name, mine), spelledOut(name, theirs)),
    )
    .map(
      (name) =>
        `${example.name}: ${name} is ${JSON.stringify(mine[name])}, Keras' config has ${JSON.stringify(theirs[name] as Json)}`,
    );
}

/** Runs one example case on a backend and compares it with the real Keras. */
export async function checkCase(
  d: Definition,
  example: ExampleCase,
  fixture: Fixture,
  backend: Backend,
  t: Tolerances,
): Promise<string[]> {
  const stored = fixture.cases.find((c) => c.name === example.name);
  if (!stored) return [`The fixture has no such case. Run: ${command(d.name)}`];
  switch (d.kind) {
    case 'layer':
      return checkLayerCase(d, example, stored as LayerCase, backend, t);
    case 'activation':
    case 'regularizer':
    case 'constraint':
      return checkFunctionCase(d.kind, d.name, example, stored as FunctionCase, backend, t);
    case 'initializer':
      return checkInitializerCase(d.name, example, stored as FunctionCase);
    case 'schedule':
      return checkScheduleCase(d.name, example, stored as ScheduleCase, backend, t);
    case 'loss':
      return checkLossCase(d, example, stored as LossCase, backend, t);
    case 'metric':
      return checkMetricCase(d, example, stored as MetricCase, backend, t);
    case 'optimizer':
      return checkOptimizerCase(d, example, stored as OptimizerCase, backend, t);
    case 'callback':
      return checkCallbackCase(d, example, stored as CallbackCase);
  }
}
