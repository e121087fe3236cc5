/** Arguments and inputs the real Keras is run on, so that its answers can be kept beside ours. */
import type { JsonObject } from '../../base/json';
import type { Shape } from '../../base/shape';

/** How example inputs are made; the oracle draws them from a fixed seed and stores them in the fixture. */
export interface SampleSpec {
  /** With the batch axis. */
  readonly shape: Shape;
  readonly dtype?: 'float32' | 'int32' | 'bool';
  /** Range of values; integers include `low` and exclude `high`. Defaults: floats -1..1, integers 0..2. */
  readonly low?: number;
  readonly high?: number;
  /** Draw rows that are positive and sum to 1 over the last axis. */
  readonly simplex?: boolean;
  /** Draw one-hot rows over the last axis. */
  readonly oneHot?: boolean;
  /** Give the input a boolean mask of this shape (first element of each row true). */
  readonly mask?: Shape;
  /** Literal values instead of drawn ones, row-major. */
  readonly values?: readonly number[];
  /** Literal words, row-major, for layers that read their inputs on the host. */
  readonly words?: readonly string[];
}

/** One example: arguments and inputs the real Keras is run on. */
export interface ExampleCase {
  /** What it shows; unique within the object. */
  readonly name: string;
  readonly config: JsonObject;
  /** Layer inputs; x of an activation; y_true, y_pred[, sample_weight] of losses and metrics; a weight for the rest. */
  readonly inputs: readonly SampleSpec[];
  /** Layers only: run in training mode. */
  readonly training?: boolean;
  /**
   * What some kinds need beyond inputs:
   * - layer `{ calls: 3 }`: it is called that often on the same inputs, and the last call counts (default 1);
   * - metric `{ batches: 3 }`: that many batches are drawn from the input specs, one after another (default 2);
   * - optimizer `{ steps: 4, scales: [1, 0] }`: steps taken (default 4), one drawn gradient each, times `scales` in turn;
   *   the inputs are the starting values of its variables, one variable per spec;
   * - schedule `{ steps: [0, 1, 10] }`: iterations at which it is read;
   * - callback `{ logs: [{ loss: 1 }, …], batches?: [[{ loss: 1 }, …], …], learning_rate?: 0.1 }`: logs at the end of
   *   each epoch, those of each batch of each epoch, and the learning rate training starts with (default 0.01).
   * Values that are not finite are words: 'NaN', 'Infinity', '-Infinity'.
   */
  readonly extra?: JsonObject;
}
