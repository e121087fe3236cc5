/** Draws a model by calling layers on tensors, as Keras' functional style does: what templates are written with. */
import type { JsonObject } from '../base/json';
import { autoName } from '../base/naming';
import type { PartialShape } from '../base/shape';
import { freshId, type InputDtype, inputConfig } from './build';
import type { LayerId, LayerSpec, ModelGraph, NodeId, NodeSpec, TensorRef } from './model';

export class Sketch {
  private readonly layers: Record<LayerId, LayerSpec> = {};
  private readonly nodes: NodeSpec[] = [];
  private readonly inputs: NodeId[] = [];
  private readonly names = new Set<string>();

  private made(className: string, config: JsonObject, wanted?: string): LayerId {
    const id = freshId('l', (x) => Object.hasOwn(this.layers, x));
    const name = wanted !== undefined && !this.names.has(wanted) ? wanted : autoName(className, this.names);
    this.names.add(name);
    this.layers[id] = { id, name, className, config };
    return id;
  }

  private called(layer: LayerId, inputs: readonly TensorRef[]): TensorRef {
    const id = freshId('n', (x) => this.nodes.some((n) => n.id === x));
    this.nodes.push({ id, layer, inputs: [...inputs] });
    return { node: id, index: 0 };
  }

  input(shape: PartialShape, dtype: InputDtype = 'float32', name?: string): TensorRef {
    const ref = this.called(this.made('InputLayer', inputConfig(shape, dtype), name), []);
    this.inputs.push(ref.node);
    return ref;
  }

  /** A new layer called on tensors; its first output. */
  call(className: string, config: JsonObject, ...inputs: readonly TensorRef[]): TensorRef {
    return this.called(this.made(className, config), inputs);
  }

  /** The same with a name of its own. */
  named(name: string, className: string, config: JsonObject, ...inputs: readonly TensorRef[]): TensorRef {
    return this.called(this.made(className, config, name), inputs);
  }

  /** Another output of the same call. */
  output(ref: TensorRef, index: number): TensorRef {
    return { node: ref.node, index };
  }

  model(...outputs: readonly TensorRef[]): ModelGraph {
    return { layers: this.layers, nodes: this.nodes, inputs: this.inputs, outputs };
  }
}
