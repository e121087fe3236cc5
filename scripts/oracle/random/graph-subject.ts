/** Random functional models as a subject: what Keras says of each is compared, and what differs made simpler. */
import type { Backend } from '../../../src/backends/backend';
import { ProblemError, problem } from '../../../src/base/problem';
import type { ModelGraph, NodeSpec, TensorRef } from '../../../src/graph/model';
import {
  buildModel,
  callModel,
  find,
  initialValue,
  publicShape,
  resolve,
  type SampleSpec,
  type Variable,
} from '../../../src/keras';
import type { Tensor } from '../../../src/ops';
import * as ops from '../../../src/ops';
import { close, sameShapes } from '../../../tests/contract/keras/compare';
import type { Data, FixtureTensor } from '../../../tests/contract/keras/fixtures';
import { type RunResult, Session } from '../../../tests/contract/keras/session';
import { EXACT, INITIAL, type Tolerance } from '../../../tests/contract/keras/tolerances';
import { type GraphCase, makeGraph, pruned } from './random-graph';
import { RANDOM, type Subject } from './subject';

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
  readonly masks: readonly (Data | null)[];
  readonly loss: number;
}

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
  // A batch of one row is an axis that can be squeezed; shapes are told of others.
  const typical = c.inputs[0]?.shape[0] === 1 ? buildModel(c.graph, answer.seed) : built;
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
    const type = typical.nodes.get(ref.node)?.outputs[ref.index];
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
    const { outputs, masks } = callModel(plan, { training: c.training, losses, values }, inputs);
    for (const v of plan.variables) {
      if (!v.trainable || !v.regularizer) continue;
      const { definition, config } = resolve('regularizer', v.regularizer);
      losses.push(definition.call(values.read(v), config));
    }
    const loss = losses.reduce((a, b) => ops.add(a, b), ops.scalar(0));
    const floats = inputs.map((x) => (x.dtype === 'float32' ? x : null));
    const wrt = [...floats, ...plan.variables.filter((v) => v.trainable).map((v) => weights.get(v) as Tensor)];
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
    masks.forEach((mask, i) => {
      const want = answer.masks[i] ?? null;
      if (mask && want !== null) expect(mask, `mask of output ${i}`, want, EXACT);
      else if (mask || want !== null)
        wrong.push(`mask of output ${i}: ${mask ? 'set' : 'none'}, Keras has ${want === null ? 'none' : 'one'}`);
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
    // What is trained gets its next value from the optimizer, whatever the call left.
    for (const v of plan.variables.filter((v) => !v.trainable))
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

const written = (ref: TensorRef): string => (ref.index > 0 ? `${ref.node}/${ref.index}` : ref.node);

export function graphSubject(rich = false): Subject<GraphCase> {
  return {
    label: rich ? 'rich graph' : 'graph',
    args: [],
    make: (name, draws) => makeGraph(name, draws, rich),
    away: () => [],
    question: (c) => ({
      kind: 'graph',
      graph: c.graph,
      case: { name: c.name, inputs: c.inputs, training: c.training },
    }),
    compare: (c, given, backend) => compareGraph(c, given as GraphAnswer, backend),
    attempt(c) {
      const built = buildModel(c.graph, 1, c.inputs[0]?.shape[0] ?? 2);
      for (const r of built.nodes.values()) for (const p of r.problems) throw new ProblemError(p);
      if (c.graph.outputs.length === 0) throw new ProblemError(problem('model-empty', 'No output.'));
    },
    simpler: simplerGraphs,
    tell: (c) => {
      const call = (n: NodeSpec): string => {
        const layer = c.graph.layers[n.layer];
        return `${n.id}=${layer?.className} ${layer?.name}${JSON.stringify(layer?.config)}(${n.inputs.map(written)})`;
      };
      return `${c.graph.nodes.map(call).join(' ')} -> ${c.graph.outputs.map(written)} batch ${c.inputs[0]?.shape[0]}${c.training ? ' training' : ''}`;
    },
  };
}
