/** Random functional models as a subject: merges, branches, shared layers, several inputs and outputs. */
import type { Backend } from '../../../src/backends/backend';
import type { JsonObject } from '../../../src/base/json';
import { ProblemError, problem } from '../../../src/base/problem';
import type { LayerSpec, ModelGraph, NodeSpec, TensorRef } from '../../../src/graph/model';
import {
  buildModel,
  callModel,
  find,
  initialValue,
  publicShape,
  resolve,
  type SampleSpec,
  snakeCase,
  type Variable,
} from '../../../src/keras';
import type { Tensor } from '../../../src/ops';
import * as ops from '../../../src/ops';
import { close, sameShapes } from '../../../tests/contract/keras/compare';
import type { Data, FixtureTensor } from '../../../tests/contract/keras/fixtures';
import { type RunResult, Session } from '../../../tests/contract/keras/session';
import { EXACT, INITIAL, type Tolerance } from '../../../tests/contract/keras/tolerances';
import { randomConfig } from './arguments';
import type { Draws } from './draws';
import { RANDOM, type Subject } from './subject';

interface GraphCase {
  readonly name: string;
  readonly graph: ModelGraph;
  readonly inputs: readonly SampleSpec[];
  readonly training: boolean;
}

interface GraphAnswer {
  readonly seed: number;
  readonly inputs: readonly FixtureTensor[];
  readonly shapes: readonly (readonly (number | null)[])[];
  readonly outputs: readonly FixtureTensor[];
  readonly cotangents: readonly Data[];
  readonly inputGradients: readonly (Data | null)[];
  readonly layers: {
    readonly [name: string]: {
      readonly weights: readonly (FixtureTensor & {
        readonly name: string;
        readonly trainable: boolean;
        readonly value: Data;
        readonly gradient?: Data;
        readonly after?: Data;
      })[];
      readonly streams: readonly { readonly before: Data; readonly after: Data }[];
    };
  };
  /** Layers with weights in the order of the model's weights. */
  readonly order: readonly string[];
  readonly loss: number;
}

// --- making -------------------------------------------------------------------------------------------------------

/** Layers of one input by the ranks they take, batch included, with arguments to begin from. */
const STEPS: { readonly [rank: number]: readonly (readonly [string, JsonObject])[] } = {
  2: [
    ['Dense', { units: 4 }],
    ['Dense', { units: 3, activation: 'relu' }],
    ['Activation', { activation: 'tanh' }],
    ['LayerNormalization', {}],
    ['BatchNormalization', {}],
    ['Dropout', { rate: 0.4 }],
    ['Rescaling', { scale: 0.5 }],
    ['UnitNormalization', {}],
    ['RepeatVector', { n: 3 }],
    ['PReLU', {}],
    ['GaussianNoise', { stddev: 0.2 }],
    ['ActivityRegularization', { l2: 0.1 }],
  ],
  3: [
    ['Dense', { units: 3 }],
    ['Conv1D', { filters: 3, kernel_size: 2 }],
    ['SeparableConv1D', { filters: 2, kernel_size: 2, padding: 'same' }],
    ['MaxPooling1D', { pool_size: 2, padding: 'same' }],
    ['AveragePooling1D', { pool_size: 2, padding: 'same' }],
    ['LSTM', { units: 3 }],
    ['GRU', { units: 2, return_sequences: true }],
    ['SimpleRNN', { units: 3 }],
    ['Bidirectional', { layer: { className: 'LSTM', config: { units: 2, return_sequences: true } } }],
    ['TimeDistributed', { layer: { className: 'Dense', config: { units: 2 } } }],
    ['Masking', { mask_value: 0 }],
    ['SpatialDropout1D', { rate: 0.4 }],
    ['GlobalAveragePooling1D', {}],
    ['GlobalMaxPooling1D', {}],
    ['Flatten', {}],
    ['LayerNormalization', {}],
    ['Permute', { dims: [2, 1] }],
    ['Cropping1D', { cropping: [1, 0] }],
    ['ZeroPadding1D', { padding: 1 }],
    ['UpSampling1D', { size: 2 }],
  ],
  4: [
    ['Conv2D', { filters: 3, kernel_size: 2 }],
    ['DepthwiseConv2D', { kernel_size: 2, padding: 'same' }],
    ['Conv2DTranspose', { filters: 2, kernel_size: 2, strides: 2 }],
    ['MaxPooling2D', { pool_size: 2, padding: 'same' }],
    ['AveragePooling2D', { pool_size: 2, padding: 'same' }],
    ['BatchNormalization', {}],
    ['GroupNormalization', { groups: -1 }],
    ['GlobalAveragePooling2D', {}],
    ['Flatten', {}],
    ['UpSampling2D', { size: 2 }],
    ['ZeroPadding2D', { padding: 1 }],
    ['SpatialDropout2D', { rate: 0.3 }],
    ['Reshape', { target_shape: [-1, 2] }],
  ],
};

