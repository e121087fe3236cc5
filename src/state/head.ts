/** The end of a model as losses see it: how many numbers come out, through which activation, from which layer. */
import type { JsonObject } from '../base/json';
import type { LayerSpec, ModelGraph } from '../graph/model';
import { nestedGraph } from '../graph/nested';
import { layerOf, nodeOf } from '../graph/topology';
import { find } from '../keras';
import type { ModelAnalysis } from './analysis';

export type HeadActivation = 'softmax' | 'sigmoid' | 'linear' | 'other';

export interface Head {
  /** Length of the last axis, or null when unknown. */
  readonly units: number | null;
  /** The output's shape with the batch, or null when unknown. */
  readonly shape: readonly (number | null)[] | null;
  readonly activation: HeadActivation;
  /** The layer whose `activation` argument (or class) decides the activation. */
  readonly activated: LayerSpec | null;
  /** The layer whose `units` argument decides how many numbers come out; null when no layer has one. */
  readonly counted: LayerSpec | null;
}

/** Layers that are an activation, beside Softmax. */
const ACTIVATIONS: ReadonlySet<string> = new Set(['ReLU', 'LeakyReLU', 'PReLU', 'ELU']);

/** Layers after which the numbers mean what they meant before. */
const TRANSPARENT: ReadonlySet<string> = new Set([
  ...ACTIVATIONS,
  'Dropout',
  'Reshape',
  'Flatten',
  'Activation',
  'Softmax',
  'Identity',
  'ActivityRegularization',
]);

function nameOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null && 'className' in value) return String(value.className);
  return null;
}

/** The activation an argument value means; undefined when the layer has no such argument. */
function ownActivation(layer: LayerSpec): HeadActivation | undefined {
  if (layer.className === 'Softmax') return 'softmax';
  if (ACTIVATIONS.has(layer.className)) return 'other';
  const args = find('layer', layer.className)?.args;
  if (!args || !Object.hasOwn(args, 'activation')) return undefined;
  const value = Object.hasOwn(layer.config, 'activation') ? layer.config.activation : args.activation?.default;
  const name = nameOf(value)?.toLowerCase() ?? 'linear';
  return name === 'softmax' || name === 'sigmoid' || name === 'linear' ? name : 'other';
}

/** The end of a model's output. Layers inside of nested models decide, too, but are not named: they are edited there. */
function endOf(graph: ModelGraph, output: number): Pick<Head, 'activation' | 'activated' | 'counted'> {
  let activation: HeadActivation = 'linear';
  let activated: LayerSpec | null = null;
  let ref = graph.outputs[output];
  while (ref) {
    const node = nodeOf(graph, ref.node);
    const layer = layerOf(graph, node.layer);
    const inner = nestedGraph(layer);
    if (inner)
      return { activation: activated ? activation : endOf(inner, ref.index).activation, activated, counted: null };
    const own = ownActivation(layer);
    if (activated === null && own !== undefined && (own !== 'linear' || !TRANSPARENT.has(layer.className))) {
      activation = own;
      activated = layer;
    }
    const args = find('layer', layer.className)?.args ?? {};
    if (Object.hasOwn(args, 'units')) return { activation, activated, counted: layer };
    if (!TRANSPARENT.has(layer.className)) break;
    ref = node.inputs[0];
  }
  return { activation, activated, counted: null };
}

/** Reads a model output from its end. */
export function headOf(graph: ModelGraph, analysis: ModelAnalysis, output: number): Head {
  const shape = analysis.outputShapes[output] ?? null;
  return { units: shape?.at(-1) ?? null, shape, ...endOf(graph, output) };
}

/** A loss' `from_logits`, default included. */
export function fromLogits(config: JsonObject): boolean {
  return config.from_logits === true;
}
