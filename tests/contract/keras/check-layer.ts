/** Compares a layer with Keras: weights, starting values, shapes, results, masks, derivatives, added losses and state. */
import type { Backend } from '../../../src/backends/backend';
import type { ExampleCase } from '../../../src/keras';
import { initialValue, kerasSeeds, type LayerDefinition, resolve, snakeCase } from '../../../src/keras';
import { buildLayer, callLayer, type Variable } from '../../../src/keras/core/layer-plan';
import { VariableList } from '../../../src/keras/core/variable-list';
import type { Tensor } from '../../../src/ops';
import * as ops from '../../../src/ops';
import { close, sameShapes } from './compare';
import type { Data, FixtureVariable, LayerCase } from './fixtures';
import { hostPart } from './host-layer';
import { type RunResult, Session } from './session';
import { EXACT, INITIAL, type Tolerance, type Tolerances } from './tolerances';

/** Names, order, shapes, trainability and starting values of the weights; states of random streams. */
function compareVariables(variables: readonly Variable[], layer: string, fixture: LayerCase): string[] {
  const weights = variables
    .filter((v) => v.role === 'weight')
    .map((v) => ({ ...v, path: v.path.slice(layer.length + 1) }));
  const say = (v: { path: string; shape: readonly number[]; trainable: boolean }): string =>
    `${v.path} [${v.shape}]${v.trainable ? '' : ' frozen'}`;
  const [ours, theirs] = [weights.map(say).join(', '), fixture.variables.map(say).join(', ')];
  if (ours !== theirs) return [`weights: ${ours || 'none'}; Keras has ${theirs || 'none'}`];
  const streams = variables.filter((v) => v.role === 'seed');
  const keys = (fixture.streams ?? []).map((s) => s.before);
  if (streams.length !== keys.length) return [`random streams: ${streams.length}, Keras has ${keys.length}`];
  return [
    ...weights.map((v, i) => {
      const want = fixture.variables[i] as FixtureVariable;
      return close(`starting value of ${v.name}`, initialValue(v), want.data, INITIAL);
    }),
    ...streams.map((v, i) => close(`random stream ${v.name}`, initialValue(v), keys[i] as number[], EXACT)),
  ].filter((line) => line !== null);
}

/** Everything one call gives, in the order it is read back. */
interface Call {
  readonly outputs: readonly Tensor[];
  readonly masks: readonly (Tensor | null)[];
  readonly loss: Tensor;
  readonly inputGradients: readonly (Tensor | null)[];
  readonly weightGradients: readonly (Tensor | null)[];
  readonly after: readonly Tensor[];
}

export async function checkLayerCase(
  definition: LayerDefinition,
  asked: ExampleCase,
  answer: LayerCase,
  backend: Backend,
  tolerances: Tolerances,
): Promise<string[]> {
  const rest = hostPart(definition, asked, answer);
  if (rest.wrong) return rest.wrong;
  const { example, fixture } = rest;
  const list = new VariableList(kerasSeeds(fixture.seed));
  const path = snakeCase(definition.name);
  const plan = buildLayer({ className: definition.name, config: example.config }, path, fixture.inputs, list);
  const wrong = compareVariables(list.all, path, fixture);
  if (wrong.length > 0) return wrong;

  const session = new Session();
  const inputs = fixture.inputs.map((x) => session.feed(x));
  const masks = fixture.inputs.map((x) => (x.mask ? session.feed(x.mask) : null));
  const stored = variablesOf(list.all, fixture);
  const weights = list.all.map((v, i) => session.feed({ ...v, data: stored[i] as Data }));
  const cotangents = fixture.outputs.map((y, i) => {
    const data = fixture.cotangents?.[i];
    return data ? session.feed({ shape: y.shape, dtype: 'float32', data }) : null;
  });
  const current = [...weights];
  let call: Call | undefined;
  const results = await session.run(backend, () => {
    const losses: Tensor[] = [];
    const values = {
      read: (v: Variable) => current[v.index] as Tensor,
      write: (v: Variable, value: Tensor) => {
        current[v.index] = value;
      },
    };
    const env = { training: example.training === true, losses, values };
    const { calls } = example.extra ?? {};
    for (let i = 1; i < (typeof calls === 'number' ? calls : 1); i++)
      callLayer(plan, { ...env, losses: [] }, inputs, masks);
    const { outputs, masks: outMasks } = callLayer(plan, env, inputs, masks);
    for (const v of list.all) {
      if (!v.trainable || !v.regularizer) continue;
      const { definition: regularizer, config } = resolve('regularizer', v.regularizer);
      losses.push(regularizer.call(current[v.index] as Tensor, config));
    }
    const loss = losses.reduce((a, b) => ops.add(a, b), ops.scalar(0));
    const gradients = ops.differentiate(
      session.trace,
      [...outputs, loss],
      [...outputs.map((_, i) => cotangents[i] ?? null), ops.scalar(1)],
      [
        ...inputs.map((x) => (x.dtype === 'float32' ? x : null)),
        ...list.all.map((v) => (v.trainable ? (weights[v.index] as Tensor) : null)),
      ],
    );
    call = {
      outputs,
      masks: outMasks,
      loss,
      inputGradients: gradients.slice(0, inputs.length),
      weightGradients: gradients.slice(inputs.length),
      after: current,
    };
    return allOfCall(call);
  });
  return call ? compareCall(call, results, list.all, fixture, tolerances) : ['the call gave nothing'];
}

