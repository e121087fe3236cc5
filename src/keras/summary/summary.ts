/** `model.summary()` as Keras prints it. Source: keras/src/utils/summary_utils.py. */
import { formatShape, type PartialShape } from '../../base/shape';
import { kerasOrder } from '../../graph/keras-order';
import type { LayerId, LayerSpec, ModelGraph, NodeId, NodeSpec } from '../../graph/model';
import { isModelClass, nestedGraph } from '../../graph/nested';
import { toSequential } from '../../graph/topology';
import type { LayerPlan, Variable } from '../core/layer-plan';
import { type Built, countParameters, publicShape } from '../core/model-plan';
import { attributesOf } from '../layers/models/nested';
import { type Column, table } from './table';

export interface SummaryOptions {
  /** Keras' name of the model; `sequential` or `functional` when none. */
  readonly name?: string;
  /** Characters of a line; by default what Keras takes on a terminal of `columns` (80) characters. */
  readonly line_length?: number;
  readonly columns?: number;
  /** Whether layers of nested models are listed too. */
  readonly expand_nested?: boolean;
  readonly show_trainable?: boolean;
  /** Numbers an optimizer carries, once it has been built. */
  readonly optimizer?: number;
}

const grouped = new Intl.NumberFormat('en-US');

function memory(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value.toFixed(2)} ${units[unit]}`;
}

const variablesOf = (plan: LayerPlan): Variable[] => [
  ...plan.variables.values(),
  ...[...plan.inner.values()].flatMap(variablesOf),
];

/** A layer as the table shows it. */
interface Row {
  readonly layer: LayerSpec;
  readonly plan: LayerPlan | undefined;
  /** Shapes of what its last call gives; null behind a layer that does not fit. */
  readonly shapes: readonly PartialShape[] | null;
  /** What its calls read; absent inside nested models. */
  readonly connections?: string;
  readonly depth: number;
}

/** Keras' operations are called by their plain class names. */
const className = (layer: LayerSpec): string => layer.className.replace(/^ops\./, '');

const isOperation = (layer: LayerSpec): boolean => layer.className.startsWith('ops.');

/** Layers of a nested model: all but operations, and but the input of a Sequential. */
function nestedRows(outer: Row, depth: number): Row[] {
  const graph = nestedGraph(outer.layer);
  if (!graph) return [];
  const attributes = attributesOf(graph);
  return kerasOrder(graph).layers.flatMap((id) => {
    const layer = graph.layers[id];
    if (!layer || isOperation(layer)) return [];
    if (layer.className === 'InputLayer') {
      if (outer.layer.className === 'Sequential') return [];
      const { shape } = layer.config;
      return [
        { layer, plan: undefined, shapes: Array.isArray(shape) ? [[null, ...shape] as PartialShape] : null, depth },
      ];
    }
    const attribute = attributes.get(id) ?? '';
    const shapes = outer.plan?.innerOutputs.get(attribute)?.map(publicShape) ?? null;
    const row: Row = { layer, plan: outer.plan?.inner.get(attribute), shapes, depth };
    return [row, ...nestedRows(row, depth + 1)];
  });
}

/** Whether a model reads as a list: nothing branches, merges or is called twice. */
function isList(depths: readonly (readonly NodeId[])[], nodes: ReadonlyMap<NodeId, NodeSpec>): boolean {
  const listed = depths.flat().map((id) => nodes.get(id));
  return (
    depths.every((group) => group.length === 1) &&
    listed.every((node) => (node?.inputs.length ?? 0) <= 1) &&
    new Set(listed.map((node) => node?.layer)).size === listed.length
  );
}

/** `dense[0][0], dense_1[0][0]`: layer, which of its calls, which output. */
function connector(graph: ModelGraph, nodes: ReadonlyMap<NodeId, NodeSpec>): (calls: readonly NodeSpec[]) => string {
  const index = new Map<NodeId, number>();
  const seen = new Map<LayerId, number>();
  for (const node of graph.nodes) {
    const count = seen.get(node.layer) ?? 0;
    seen.set(node.layer, count + 1);
    index.set(node.id, count);
  }
  const part = (ref: { node: NodeId; index: number }): string => {
    const layer = graph.layers[nodes.get(ref.node)?.layer ?? ''];
    return `${layer?.name}[${index.get(ref.node)}][${ref.index}]`;
  };
  return (calls) => calls.flatMap((node) => node.inputs.map(part)).join(', ') || '-';
}

function shapeText(shapes: readonly PartialShape[] | null): string {
  const [first] = shapes ?? [];
  if (!shapes || !first) return '?';
  return shapes.length === 1 ? formatShape(first) : `[${shapes.map(formatShape).join(', ')}]`;
}

function cells(row: Row, sequential: boolean, trainable: boolean): string[] {
  const { layer, plan, depth } = row;
  const counted = countParameters(plan ? variablesOf(plan) : []);
  const total = counted.trainable + counted.frozen;
  const prefix = depth > 0 ? `${'   '.repeat(depth)}└ ` : '';
  const weighs = total > 0 ? (plan?.trainable ? 'Y' : 'N') : '-';
  return [
    `${prefix}${layer.name} (${className(layer)})`,
    shapeText(row.shapes),
    grouped.format(total),
    ...(sequential ? [] : [row.connections ?? '-']),
    ...(trainable ? [weighs] : []),
  ];
}

function columnsOf(sequential: boolean, options: SummaryOptions): { columns: Column[]; line: number } {
  const usual = (sequential ? 88 : 108) + (options.show_trainable ? 12 : 0);
  const line = options.line_length ?? Math.min(usual, (options.columns ?? 80) - 4);
  const shares = sequential ? [0.45, 0.8, 1] : [0.3, 0.56, 0.74, 1];
  const positions = options.show_trainable ? [...shares.map((p) => p * 0.9), 1] : shares;
  const headers: readonly (readonly [string, Column['align']])[] = [
    ['Layer (type)', 'left'],
    ['Output Shape', 'left'],
    ['Param #', 'right'],
    ...(sequential ? [] : [['Connected to', 'left'] as const]),
    ...(options.show_trainable ? [['Trainable', 'center'] as const] : []),
  ];
  let current = 0;
  const columns = headers.map(([header, align], i): Column => {
    const width = Math.trunc((positions[i] ?? 1) * line) - current;
    current += width;
    return { header, align, width };
  });
  return { columns, line };
}

/** The whole text. Behind a layer that does not fit, shapes are `?`. */
export function summaryText(graph: ModelGraph, built: Built, options: SummaryOptions = {}): string {
  const nodes = new Map(graph.nodes.map((n) => [n.id, n]));
  const { layers, depths } = kerasOrder(graph);
  // A chain is a Sequential, as a person would write it; operations are no layers, so one with them is not.
  const chain = toSequential(graph) !== null && !Object.values(graph.layers).some(isOperation);
  const sequential = chain || isList(depths, nodes);
  const connect = connector(graph, nodes);
  const calls = new Map<LayerId, NodeSpec[]>();
  for (const node of graph.nodes) calls.set(node.layer, [...(calls.get(node.layer) ?? []), node]);
  // What leads to no output is no part of the model to Keras, but is shown: the studio keeps it.
  const shown = [...new Set([...layers, ...calls.keys()])];
  const rows = shown.flatMap((id): Row[] => {
    const layer = graph.layers[id];
    if (!layer || (chain && layer.className === 'InputLayer')) return [];
    const own = calls.get(id) ?? [];
    const outputs = built.nodes.get(own.at(-1)?.id ?? '')?.outputs;
    const shapes = outputs && outputs.length > 0 ? outputs.map(publicShape) : null;
    const row: Row = { layer, plan: built.plan.layers.get(id), shapes, connections: connect(own), depth: 0 };
    return [row, ...(options.expand_nested && isModelClass(layer.className) ? nestedRows(row, 1) : [])];
  });
  const { columns, line } = columnsOf(sequential, options);
  const { trainable, frozen } = countParameters(built.plan.variables);
  const optimizer = options.optimizer ?? 0;
  const count = (n: number): string => `${grouped.format(n)} (${memory(n * 4)})`;
  return [
    `Model: "${options.name ?? (chain ? 'sequential' : 'functional')}"`,
    ...table(
      columns,
      rows.map((r) => cells(r, sequential, options.show_trainable === true)),
      line,
    ),
    ` Total params: ${count(trainable + frozen + optimizer)}`,
    ` Trainable params: ${count(trainable)}`,
    ` Non-trainable params: ${count(frozen)}`,
    ...(options.optimizer === undefined ? [] : [` Optimizer params: ${count(optimizer)}`]),
  ].join('\n');
}
