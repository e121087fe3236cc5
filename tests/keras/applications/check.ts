/** Compares an application with Keras': arguments, every layer with its shape, parameters, inputs and config, and numbers. */
import { createHash } from 'node:crypto';
import { createWasmBackend } from '../../../src/backends/wasm';
import { isJsonObject, type Json, type JsonObject } from '../../../src/base/json';
import { sizeOf } from '../../../src/base/shape';
import { kerasOrder } from '../../../src/graph/keras-order';
import type { LayerSpec, ModelGraph } from '../../../src/graph/model';
import { nestedGraph } from '../../../src/graph/nested';
import {
  type Built,
  buildModel,
  callModel,
  countParameters,
  find,
  initialValue,
  resolve,
  type Variable,
} from '../../../src/keras';
import { APPLICATIONS, type Application, buildApplication } from '../../../src/keras/applications';
import type { LayerPlan } from '../../../src/keras/core/layer-plan';
import { attributesOf } from '../../../src/keras/layers/models/nested';
import type { Tensor } from '../../../src/ops';
import { canonicalConfig, close, configEquals } from '../../contract/keras/compare';
import { spelledOut } from '../../contract/keras/exceptions';
import type { Num, SignatureEntry } from '../../contract/keras/fixtures';
import { Session } from '../../contract/keras/session';
import { INITIAL } from '../../contract/keras/tolerances';

export interface ApplicationFixture {
  readonly name: string;
  readonly signature: readonly SignatureEntry[];
  readonly cases: readonly {
    readonly name: string;
    readonly args: JsonObject;
    readonly model: string;
    readonly trainable: number;
    readonly frozen: number;
    /** Four hexadecimal digits for each layer's line. */
    readonly digests: string;
    /** The same for the default seed of each weight drawn at random, from seed 7. */
    readonly seeds?: string;
  }[];
  readonly numbers?: {
    readonly args: JsonObject & { readonly input_shape: readonly number[] };
    readonly most: number;
    readonly weights: number;
    /** The first drawn values of some weights, from seed 7. */
    readonly start: readonly { readonly index: number; readonly values: readonly Num[] }[];
    readonly stops: readonly {
      readonly layer: string;
      readonly largest: number;
      readonly at: readonly number[];
      readonly values: readonly Num[];
    }[];
  };
}

const files = import.meta.glob<ApplicationFixture>('../../fixtures/applications/*.json', { import: 'default' });

export async function loadApplication(name: string): Promise<ApplicationFixture> {
  const load = files[`../../fixtures/applications/${name}.json`];
  if (!load) throw new Error(`There is no fixture of the application ${name}. Run: npm run oracle -- --only ${name}`);
  return await load();
}

/** Arguments that cannot be given: a symbolic tensor of Python. */
const OMITTED = new Set(['input_tensor']);

/** Names, order and defaults of the arguments. `weights` defaults to none: nothing is downloaded. */
export function signatureFaults(fixture: ApplicationFixture): string[] {
  const info = APPLICATIONS.find((a) => a.name === fixture.name);
  if (!info) return ['it is not in the list'];
  const theirs = fixture.signature.filter((a) => !OMITTED.has(a.name));
  const [ours, keras] = [Object.keys(info.args).join(', '), theirs.map((a) => a.name).join(', ')];
  if (ours !== keras) return [`arguments: ${ours}; Keras has ${keras}`];
  return theirs
    .filter((a) => a.name !== 'weights' && !configEquals(info.args[a.name]?.default ?? null, a.default ?? null))
    .map(
      (a) =>
        `default of ${a.name}: ${JSON.stringify(info.args[a.name]?.default)}, Keras has ${JSON.stringify(a.default)}`,
    );
}

/** The fewest digits that name a float32, which is how Keras' configs are written down. */
function shortest(value: number): number {
  const single = Math.fround(value);
  for (let digits = 1; ; digits++) {
    const short = Number(single.toPrecision(digits));
    if (Math.fround(short) === single) return short;
  }
}

/** One spelling per value, the same in Python and JavaScript. */
function text(value: Json): string {
  if (typeof value === 'number') {
    if (Number.isInteger(value)) return String(value);
    const [mantissa, exponent] = shortest(value).toExponential(5).split('e');
    return `${mantissa}e${Number(exponent)}`;
  }
  if (Array.isArray(value)) return `[${value.map(text).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((k) => `${JSON.stringify(k)}:${text(value[k] as Json)}`).join(',')}}`;
}

const IGNORED = new Set(['dtype', 'trainable']);