const MERGES = ['Add', 'Multiply', 'Average', 'Maximum', 'Minimum', 'Subtract', 'Concatenate'];
const INPUT_SHAPES: readonly (readonly number[])[] = [[4], [3], [4, 3], [3, 2], [4, 4, 2], [5, 3, 2]];

/** Grows a graph node by node; each step is tried and taken back where it does not fit. */
class Growing {
  layers: { [id: string]: LayerSpec } = {};
  nodes: NodeSpec[] = [];
  inputs: string[] = [];
  private readonly counts = new Map<string, number>();

  layer(className: string, config: JsonObject): LayerSpec {
    const stem = snakeCase(className);
    const n = this.counts.get(stem) ?? 0;
    this.counts.set(stem, n + 1);
    return { id: `l${Object.keys(this.layers).length}`, name: n === 0 ? stem : `${stem}_${n}`, className, config };
  }

  graph(outputs: readonly TensorRef[]): ModelGraph {
    return { layers: this.layers, nodes: this.nodes, inputs: this.inputs, outputs };
  }

  /** Adds a call; false when it does not fit. */
  tryCall(layer: LayerSpec, inputs: readonly TensorRef[]): boolean {
    const before = { layers: this.layers, nodes: this.nodes };
    this.layers = { ...this.layers, [layer.id]: layer };
    this.nodes = [...this.nodes, { id: `n${this.nodes.length}`, layer: layer.id, inputs }];
    const last = this.nodes.at(-1) as NodeSpec;
    const fits = (this.types().get(last.id)?.length ?? 0) > 0;
    if (!fits) ({ layers: this.layers, nodes: this.nodes } = before);
    return fits;
  }

  /** Shapes of each node's outputs. */
  types(): Map<string, readonly { readonly shape: readonly number[] }[]> {
    const { nodes } = buildModel(this.graph([]), 1);
    return new Map([...nodes].map(([id, r]) => [id, r.problems.length > 0 ? [] : r.outputs]));
  }
}

function makeGraph(name: string, draws: Draws): GraphCase {
  const g = new Growing();
  const shapes = Array.from({ length: draws.chance(0.4) ? 2 : 1 }, () => draws.pick(INPUT_SHAPES));
  if (shapes.length === 2 && draws.chance(0.5)) shapes[1] = shapes[0] as readonly number[];
  for (const shape of shapes) {
    const spec = g.layer('InputLayer', { shape: [...shape] });
    g.inputs.push(`n${g.nodes.length}`);
    g.tryCall(spec, []);
  }
  const steps = draws.whole(2, 7);
  for (let step = 0; step < steps; step++) grow(g, draws);
  const used = new Set(g.nodes.flatMap((n) => n.inputs.map((i) => i.node)));
  const ends = g.nodes.filter((n) => !used.has(n.id) && n.inputs.length > 0).map((n) => ({ node: n.id, index: 0 }));
  const inner = g.nodes.filter((n) => used.has(n.id) && n.inputs.length > 0);
  const extra = inner.length > 0 && draws.chance(0.25) ? [{ node: draws.pick(inner).id, index: 0 }] : [];
  const graph = pruned(g.graph(draws.shuffled([...ends, ...extra]).slice(0, 3)));
  const batch = draws.whole(1, 3);
  const inputs = graph.inputs.map((id) => {
    const node = graph.nodes.find((n) => n.id === id);
    return { shape: [batch, ...((graph.layers[node?.layer ?? '']?.config.shape ?? []) as number[])] };
  });
  return { name, graph, inputs, training: draws.chance(0.5) };
}

