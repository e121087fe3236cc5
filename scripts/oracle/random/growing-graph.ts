/** A graph that grows call by call: each is tried and taken back where it does not fit. */
import type { JsonObject } from '../../../src/base/json';
import { autoName } from '../../../src/base/naming';
import type { LayerSpec, ModelGraph, NodeSpec, TensorRef } from '../../../src/graph/model';
import { buildModel } from '../../../src/keras';
import type { ValueType } from '../../../src/ops';

/** Whole numbers below this are what an Embedding is given. */
export const TOKENS = 5;

/** Grows a graph node by node; each step is tried and taken back where it does not fit. */
export class Growing {
  layers: { [id: string]: LayerSpec } = {};
  nodes: NodeSpec[] = [];
  inputs: string[] = [];
  private readonly names = new Set<string>();

  /**
   * @param prefix of layers' names. Keras names the operations by which masks are made as it names layers, which then
   *   meet in one model, and refuses it.
   */
  constructor(readonly prefix = '') {}

  layer(className: string, config: JsonObject): LayerSpec {
    const name = autoName(className, this.names);
    this.names.add(name);
    return { id: `l${this.names.size}`, name: this.prefix + name, className, config };
  }

  graph(outputs: readonly TensorRef[]): ModelGraph {
    return { layers: this.layers, nodes: this.nodes, inputs: this.inputs, outputs };
  }

  input(config: JsonObject): void {
    const spec = this.layer('InputLayer', config);
    const id = `n${this.nodes.length}`;
    this.layers = { ...this.layers, [spec.id]: spec };
    this.nodes = [...this.nodes, { id, layer: spec.id, inputs: [] }];
    this.inputs.push(id);
  }

  /** Adds a call; false when it does not fit, or gives what has no derivative, where that is not wanted. */
  tryCall(layer: LayerSpec, inputs: readonly TensorRef[], wholeNumbers = false): boolean {
    const before = { layers: this.layers, nodes: this.nodes };
    this.layers = { ...this.layers, [layer.id]: layer };
    this.nodes = [...this.nodes, { id: `n${this.nodes.length}`, layer: layer.id, inputs }];
    const last = this.nodes.at(-1) as NodeSpec;
    const types = this.types().get(last.id) ?? [];
    const fits = types.length > 0 && types.every((t) => wholeNumbers || t.dtype === 'float32');
    if (!fits) ({ layers: this.layers, nodes: this.nodes } = before);
    return fits;
  }

  /** Types of each node's outputs. */
  types(): Map<string, readonly ValueType[]> {
    const { nodes } = buildModel(this.graph([]), 1);
    return new Map([...nodes].map(([id, r]) => [id, r.problems.length > 0 ? [] : r.outputs]));
  }
}
