/**
 * What to do with a model when the data changes: adapt it (input, last layer, loss, metrics) where that gives a model
 * that fits, else begin with a starter made for this kind of data. A proposal is one undoable change, said in words.
 */
import { canonicalJson } from '../base/hash';
import { formatShape, sameShape } from '../base/shape';
import { inputDtype, sequential } from '../graph/build';
import { DEFAULT_FIT } from '../graph/defaults';
import type { CompileSpec, FitSpec, ProjectDocument } from '../graph/document';
import { insertLayer, removeLayer, setArgument, setInput } from '../graph/edit';
import type { LayerSpec, ModelGraph, ObjectSpec } from '../graph/model';
import { nodeOf } from '../graph/topology';
import { analyseModel } from './analysis';
import type { DataFacts } from './data-facts';
import { type FedFacts, fedFacts } from './fed-facts';
import { headOf } from './head';
import { lossProblem, type Recommended, recommend } from './loss-fit';
import { metricProblem } from './metric-fit';
import { PIXEL_SCALE } from './pixels';
import { branches, hasWords, isWords, meanOfWords } from './text-model';

export interface Proposal {
  /** `adapt` changes what must change; `starter` begins anew. */
  readonly kind: 'adapt' | 'starter';
  /** What would change, in words: `Input (4,)`, `Last layer Dense(3, softmax)`. */
  readonly changes: readonly string[];
  readonly document: ProjectDocument;
}

const spec = (className: string, config: ObjectSpec['config'] = {}): ObjectSpec => ({ className, config });

// --- starters ---------------------------------------------------------------------------------------------------------

function imageLayers([height = 1, width = 1]: readonly number[]): ObjectSpec[] {
  const conv = (filters: number, more: ObjectSpec['config'] = {}): ObjectSpec =>
    spec('Conv2D', { filters, kernel_size: 3, activation: 'relu', ...more });
  const layers: ObjectSpec[] = [spec('Rescaling', { scale: PIXEL_SCALE })];
  let side = Math.min(height, width);
  if (side < 4) return [...layers, spec('Flatten'), spec('Dense', { units: 32, activation: 'relu' })];
  if (side <= 12) {
    return [
      ...layers,
      conv(16, { padding: 'same' }),
      conv(32),
      spec('MaxPooling2D'),
      spec('Flatten'),
      spec('Dropout', { rate: 0.25 }),
    ];
  }
  for (let filters = 16; side > 8 && filters <= 64; filters *= 2) {
    layers.push(conv(filters), spec('MaxPooling2D'));
    side = Math.floor((side - 2) / 2);
  }
  // A large picture left after pooling would make a huge dense layer: averaging each map keeps it small.
  const flat = side > 12 ? spec('GlobalAveragePooling2D') : spec('Flatten');
  return [...layers, flat, spec('Dropout', { rate: 0.3 })];
}

function vectorLayers(features: number): ObjectSpec[] {
  const dense = (units: number): ObjectSpec => spec('Dense', { units, activation: 'relu' });
  return features <= 4 ? [dense(16), dense(16)] : features <= 32 ? [dense(32), dense(16)] : [dense(64), dense(32)];
}

const headConfig = ({ units, activation }: Recommended): ObjectSpec['config'] =>
  activation === null ? { units } : { units, activation };

/** A model that suits this kind of data, with compile and fit settings for its size. */
export function starter(facts: DataFacts): Pick<ProjectDocument, 'model' | 'compile' | 'fit'> {
  const shape = facts.inputs[0]?.shape ?? [1];
  const head = recommend(facts.target, facts.targets[0]?.shape.at(-1) ?? 1);
  const body =
    facts.inputKind === 'image'
      ? imageLayers(shape)
      : facts.inputKind === 'series'
        ? [spec('LSTM', { units: 32 })]
        : facts.inputKind === 'text'
          ? [...meanOfWords(facts, 0), spec('Dense', { units: 16, activation: 'relu' })]
          : vectorLayers(shape[0] ?? 1);
  const output = spec('Dense', headConfig(head));
  const several = hasWords(facts) && facts.inputs.length > 1;
  return {
    model: several
      ? branches(facts, output)
      : sequential(shape, [...body, output], facts.inputs[0]?.dtype ?? 'float32'),
    compile: compileFor(facts),
    fit: fitFor(facts),
  };
}