function grow(g: Growing, draws: Draws): void {
  const types = g.types();
  const tensors = g.nodes.map((n) => ({ node: n.id, index: 0 }));
  // The newest tensors are grown from most often.
  const pickTensor = (): TensorRef => (draws.chance(0.5) ? (tensors.at(-1) as TensorRef) : draws.pick(tensors));
  const shapeOf = (t: TensorRef): readonly number[] => types.get(t.node)?.[0]?.shape ?? [];
  const from = pickTensor();
  const shape = shapeOf(from);
  if (draws.chance(0.25)) {
    const alike = tensors.filter((t) => shapeOf(t).join() === shape.join());
    const others = draws.shuffled(alike).slice(0, draws.whole(1, 2));
    const merge = draws.pick(MERGES);
    const both = merge === 'Subtract' ? [from, others[0] as TensorRef] : [from, ...others];
    if (both.length > 1 && g.tryCall(g.layer(merge, {}), both)) return;
  }
  if (draws.chance(0.12)) {
    const shared = Object.values(g.layers).filter((l) => l.className !== 'InputLayer' && !MERGES.includes(l.className));
    if (shared.length > 0 && g.tryCall(draws.pick(shared), [from])) return;
  }
  if (shape.length === 3 && draws.chance(0.15)) {
    const attention = g.layer('MultiHeadAttention', { num_heads: 2, key_dim: 2 });
    if (g.tryCall(attention, [from, draws.pick(tensors.filter((t) => shapeOf(t).length === 3))])) return;
  }
  const choices = STEPS[shape.length];
  if (!choices) return;
  const [className, config] = draws.pick(choices);
  const args = find('layer', className)?.args ?? {};
  const random = randomConfig(args, config, {}, draws, draws.chance(0.4) ? 0.15 : 0, 0, NOT_DRAWN);
  if (!g.tryCall(g.layer(className, random), [from])) g.tryCall(g.layer(className, config), [from]);
}

/** Arguments left as they are in graphs: those of states and of several outputs, and the layout of data. */
const NOT_DRAWN: ReadonlySet<string> = new Set([
  'name',
  'dtype',
  'return_state',
  'stateful',
  'data_format',
  'return_attention_scores',
  'training',
]);

/** Without what no output depends on. */
function pruned(graph: ModelGraph): ModelGraph {
  const needed = new Set<string>(graph.outputs.map((o) => o.node));
  for (const node of graph.nodes.toReversed()) if (needed.has(node.id)) for (const i of node.inputs) needed.add(i.node);
  const nodes = graph.nodes.filter((n) => needed.has(n.id));
  const used = new Set(nodes.map((n) => n.layer));
  const layers = Object.fromEntries(Object.entries(graph.layers).filter(([id]) => used.has(id)));
  return { layers, nodes, inputs: graph.inputs.filter((id) => needed.has(id)), outputs: graph.outputs };
}

// --- comparing ----------------------------------------------------------------------------------------------------

interface Known {
  readonly start: Data;
  readonly value: Data;
  readonly after: Data;
  readonly gradient: Data | null;
  readonly trainable: boolean;
}

