/** Makes graphs from plain lists, for starter models, tests and importers. */

import type { JsonObject } from '../base/json';
import { autoName } from '../base/naming';
import type { PartialShape } from '../base/shape';
import type { LayerSpec, ModelGraph, NodeSpec, ObjectSpec } from './model';

/** A Keras object by class name and arguments. */
export function object(className: string, config: JsonObject = {}): ObjectSpec {
  return { className, config };
}

/** An id nothing in `taken` has. Random, so that an id is not given twice in a document's life. */
export function freshId(prefix: string, taken: (id: string) => boolean): string {
  for (;;) {
    const id = `${prefix}${Math.floor(Math.random() * 36 ** 7)
      .toString(36)
      .padStart(7, '0')}`;
    if (!taken(id)) return id;
  }
}

/** What an input may give. */
export type InputDtype = 'float32' | 'int32' | 'string';

/** The type an InputLayer's arguments say. */
export const inputDtype = ({ dtype }: JsonObject): InputDtype =>
  dtype === 'int32' || dtype === 'string' ? dtype : 'float32';

/** Arguments of an InputLayer: the shape without the batch; integers and words marked as such. */
export function inputConfig(shape: PartialShape, dtype: InputDtype = 'float32'): JsonObject {
  return dtype === 'float32' ? { shape: [...shape] } : { shape: [...shape], dtype };
}

/** A chain: an input of `shape` (without the batch), then the layers in order, named as Keras names them. */
export function sequential(
  shape: PartialShape,
  specs: readonly ObjectSpec[],
  dtype: InputDtype = 'float32',
): ModelGraph {
  const layers: Record<string, LayerSpec> = {};
  const nodes: NodeSpec[] = [];
  const names = new Set<string>();
  const ids = new Set<string>();
  for (const spec of [object('InputLayer', inputConfig(shape, dtype)), ...specs]) {
    const id = freshId('l', (x) => Object.hasOwn(layers, x));
    const name = autoName(spec.className, names);
    names.add(name);
    layers[id] = { id, name, className: spec.className, config: spec.config };
    const before = nodes[nodes.length - 1];
    const node = freshId('n', (x) => ids.has(x));
    ids.add(node);
    nodes.push({
      id: node,
      layer: id,
      inputs: before ? [{ node: before.id, index: 0 }] : [],
    });
  }
  const first = nodes[0] as NodeSpec;
  const last = nodes[nodes.length - 1] as NodeSpec;
  return { layers, nodes, inputs: [first.id], outputs: [{ node: last.id, index: 0 }] };
}
