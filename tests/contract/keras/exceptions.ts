/** Where a signature knowingly differs from Keras', each with its reason. The contract suite accepts nothing else. */
import { isJsonObject, type Json, type JsonObject } from '../../../src/base/json';
import type { Definition, Kind } from '../../../src/keras';

interface Exception {
  readonly argument: string;
  /** All kinds when absent. */
  readonly kinds?: readonly Kind[];
  /** All objects of the kinds when absent. */
  readonly objects?: readonly string[];
  readonly reason: string;
}

/** Layers of words and whole numbers, which Keras runs by TensorFlow. */
const LOOKUPS = ['Hashing', 'HashedCrossing', 'IntegerLookup', 'StringLookup', 'TextVectorization'];

/** Arguments of Keras that are not offered. */
const OMITTED: readonly Exception[] = [
  { argument: 'name', reason: 'Names belong to the document: cards are renamed in place, logs have fixed keys.' },
  { argument: 'dtype', reason: 'Everything is computed in float32; integers stay integers.' },
  { argument: 'autocast', kinds: ['layer'], reason: 'There is one float type, so nothing is cast.' },
  {
    argument: 'lora_rank',
    kinds: ['layer'],
    reason: 'Low-rank adapters are made after training a base model elsewhere.',
  },
  { argument: 'lora_alpha', kinds: ['layer'], reason: 'Goes with lora_rank.' },
  { argument: 'quantization_config', kinds: ['layer'], reason: 'Quantised layers cannot be trained.' },
  {
    argument: 'weights',
    objects: ['Embedding', 'Bidirectional'],
    reason: 'A way of Keras 2: weights are loaded into the model.',
  },
  {
    argument: 'sparse',
    objects: ['InputLayer', 'CategoryEncoding', 'Discretization', ...LOOKUPS],
    reason: 'Tensors are dense.',
  },
  { argument: 'ragged', objects: ['InputLayer', 'TextVectorization'], reason: 'Tensors are dense.' },
  { argument: 'gptq_unpacked_column_size', kinds: ['layer'], reason: 'Quantised layers cannot be trained.' },
  { argument: 'use_cudnn', kinds: ['layer'], reason: 'Chooses a kernel of NVIDIA cards; results are the same.' },
  { argument: 'flash_attention', kinds: ['layer'], reason: 'Chooses a kernel; results are the same.' },
  { argument: 'synchronized', objects: ['BatchNormalization'], reason: 'For several devices; there is one.' },
  {
    argument: 'activity_regularizer',
    objects: ['SimpleRNN'],
    reason: 'Keras takes it and forgets it: its loss has no such penalty.',
  },
  { argument: 'output_shape', objects: ['Lambda'], reason: 'Follows from the expression.' },
  { argument: 'mask', objects: ['Lambda'], reason: 'A tensor or a function of Python.' },
  {
    argument: 'input_tensor',
    objects: ['InputLayer'],
    reason: 'A symbolic tensor of Python; a graph has none to give.',
  },
];

/** Arguments offered that Keras takes through **kwargs, so its signature does not list them. */
const EXTRA: readonly Exception[] = [
  { argument: 'trainable', kinds: ['layer'], reason: 'An argument of the base class.' },
  { argument: 'dtype', kinds: ['layer'], reason: 'An argument of the base class.' },
  { argument: 'activity_regularizer', kinds: ['layer'], reason: 'An argument of the base class.' },
  { argument: 'seed', objects: ['AdditiveAttention'], reason: 'An argument of the base class Attention.' },
  { argument: 'data_format', objects: ['RandomContrast'], reason: 'An argument of the base class.' },
  { argument: 'zero_output_for_mask', kinds: ['layer'], reason: 'An argument of the base class RNN.' },
  { argument: 'model', objects: ['Functional', 'Sequential'], reason: 'Keras makes models of tensors or of a list.' },
  {
    argument: 'made_first',
    objects: ['Functional', 'Sequential'],
    reason: 'In a script it is where the model is made.',
  },
  { argument: 'rms_scaling', objects: ['LayerNormalization'], reason: 'Deprecated, but still in configs.' },
];

/** Arguments with a default where Keras asks for a value. */
const OPTIONAL: readonly Exception[] = [
  { argument: 'activation', objects: ['Activation'], reason: 'None is linear, so a new card works at once.' },
];

/** The layer that Bidirectional makes of the one it is given. */
function turned(layer: Json | undefined): Json {
  if (!isJsonObject(layer) || !isJsonObject(layer.config)) return null;
  return { ...layer, config: { ...layer.config, go_backwards: true } };
}