/** What Keras says of each variable: those of a layer in its order. */
function knownOf(
  graph: ModelGraph,
  variables: readonly Variable[],
  answer: GraphAnswer,
): Map<Variable, Known> | string {
  const known = new Map<Variable, Known>();
  for (const spec of Object.values(graph.layers)) {
    const mine = variables.filter((v) => v.path.startsWith(`${spec.name}/`));
    const theirs = answer.layers[spec.name];
    if (!theirs) continue;
    const weights = mine.filter((v) => v.role === 'weight');
    const streams = mine.filter((v) => v.role === 'seed');
    const [ours, want] = [
      weights.map((v) => `${v.name} [${v.shape}]`),
      theirs.weights.map((w) => `${w.name} [${w.shape}]`),
    ];
    if (ours.join() !== want.join()) return `weights of ${spec.name}: ${ours.join(', ')}; Keras has ${want.join(', ')}`;
    if (streams.length !== theirs.streams.length)
      return `random streams of ${spec.name}: ${streams.length}; Keras has ${theirs.streams.length}`;
    weights.forEach((v, i) => {
      const w = theirs.weights[i] as GraphAnswer['layers'][string]['weights'][number];
      const gradient = w.gradient ?? null;
      known.set(v, { start: w.data, value: w.value, after: w.after ?? w.value, gradient, trainable: w.trainable });
    });
    streams.forEach((v, i) => {
      const s = theirs.streams[i] as { before: Data; after: Data };
      known.set(v, { start: s.before, value: s.before, after: s.after, gradient: null, trainable: false });
    });
  }
  return known;
}

async function compareGraph(c: GraphCase, answer: GraphAnswer, backend: Backend): Promise<string[]> {
  const built = buildModel(c.graph, answer.seed, c.inputs[0]?.shape[0] ?? 2);
  for (const r of built.nodes.values())
    for (const p of r.problems) if (p.severity === 'error') throw new ProblemError(p);
  const { plan } = built;
  const known = knownOf(c.graph, plan.variables, answer);
  if (typeof known === 'string') return [known];
  const wrong: (string | null)[] = [];
  const of = (v: Variable): Known => known.get(v) as Known;
  for (const v of plan.variables) {
    if (v.trainable !== of(v).trainable)
      wrong.push(`${v.path} is ${v.trainable ? '' : 'not '}trainable, Keras says otherwise`);
    wrong.push(close(`starting value of ${v.path}`, initialValue(v), of(v).start, v.role === 'seed' ? EXACT : INITIAL));
  }
  c.graph.outputs.forEach((ref, i) => {
    const type = built.nodes.get(ref.node)?.outputs[ref.index];
    const shape = type ? publicShape(type) : [];
    const want = answer.shapes[i] ?? [];
    if (shape.join() !== want.join()) wrong.push(`inferred output ${i}: [${shape}], Keras has [${want}]`);
  });
  const session = new Session();
  const inputs = answer.inputs.map((x) => session.feed(x));
  const weights = new Map(plan.variables.map((v) => [v, session.feed({ ...v, data: of(v).value })]));
  const cotangents = answer.outputs.map((y, i) =>
    session.feed({ shape: y.shape, dtype: 'float32', data: answer.cotangents[i] as Data }),
  );
  const checks: { what: string; want: Data; tolerance: Tolerance; shape?: readonly number[] }[] = [];
  const results = await session.run(backend, () => {
    const losses: Tensor[] = [];
    const current = new Map(weights);
    const values = {
      read: (v: Variable) => current.get(v) as Tensor,
      write: (v: Variable, value: Tensor) => void current.set(v, value),
    };
    const { outputs } = callModel(plan, { training: c.training, losses, values }, inputs);
    for (const v of plan.variables) {
      if (!v.trainable || !v.regularizer) continue;
      const { definition, config } = resolve('regularizer', v.regularizer);
      losses.push(definition.call(weights.get(v) as Tensor, config));
    }
    const loss = losses.reduce((a, b) => ops.add(a, b), ops.scalar(0));
    const wrt = [...inputs, ...plan.variables.filter((v) => v.trainable).map((v) => weights.get(v) as Tensor)];
    const gradients = ops.differentiate(session.trace, [...outputs, loss], [...cotangents, ops.scalar(1)], wrt);
    const out: Tensor[] = [];
    const expect = (t: Tensor, what: string, want: Data, tolerance: Tolerance, shape?: readonly number[]): void => {
      out.push(t);
      checks.push({ what, want, tolerance, ...(shape ? { shape } : {}) });
    };
    outputs.forEach((y, i) => {
      const want = answer.outputs[i] as FixtureTensor;
      expect(y, `output ${i}`, want.data, RANDOM.forward, want.shape);
    });
    expect(loss, 'added losses', answer.loss, RANDOM.forward);
    const gradient = (i: number, what: string, want: Data | null): void => {
      const g = gradients[i];
      if (g && want !== null) expect(g, what, want, RANDOM.gradient);
      else if (want !== null && (Array.isArray(want) ? want : [want]).some((x) => x !== 0))
        wrong.push(`${what}: none, Keras has one`);
    };
    inputs.forEach((_, i) => {
      gradient(i, `gradient of input ${i}`, answer.inputGradients[i] ?? null);
    });
    const trainable = plan.variables.filter((v) => v.trainable);
    trainable.forEach((v, i) => {
      gradient(inputs.length + i, `gradient of ${v.path}`, of(v).gradient);
    });
    for (const v of plan.variables)
      expect(
        current.get(v) as Tensor,
        `${v.path} after the call`,
        of(v).after,
        v.role === 'seed' ? EXACT : RANDOM.forward,
      );
    return out;
  });
  results.forEach((r: RunResult, i) => {
    const check = checks[i] as (typeof checks)[number];
    if (check.shape) wrong.push(sameShapes(check.what, r.shape, check.shape));
    wrong.push(close(check.what, r.values, check.want, check.tolerance));
  });
  return wrong.filter((line) => line !== null);
}