function compileFor(facts: DataFacts): CompileSpec {
  const head = recommend(facts.target, facts.targets[0]?.shape.at(-1) ?? 1);
  // Few rows make few steps: larger ones then.
  const small = facts.parts.train < 1000 && facts.inputKind !== 'image';
  return {
    optimizer: spec('Adam', small ? { learning_rate: 0.01 } : {}),
    losses: [head.loss],
    lossWeights: null,
    metrics: [head.metrics],
    weightedMetrics: [],
  };
}

/** Epochs and batch size that give some hundred to a few thousand steps. */
function fitFor(facts: DataFacts): FitSpec {
  const rows = facts.parts.train;
  if (rows < 500) return { ...DEFAULT_FIT, epochs: 60, batch_size: 16 };
  if (rows < 5000) return { ...DEFAULT_FIT, epochs: facts.inputKind === 'image' || hasWords(facts) ? 20 : 40 };
  return { ...DEFAULT_FIT, epochs: 10, batch_size: 64 };
}

// --- adapting ----------------------------------------------------------------------------------------------------------

function adaptInputs(model: ModelGraph, facts: DataFacts, changes: string[]): ModelGraph {
  return model.inputs.reduce((graph, id, i) => {
    const wanted = facts.inputs[i];
    const layer = graph.layers[nodeOf(graph, id).layer];
    if (!wanted || !layer) return graph;
    const has = layer.config.shape;
    const type = inputDtype(layer.config);
    if (Array.isArray(has) && sameShape(has as number[], wanted.shape) && type === wanted.dtype) return graph;
    changes.push(`Input ${formatShape(wanted.shape)}`);
    return setInput(graph, i, wanted.shape, wanted.dtype);
  }, model);
}

/** A flat output is wanted: one Flatten goes in front of a last layer that gives more than (batch, units). */
function flattened(model: ModelGraph, counted: LayerSpec | null, output: number, changes: string[]): ModelGraph {
  const rank = analyseModel(model).outputShapes[output]?.length;
  const call = counted && model.nodes.find((n) => n.layer === counted.id);
  if (rank === undefined || rank <= 2 || !call) return model;
  changes.push('Flatten before the last layer');
  return insertLayer(model, spec('Flatten'), { before: call.id }).graph;
}

function adaptHead(
  model: ModelGraph,
  facts: FedFacts,
  loss: ObjectSpec | undefined,
  output: number,
  changes: string[],
): ModelGraph {
  const wanted = recommend(facts.target, facts.targets[output]?.shape.at(-1) ?? 1);
  const head = headOf(model, analyseModel(model), output);
  if (
    loss &&
    head.counted &&
    !lossProblem(loss, facts.target, { ...head, units: unitsOf(head.counted) }, wanted.units)
  ) {
    return flattened(model, head.counted, output, changes);
  }
  const words = `Dense(${[wanted.units, wanted.activation].filter((w) => w !== null).join(', ')})`;
  if (head.counted?.className !== 'Dense') {
    changes.push(`A last layer ${words}`);
    const made = insertLayer(model, spec('Dense', headConfig(wanted)), { output });
    return flattened(made.graph, made.graph.layers[made.layer] ?? null, output, changes);
  }
  changes.push(`Last layer ${words}`);
  let next = setArgument(model, head.counted.id, 'units', wanted.units);
  // An activation layer behind the Dense gives way to the Dense's own.
  const { activated } = head;
  if (activated && activated.id !== head.counted.id) next = removeLayer(next, activated.id);
  next = setArgument(next, head.counted.id, 'activation', wanted.activation);
  return flattened(next, head.counted, output, changes);
}

const unitsOf = (layer: LayerSpec): number | null =>
  typeof layer.config.units === 'number' ? layer.config.units : null;

/** Loss and metrics of one output: those that fit, else the usual ones. */
function adaptOutput(
  { losses, metrics, weightedMetrics }: CompileSpec,
  model: ModelGraph,
  facts: FedFacts,
  output: number,
  changes: string[],
): { readonly loss: ObjectSpec; readonly metrics: readonly ObjectSpec[]; readonly weighted: readonly ObjectSpec[] } {
  const width = facts.targets[output]?.shape.at(-1) ?? 1;
  const target = facts.targetOf(output);
  const wanted = recommend(target, width);
  const head = headOf(model, analyseModel(model), output);
  const old = losses[output];
  const loss = old && !lossProblem(old, target, head, width, output) ? old : wanted.loss;
  if (loss !== old) changes.push(`Loss ${wanted.loss.className}`);
  const had = metrics[output] ?? [];
  const context = { target, head, loss, output };
  const fitting = had.filter((m, i) => !metricProblem(m, context, i));
  const next = fitting.length > 0 || had.length === 0 ? fitting : wanted.metrics;
  if (next.length !== had.length || next === wanted.metrics) {
    changes.push(`Metrics ${next.map((m) => m.className).join(', ')}`);
  }
  const weighed = weightedMetrics[output] ?? [];
  const weighted = weighed.filter((m, i) => !metricProblem(m, { ...context, weighted: true }, i));
  if (weighted.length !== weighed.length) {
    changes.push(`Weighted metrics ${weighted.map((m) => m.className).join(', ') || 'none'}`);
  }
  return { loss, metrics: next.length === had.length && next !== wanted.metrics ? had : next, weighted };
}

