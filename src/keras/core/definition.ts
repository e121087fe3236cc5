/** What every Keras object says of itself, whatever its kind. */
import type { Problem } from '../../base/problem';
import type { Args, ArgValues } from './args';
import type { ExampleCase } from './example-case';

/** The kinds of Keras objects. */
export const KINDS = [
  'layer',
  'activation',
  'initializer',
  'regularizer',
  'constraint',
  'loss',
  'metric',
  'optimizer',
  'schedule',
  'callback',
] as const;
export type Kind = (typeof KINDS)[number];

/** Colours and palette groups follow a layer's family. */
export type Family =
  | 'core'
  | 'convolution'
  | 'pooling'
  | 'recurrent'
  | 'attention'
  | 'normalization'
  | 'regularization'
  | 'reshaping'
  | 'merging'
  | 'activation'
  | 'preprocessing';

export interface Common<A extends Args> {
  /** Keras' class name (function name for activations). */
  readonly name: string;
  /** Further identifiers Keras accepts in strings: `mse`. The snake-case name is always accepted. */
  readonly ids?: readonly string[];
  /** Plain words it is found by in searches. */
  readonly aliases?: readonly string[];
  /** One sentence. */
  readonly summary: string;
  /** Strata's own: Keras has no such object, so it cannot be asked about it. */
  readonly own?: boolean;
  readonly args: A;
  /** What is wrong with arguments that each fit, but not together; `where` names one of them. */
  together?(config: ArgValues<A>): Problem | null;
  readonly cases: readonly ExampleCase[];
  /** Not offered by itself: models as layers, operations, parts of applications. */
  readonly unlisted?: boolean;
}

/** A definition as it is written: `define…` adds the kind. */
export type Unmade<D> = Omit<D, 'kind'>;