/** Leaves nodes out one by one, and arguments. */
function* simplerGraphs(c: GraphCase): Generator<GraphCase> {
  const { graph } = c;
  const renewed = (next: ModelGraph): GraphCase => {
    const small = pruned(next);
    const inputs = small.inputs.map((id) => c.inputs[graph.inputs.indexOf(id)] as SampleSpec);
    return { ...c, graph: small, inputs };
  };
  for (const outputs of graph.outputs.length > 1 ? graph.outputs.map((o) => [o]) : [])
    yield renewed({ ...graph, outputs });
  for (const node of graph.nodes) {
    const [first] = node.inputs;
    if (!first) continue;
    const around = (ref: TensorRef): TensorRef => (ref.node === node.id ? first : ref);
    const nodes = graph.nodes.filter((n) => n !== node).map((n) => ({ ...n, inputs: n.inputs.map(around) }));
    const outputs = graph.outputs.map(around).filter((o) => !graph.inputs.includes(o.node));
    if (outputs.length > 0) yield renewed({ ...graph, nodes, outputs });
  }
  if (c.training) yield { ...c, training: false };
  for (const layer of Object.values(graph.layers)) {
    for (const key of Object.keys(layer.config)) {
      if (find('layer', layer.className)?.args[key]?.default === undefined) continue;
      const { [key]: _, ...config } = layer.config;
      yield renewed({ ...graph, layers: { ...graph.layers, [layer.id]: { ...layer, config } } });
    }
  }
}

export function graphSubject(): Subject<GraphCase> {
  return {
    label: 'graph',
    make: makeGraph,
    question: (c) => ({
      kind: 'graph',
      graph: c.graph,
      case: { name: c.name, inputs: c.inputs, training: c.training },
    }),
    compare: (c, given, backend) => compareGraph(c, given as GraphAnswer, backend),
    attempt(c) {
      const built = buildModel(c.graph, 1);
      for (const r of built.nodes.values()) for (const p of r.problems) throw new ProblemError(p);
      if (c.graph.outputs.length === 0) throw new ProblemError(problem('model-empty', 'No output.'));
    },
    simpler: simplerGraphs,
    tell: (c) => {
      const call = (n: NodeSpec): string => {
        const layer = c.graph.layers[n.layer];
        return `${n.id}=${layer?.name}${JSON.stringify(layer?.config)}(${n.inputs.map((i) => i.node)})`;
      };
      return `${c.graph.nodes.map(call).join(' ')} -> ${c.graph.outputs.map((o) => o.node)} batch ${c.inputs[0]?.shape[0]}${c.training ? ' training' : ''}`;
    },
  };
}