/** The arguments that differ from those of a layer made with only what it must be given. */
function difference(layer: LayerSpec): JsonObject {
  if (layer.className === 'InputLayer' || nestedGraph(layer)) return {};
  const d = find('layer', layer.className);
  if (!d) throw new Error(`There is no layer ${layer.className}.`);
  const spelled = (config: JsonObject): JsonObject => {
    const canonical = canonicalConfig(d.args, config);
    return Object.fromEntries(Object.keys(canonical).map((k) => [k, spelledOut(k, canonical) ?? null]));
  };
  const required = Object.keys(d.args).filter(
    (k) => d.args[k]?.default === undefined || (k === 'activation' && d.name === 'Activation'),
  );
  const given = Object.fromEntries(required.map((k) => [k, layer.config[k] ?? null]));
  const [mine, plain] = [spelled(layer.config), spelled(given)];
  const kept = Object.keys(mine).filter(
    (k) => !IGNORED.has(k) && (required.includes(k) || !configEquals(mine[k], plain[k])),
  );
  return Object.fromEntries(kept.map((k) => [k, mine[k] as Json]));
}

const variablesOf = (plan: LayerPlan): Variable[] => [
  ...plan.variables.values(),
  ...[...plan.inner.values()].flatMap(variablesOf),
];

function parametersOf(plan: LayerPlan | undefined): number {
  const { trainable, frozen } = countParameters(plan ? variablesOf(plan) : []);
  return trainable + frozen;
}

/** One line per layer in Keras' order, those of nested models behind the layer that holds them. */
export function describeGraph(graph: ModelGraph, built: Built): string[] {
  const nodes = new Map(graph.nodes.map((n) => [n.id, n]));
  const callOf = new Map(graph.nodes.map((n) => [n.layer, n]));
  const lines: string[] = [];
  const line = (layer: LayerSpec, shape: Json, plan: LayerPlan | undefined, inputs: Json): void => {
    lines.push([layer.name, layer.className, shape, parametersOf(plan), inputs, difference(layer)].map(text).join(' '));
  };
  for (const id of kerasOrder(graph).layers) {
    const layer = graph.layers[id] as LayerSpec;
    const node = callOf.get(id);
    const problem = node && built.nodes.get(node.id)?.problems[0];
    if (problem) throw new Error(`${layer.name}: ${problem.message}`);
    const shape = (node && built.nodes.get(node.id)?.outputs[0]?.shape.slice(1)) ?? null;
    const plan = built.plan.layers.get(id);
    const inputs = node?.inputs.map((ref) => graph.layers[nodes.get(ref.node)?.layer ?? '']?.name ?? '') ?? [];
    line(layer, shape, plan, inputs);
    const inner = nestedGraph(layer);
    if (!inner || !plan) continue;
    const attributes = attributesOf(inner);
    for (const innerId of kerasOrder(inner).layers) {
      const innerLayer = inner.layers[innerId] as LayerSpec;
      if (innerLayer.className === 'InputLayer') continue;
      const attribute = attributes.get(innerId) ?? '';
      line(innerLayer, plan.innerOutputs.get(attribute)?.[0]?.shape.slice(1) ?? null, plan.inner.get(attribute), []);
    }
  }
  return lines;
}

const digest = (line: string): string => createHash('sha256').update(line).digest('hex').slice(0, 4);

