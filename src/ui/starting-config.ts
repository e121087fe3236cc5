/** The arguments a Keras object starts with when it is added: what Keras requires, set to something sensible to try. */
import type { Json, JsonObject } from '../base/json';
import type { ObjectSpec } from '../graph/model';
import { find, type Kind } from '../keras';

/** Starting values of required arguments, by name; they mean the same in every object that has them. */
const STARTS: { readonly [argument: string]: Json } = {
  units: 32,
  filters: 16,
  kernel_size: 3,
  rate: 0.3,
  pool_size: 2,
  input_dim: 1000,
  output_dim: 16,
  activation: 'relu',
  scale: 1 / 255,
  target_shape: [-1],
  n: 4,
  dims: [1],
  size: 2,
  padding: 1,
  cropping: 1,
  num_heads: 2,
  key_dim: 16,
  decay_steps: 1000,
  first_decay_steps: 1000,
  decay_rate: 0.9,
  initial_learning_rate: 0.01,
  boundaries: [1000],
  values: [0.01, 0.001],
  schedule: {
    className: 'ExponentialDecay',
    config: { initial_learning_rate: 0.01, decay_steps: 10, decay_rate: 0.9 },
  },
  inner_optimizer: { className: 'Adam', config: {} },
  optimizer_map: {
    className: 'OptimizerMap',
    config: { default_optimizer: { className: 'Adam', config: {} }, optimizer_map: {} },
  },
  output_size: 2,
  axes: 1,
  stddev: 0.1,
  equation: 'ab,bc->ac',
  output_shape: [32],
  head_dim: 16,
  num_query_heads: 4,
  num_key_value_heads: 2,
  threshold: 0,
  default_value: 0,
  num_classes: 2,
  target_class_ids: [0],
  recall: 0.8,
  precision: 0.8,
  sensitivity: 0.8,
  specificity: 0.8,
  filename: 'history.csv',
  filepath: 'best.keras',
  backup_dir: 'backup',
  factor: 0.2,
  height_factor: 0.1,
  width_factor: 0.1,
  height: 32,
  width: 32,
  max_number: 10,
  x_min: 0,
  x_max: 1,
  shape: [1],
  newshape: [-1],
  dtype: 'float32',
  axis: -1,
  axis1: 1,
  axis2: -1,
  source: 1,
  destination: -1,
  repeats: 2,
  shift: 1,
  indices_or_sections: 2,
  k: 1,
  subscripts: 'bij,bij->bi',
  pad_width: 1,
  key: ['...', 0],
  num_bins: 16,
  function: 'x ** 2',
  cells: [
    { className: 'LSTMCell', config: { units: 32 } },
    { className: 'LSTMCell', config: { units: 16 } },
  ],
};

/** Starting values of one class's own, where its argument means something else. */
const OWN: { readonly [className: string]: { readonly [argument: string]: Json } } = {
  RandomPosterization: { factor: 4 },
  'ops.Split': { axis: 1 },
  'ops.Stack': { axis: -1 },
  'ops.Take': { axis: -1, indices: [0] },
  Pipeline: {
    layers: [
      { className: 'RandomFlip', config: { mode: 'horizontal' } },
      { className: 'RandomRotation', config: { factor: 0.05 } },
    ],
  },
};

/** The number an operation of two tensors begins with where only one tensor reaches it. */
const OPERANDS: { readonly [className: string]: Json } = {
  'ops.Add': 1,
  'ops.Subtract': 1,
  'ops.Multiply': 2,
  'ops.Divide': 2,
  'ops.FloorDivide': 2,
  'ops.Mod': 2,
  'ops.Power': 2,
};

/** What a layer around another begins with. */
const WRAPPED: { readonly [className: string]: string } = { Bidirectional: 'LSTM' };

/** Operations over all axes unless told otherwise would put the samples of a batch together. */
const overBatch = (className: string, argument: string): boolean =>
  argument === 'axis' &&
  className.startsWith('ops.') &&
  className !== 'ops.Squeeze' &&
  find('layer', className)?.args.axis?.default === null;

/** An object with its required arguments filled in: from `given`, else the usual start. */
export function startingSpec(kind: Kind, className: string, given: { readonly [name: string]: Json } = {}): ObjectSpec {
  const definition = find(kind, className);
  const config: Record<string, Json> = {};
  for (const [name, arg] of Object.entries(definition?.args ?? {})) {
    const own = OWN[className]?.[name] ?? (overBatch(className, name) ? -1 : undefined);
    if (own !== undefined) config[name] = own;
    if (arg.default !== undefined || own !== undefined) continue;
    const inner =
      arg.kind === 'layer' ? (startingSpec('layer', WRAPPED[className] ?? 'Dense') as unknown as Json) : undefined;
    const value = given[name] ?? inner ?? STARTS[name];
    if (value !== undefined) config[name] = value;
  }
  return { className, config };
}

/** A layer as it begins in a stack: what combines two tensors gets a number in place of the second. */
export function stackedSpec(className: string): ObjectSpec {
  const spec = startingSpec('layer', className);
  if (!find('layer', className)?.args.x2) return spec;
  // Where chooses between 1 and 0 by the one tensor there is.
  const first: JsonObject = className === 'ops.Where' ? { x1: 1 } : {};
  return { ...spec, config: { ...spec.config, ...first, x2: OPERANDS[className] ?? 0 } };
}
