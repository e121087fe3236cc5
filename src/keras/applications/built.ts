/** What a builder gives: the graph, and what Keras calls the model. */
import type { ModelGraph } from '../../graph/model';
import type { Arguments } from './arguments';

export interface Built {
  readonly name: string | null;
  readonly graph: ModelGraph;
}

export type Builder = (a: Arguments) => Built;