async function made(name: string, args: JsonObject): Promise<Application> {
  const result = await buildApplication(name, args);
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

/** Seeds of trained weights that are drawn at random, in the order of the weights. */
const drawnSeeds = ({ plan }: Built): number[] =>
  plan.variables.flatMap((v) => {
    if (!v.trainable || v.role !== 'weight' || v.initializer === null) return [];
    return resolve('initializer', v.initializer).definition.random ? [v.seed] : [];
  });

/** Layer for layer and parameter for parameter. */
export async function architectureFaults(fixture: ApplicationFixture): Promise<string[]> {
  const wrong: string[] = [];
  for (const c of fixture.cases) {
    const { graph, name } = await made(fixture.name, c.args);
    if (name !== c.model) wrong.push(`${c.name}: it is called ${name}, in Keras ${c.model}`);
    const built = buildModel(graph, 7);
    const lines = describeGraph(graph, built);
    const theirs = c.digests.match(/.{4}/g) ?? [];
    const at = lines.findIndex((l, i) => digest(l) !== theirs[i]);
    if (at >= 0) wrong.push(`${c.name}: layer ${at} is not Keras': ${lines[at]}`);
    else if (lines.length !== theirs.length)
      wrong.push(`${c.name}: ${lines.length} layers, Keras has ${theirs.length}`);
    const { trainable, frozen } = countParameters(built.plan.variables);
    if (trainable !== c.trainable || frozen !== c.frozen) {
      wrong.push(`${c.name}: ${trainable} + ${frozen} parameters, Keras has ${c.trainable} + ${c.frozen}`);
    }
    if (
      c.seeds !== undefined &&
      c.seeds !==
        drawnSeeds(built)
          .map((s) => digest(String(s)))
          .join('')
    ) {
      wrong.push(`${c.name}: the default seeds of the weights are not Keras'`);
    }
    const info = APPLICATIONS.find((a) => a.name === fixture.name);
    if (c.name === 'defaults' && info?.parameters !== c.trainable + c.frozen) {
      wrong.push(`the list says ${info?.parameters} parameters, Keras has ${c.trainable + c.frozen}`);
    }
  }
  return wrong;
}

/** Repeatable numbers `middle` ± `reach`, the same as in scripts/oracle/applications.py. One loop: there are many. */
function repeatable(index: number, size: number, middle: number, reach: number): Float32Array {
  const values = new Float32Array(size);
  for (let i = 0; i < size; i++) {
    let x = Math.imul(i, 0x9e3779b1) + index * 40503 + 12345;
    x = Math.imul(x ^ (x >>> 15), 2246822519);
    x = Math.imul(x ^ (x >>> 13), 3266489917);
    values[i] = middle + reach * (2 * (((x ^ (x >>> 16)) >>> 0) / 2 ** 32) - 1);
  }
  return values;
}

/** What weight number `index` holds in the comparison: of a size that keeps signals alive. */
function weightValue(index: number, v: Variable): Float32Array {
  const size = sizeOf(v.shape);
  if (v.name === 'count') return new Float32Array(size);
  if (v.name.includes('kernel')) {
    const fan = sizeOf(v.name === 'depthwise_kernel' ? v.shape.slice(0, 2) : v.shape.slice(0, -1));
    return repeatable(index, size, 0, Math.sqrt(6 / fan));
  }
  if (['gamma', 'moving_variance', 'variance'].includes(v.name)) return repeatable(index, size, 1, 0.2);
  return v.name === 'variable' ? repeatable(index, size, 0.5, 0.2) : repeatable(index, size, 0, 0.1);
}

/** Rounding of float32 adds up over a few hundred layers. */
const DEEP = 2e-4;

/** Starting weights from the seed, and what given weights make of given images at several places of the model. */
export async function numberFaults(fixture: ApplicationFixture): Promise<string[]> {
  const n = fixture.numbers;
  if (!n) return [];
  const { graph } = await made(fixture.name, n.args);
  const { plan } = buildModel(graph, 7);
  const weights = plan.variables.filter((v) => v.role === 'weight');
  if (weights.length !== n.weights) return [`${weights.length} weights, Keras has ${n.weights}`];
  const wrong = n.start.map(({ index, values }) => {
    const v = weights[index] as Variable;
    return close(`starting values of ${v.path}`, initialValue(v).slice(0, values.length), values, INITIAL);
  });
  const session = new Session();
  const shape = [2, ...n.args.input_shape];
  const image = session.trace.input({ shape, dtype: 'float32' });
  session.values.push(repeatable(999, sizeOf(shape), n.most / 2, n.most / 2));
  const fed = new Map<Variable, Tensor>();
  weights.forEach((v, i) => {
    fed.set(v, session.trace.input({ shape: v.shape, dtype: 'float32' }));
    session.values.push(weightValue(i, v));
  });
  const stops = n.stops.map((s) => graph.nodes.find((node) => graph.layers[node.layer]?.name === s.layer)?.id ?? '');
  const backend = await createWasmBackend();
  const results = await session.run(backend, () => {
    const values = { read: (v: Variable) => fed.get(v) as Tensor, write: () => undefined };
    const { nodes } = callModel(plan, { training: false, losses: [], values }, [image]);
    return stops.map((id) => nodes.get(id)?.[0] as Tensor);
  });
  backend.close();
  n.stops.forEach((stop, i) => {
    const got = results[i]?.values ?? new Float32Array();
    const tolerance = { name: 'deep network', absolute: DEEP * stop.largest, relative: DEEP };
    wrong.push(
      close(
        `output of ${stop.layer}`,
        Float32Array.from(stop.at, (k) => got[k] as number),
        stop.values,
        tolerance,
      ),
    );
  });
  return wrong.filter((line) => line !== null);
}

/** Everything an application is held to. */
export async function applicationFaults(name: string): Promise<string[]> {
  const fixture = await loadApplication(name);
  return [...signatureFaults(fixture), ...(await architectureFaults(fixture)), ...(await numberFaults(fixture))];
}

/** What was compared, in a few words. */
export async function applicationNote(name: string): Promise<string> {
  const { cases, numbers } = await loadApplication(name);
  return `layer for layer, ${cases.length} ways of making it${numbers ? '; numbers' : ''}`;
}