/** Bidirectional sets this of the layers it is given. */
function ofBidirectional(layer: Json | undefined): Json | undefined {
  if (!isJsonObject(layer) || !isJsonObject(layer.config)) return layer;
  const { config } = layer;
  return { ...layer, config: { ...config, zero_output_for_mask: config.return_sequences ?? false } };
}

/** Arguments whose value in Keras' configs is worked out from others and does not make the same object when read alone. */
const DERIVED: readonly Exception[] = [
  { argument: 'num_thresholds', objects: ['AUC'], reason: 'Counted anew where thresholds are given.' },
  { argument: 'thresholds', objects: ['AUC'], reason: 'Written sorted.' },
  {
    argument: 'factor',
    objects: [
      'RandomBrightness',
      'RandomContrast',
      'RandomRotation',
      'RandomInvert',
      'RandomColorDegeneration',
      'RandomSharpness',
      'RandomErasing',
      'RandomHue',
      'RandomSaturation',
      'RandomGaussianBlur',
      'RandomPosterization',
      'RandomPerspective',
      'RandomElasticTransform',
      'CutMix',
      'RandAugment',
      'AugMix',
    ],
    reason: 'Written as its lower and its upper bound.',
  },
  { argument: 'sigma', objects: ['RandomGaussianBlur'], reason: 'Written as its lower and its upper bound.' },
  {
    argument: 'scale',
    objects: ['RandomErasing', 'RandomElasticTransform'],
    reason: 'Written as its lower and its upper bound.',
  },
  { argument: 'x_factor', objects: ['RandomShear'], reason: 'Written as its lower and its upper bound.' },
  { argument: 'y_factor', objects: ['RandomShear'], reason: 'Written as its lower and its upper bound.' },
  { argument: 'addition_factor', objects: ['Solarization'], reason: 'Written as its lower and its upper bound.' },
  { argument: 'threshold_factor', objects: ['Solarization'], reason: 'Written as its lower and its upper bound.' },
  { argument: 'dtype', objects: LOOKUPS, reason: 'Keras writes int64 or string; whole numbers have one size here.' },
  { argument: 'salt', objects: LOOKUPS, reason: 'Written as two numbers where one was given.' },
  { argument: 'seed', objects: ['RandomCrop'], reason: 'Written as a number of its own where none was given.' },
  { argument: 'sequence_length', objects: ['MelSpectrogram'], reason: 'Written as fft_length where none was given.' },
  {
    argument: 'max_freq',
    objects: ['MelSpectrogram'],
    reason: 'Written as half the sampling rate where none was given.',
  },
  { argument: 'groups', objects: ['GroupNormalization'], reason: 'Written as the number of channels where it was -1.' },
];

/** What null means where Keras' configs spell out what was chosen. */
const NULL_MEANS: { readonly [argument: string]: (config: JsonObject) => Json } = {
  // The one float type there is; metrics that fill a confusion matrix count in whole numbers.
  dtype: (c) => ('num_classes' in c || 'target_class_ids' in c ? 'int32' : 'float32'),
  // keras.config.image_data_format() as it is installed.
  data_format: () => 'channels_last',
  strides: (c) => c.pool_size ?? null,
  value_dim: (c) => c.key_dim ?? null,
  attention_axes: () => [1],
  exclude_layers: () => [],
  backward_layer: (c) => turned(c.layer),
  arguments: () => ({}),
  // Normalization: none keeps no axis apart.
  axis: () => [],
  renorm_clipping: (c) => (c.renorm ? {} : null),
  batch_shape: (c) => (Array.isArray(c.shape) ? [c.batch_size ?? null, ...c.shape] : null),
};

function reasonIn(table: readonly Exception[], d: Definition, argument: string): string | null {
  const found = table.find(
    (e) => e.argument === argument && (e.kinds?.includes(d.kind) ?? true) && (e.objects?.includes(d.name) ?? true),
  );
  return found?.reason ?? null;
}

export const omissionReason = (d: Definition, argument: string): string | null => reasonIn(OMITTED, d, argument);
export const extraReason = (d: Definition, argument: string): string | null => reasonIn(EXTRA, d, argument);

export const derivedReason = (d: Definition, argument: string): string | null => reasonIn(DERIVED, d, argument);
export const optionalReason = (d: Definition, argument: string): string | null => reasonIn(OPTIONAL, d, argument);

/** A config value, or what null in its place means. */
export function spelledOut(argument: string, config: JsonObject): Json | undefined {
  const value = config[argument];
  // Another word for the same, which Keras' configs do not keep.
  if (argument === 'distribution' && value === 'normal') return 'truncated_normal';
  const meaning = Object.hasOwn(NULL_MEANS, argument) ? NULL_MEANS[argument] : undefined;
  const meant = value === null && meaning ? meaning(config) : value;
  return 'merge_mode' in config && argument.endsWith('layer') ? ofBidirectional(meant) : meant;
}