function adaptCompile(compile: CompileSpec, model: ModelGraph, facts: FedFacts, changes: string[]): CompileSpec {
  const count = model.outputs.length;
  const made = model.outputs.map((_, output) => adaptOutput(compile, model, facts, output, changes));
  const losses = made.map((m) => m.loss);
  const metrics = made.map((m) => m.metrics);
  const fewer = made.some((m, i) => m.weighted.length !== (compile.weightedMetrics[i]?.length ?? 0));
  const sameLosses = compile.losses.length === count && losses.every((l, i) => l === compile.losses[i]);
  if (compile.losses.length > count) changes.push(count === 1 ? 'One loss' : `${count} losses`);
  return {
    ...compile,
    losses: sameLosses ? compile.losses : losses,
    lossWeights: sameLosses ? compile.lossWeights : null,
    metrics: metrics.every((m, i) => m === compile.metrics[i]) ? compile.metrics : metrics,
    weightedMetrics: fewer ? made.map((m) => m.weighted) : compile.weightedMetrics,
  };
}

function adapt(document: ProjectDocument, data: DataFacts): Proposal | null {
  // Words need layers of their own, and an input for each column of them.
  if (hasWords(data) && document.model.inputs.length < data.inputs.length) return null;
  const facts = fedFacts(data, document);
  const other = document.model.inputs.some((id, i) => {
    const layer = document.model.layers[nodeOf(document.model, id).layer];
    return layer && (inputDtype(layer.config) === 'string') !== isWords(facts.inputs[i]);
  });
  if (other) return null;
  const changes: string[] = [];
  let model = adaptInputs(document.model, facts, changes);
  for (let output = 0; output < model.outputs.length; output++) {
    // What is compared with the input ends in no answer to the target.
    if (document.fit.y?.[output] === 'input') continue;
    model = adaptHead(model, facts, document.compile.losses[output], output, changes);
  }
  const analysis = analyseModel(model);
  if (!analysis.fits || analysis.parameters.trainable === 0) return null;
  const compile = adaptCompile(document.compile, model, facts, changes);
  const { class_weight } = document.fit;
  const classes = facts.target.task === 'regression' ? 0 : (facts.target.classes?.length ?? 0);
  const outOfReach = class_weight !== null && Object.keys(class_weight).some((k) => Number(k) >= classes);
  if (outOfReach) changes.push('No class weights');
  const fit = outOfReach ? { ...document.fit, class_weight: null } : document.fit;
  return { kind: 'adapt', changes, document: { ...document, model, compile, fit } };
}

/** A fresh start on this data. */
export function proposeStarter(document: ProjectDocument, facts: DataFacts): Proposal {
  const made = starter(facts);
  const layers = made.model.nodes.slice(1).map((n) => made.model.layers[n.layer]?.className ?? '');
  return {
    kind: 'starter',
    changes: [
      `Model ${layers.join(', ')}`,
      `Loss ${made.compile.losses[0]?.className ?? ''}`,
      `${made.fit.epochs} epochs`,
    ],
    document: { ...document, ...made, callbacks: document.callbacks },
  };
}

/** What should change so that the document suits the data; null when nothing must. */
export function propose(document: ProjectDocument, facts: DataFacts): Proposal | null {
  const adapted = adapt(document, facts);
  if (!adapted) return proposeStarter(document, facts);
  return adapted.changes.length > 0 ? adapted : null;
}

/** Whether a document's model is just what `starter` would make: nobody has worked on it, so it may be replaced. */
export function isStarter(model: ModelGraph, facts: DataFacts): boolean {
  const plain = (graph: ModelGraph): string =>
    canonicalJson(graph.nodes.map((n) => [graph.layers[n.layer]?.className, graph.layers[n.layer]?.config]));
  return plain(model) === plain(starter(facts).model);
}