const present = (ts: readonly (Tensor | null)[]): Tensor[] => ts.filter((t) => t !== null);

function allOfCall(c: Call): Tensor[] {
  return [
    ...c.outputs,
    ...present(c.masks),
    c.loss,
    ...present(c.inputGradients),
    ...present(c.weightGradients),
    ...c.after,
  ];
}

/** What each of our variables holds before the call: Keras' values, and keys of the streams. */
function variablesOf(variables: readonly Variable[], fixture: LayerCase): Data[] {
  let weight = 0;
  let stream = 0;
  return variables.map((v) => {
    if (v.role === 'state') return Array.from(initialValue(v));
    if (v.role === 'seed') return fixture.streams?.[stream++]?.before ?? [];
    const f = fixture.variables[weight++] as FixtureVariable;
    return f.value ?? f.data;
  });
}

function compareCall(
  call: Call,
  results: readonly RunResult[],
  variables: readonly Variable[],
  fixture: LayerCase,
  { forward, gradient }: Tolerances,
): string[] {
  const wrong: (string | null)[] = [];
  let at = 0;
  const next = (): RunResult => results[at++] as RunResult;
  const compare = (what: string, r: RunResult, want: Data, tolerance: Tolerance): void => {
    wrong.push(close(what, r.values, want, tolerance));
  };
  if (call.outputs.length !== fixture.outputs.length) {
    return [`${call.outputs.length} outputs, Keras has ${fixture.outputs.length}`];
  }
  call.outputs.forEach((y, i) => {
    const want = fixture.outputs[i];
    const r = next();
    if (!want) return;
    wrong.push(
      sameShapes(`inferred output ${i}`, y.shape, want.shape),
      sameShapes(`executed output ${i}`, r.shape, want.shape),
    );
    compare(`output ${i}`, r, want.data, want.dtype === 'float32' ? forward : EXACT);
  });
  call.masks.forEach((m, i) => {
    const want = fixture.outputMasks?.[i] ?? null;
    if ((m === null) !== (want === null))
      wrong.push(`mask of output ${i}: ${m ? 'set' : 'none'}, Keras has ${want ? 'one' : 'none'}`);
    if (!m) return;
    const r = next();
    if (want) {
      wrong.push(sameShapes(`mask ${i}`, r.shape, want.shape));
      compare(`mask ${i}`, r, want.data, EXACT);
    }
  });
  const loss = next();
  if (fixture.loss !== undefined) compare('added losses', loss, fixture.loss, forward);
  call.inputGradients.forEach((g, i) => {
    const values = g ? next().values : null;
    const want = fixture.inputGradients?.[i] ?? null;
    if (want !== null) wrong.push(gradientClose(`gradient of input ${i}`, values, want, gradient));
  });
  const weightsOf = variables.filter((v) => v.role === 'weight');
  call.weightGradients.forEach((g, i) => {
    const v = variables[i] as Variable;
    const values = g ? next().values : null;
    const want = fixture.variables[weightsOf.indexOf(v)]?.gradient;
    if (want !== undefined) wrong.push(gradientClose(`gradient of ${v.name}`, values, want, gradient));
  });
  let stream = 0;
  let state = 0;
  for (const v of variables) {
    const r = next();
    if (v.role === 'state') {
      const want = fixture.states?.[state++];
      if (want) compare(`${v.name} after the call`, r, want.data, forward);
      continue;
    }
    if (v.role === 'seed') {
      compare(`${v.name} after the call`, r, fixture.streams?.[stream++]?.after ?? [], EXACT);
      continue;
    }
    const f = fixture.variables[weightsOf.indexOf(v)] as FixtureVariable;
    // What is trained gets its next value from the optimizer, whatever the call left.
    if (!v.trainable) compare(`${v.name} after the call`, r, f.after ?? f.value ?? f.data, forward);
  }
  return wrong.filter((line) => line !== null);
}

/** No gradient means zeros. */
function gradientClose(
  what: string,
  values: RunResult['values'] | null,
  want: Data,
  tolerance: Tolerance,
): string | null {
  if (values) return close(what, values, want, tolerance);
  const zero = Array.isArray(want) ? want.every((v) => v === 0) : want === 0;
  return zero ? null : `${what}: none, Keras has one`;
}
