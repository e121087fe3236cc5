/** What was copied in the graph as text, so that another tab can paste it: read with care, for anything may stand there. */
import { isJsonObject, type JsonObject } from '../base/json';
import type { Clip } from '../graph/edit-graph';
import type { LayerSpec, NodeSpec, TensorRef } from '../graph/model';

/** Where tabs leave it for one another. */
export const CLIP_KEY = 'strata.clip';

export const clipText = ({ layers, nodes }: Clip): string => JSON.stringify({ layers, nodes });

const list = (value: unknown): readonly unknown[] | null => (Array.isArray(value) ? value : null);
const texts = (object: JsonObject, ...names: readonly string[]): boolean =>
  names.every((name) => typeof object[name] === 'string' && object[name] !== '');

function layerFrom(value: unknown): LayerSpec | null {
  if (!isJsonObject(value) || !texts(value, 'id', 'name', 'className') || !isJsonObject(value.config)) return null;
  const { id, name, className, config } = value;
  return { id: `${id}`, name: `${name}`, className: `${className}`, config };
}

function refFrom(value: unknown): TensorRef | null {
  if (!isJsonObject(value) || !texts(value, 'node')) return null;
  const { node, index } = value;
  return typeof index === 'number' && Number.isInteger(index) && index >= 0 ? { node: `${node}`, index } : null;
}

function nodeFrom(value: unknown): NodeSpec | null {
  if (!isJsonObject(value) || !texts(value, 'id', 'layer')) return null;
  const inputs = list(value.inputs)?.map(refFrom);
  if (!inputs) return null;
  const known = inputs.filter((ref) => ref !== null);
  return known.length === inputs.length ? { id: `${value.id}`, layer: `${value.layer}`, inputs: known } : null;
}

/** A copy that was written by `clipText`; null for anything else. */
export function clipFrom(text: string | null): Clip | null {
  let value: unknown;
  try {
    value = JSON.parse(text ?? '');
  } catch {
    return null;
  }
  if (!isJsonObject(value)) return null;
  const layers = list(value.layers)?.map(layerFrom) ?? [];
  const nodes = list(value.nodes)?.map(nodeFrom) ?? [];
  const [goodLayers, goodNodes] = [layers.filter((l) => l !== null), nodes.filter((n) => n !== null)];
  if (nodes.length === 0 || goodLayers.length < layers.length || goodNodes.length < nodes.length) return null;
  const ids = new Set(goodLayers.map((l) => l.id));
  const seen = new Set<string>();
  const own = new Set(goodNodes.map((n) => n.id));
  if (ids.size < layers.length || own.size < nodes.length) return null;
  for (const { id, layer, inputs } of goodNodes) {
    // Calls stand in order: what one reads of the copy comes before it.
    if (!ids.has(layer) || inputs.some((ref) => own.has(ref.node) && !seen.has(ref.node))) return null;
    seen.add(id);
  }
  return { layers: goodLayers, nodes: goodNodes };
}
