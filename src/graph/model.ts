/**
 * The document's model: a graph of layer calls. A layer is a thing with arguments and weights; a node is one call of a
 * layer, so a shared layer is one layer with several nodes. A sequential stack is the special case of a chain. Plain
 * JSON throughout: it is saved, sent to workers, hashed and undone as it is.
 */
import type { JsonObject } from '../base/json';

export type LayerId = string;
export type NodeId = string;

/** A Keras object by class name with the arguments that were set; absent arguments have Keras' defaults. */
export interface ObjectSpec {
  readonly className: string;
  readonly config: JsonObject;
}

export interface LayerSpec extends ObjectSpec {
  readonly id: LayerId;
  /** Unique in the model, Keras' automatic form: `dense`, `dense_1`. */
  readonly name: string;
}

/** Output `index` of a node. */
export interface TensorRef {
  readonly node: NodeId;
  readonly index: number;
}

export interface NodeSpec {
  readonly id: NodeId;
  readonly layer: LayerId;
  /** Tensors it reads, in order. None for inputs of the model, and for a call that is not wired yet. */
  readonly inputs: readonly TensorRef[];
}

/** Nodes stand in an order in which each comes after its inputs. An input of the model is a node of an InputLayer. */
export interface ModelGraph {
  readonly layers: { readonly [id: LayerId]: LayerSpec };
  readonly nodes: readonly NodeSpec[];
  readonly inputs: readonly NodeId[];
  readonly outputs: readonly TensorRef[];
}
