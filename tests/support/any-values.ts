/** Values for arguments of any kind: such as they take, such of their kind as they do not take, and such of other kinds. */
import fc from 'fast-check';
import type { Json, JsonObject } from '../../src/base/json';
import { type Arg, isObjectKind } from '../../src/keras';
import { startingSpec } from '../../src/ui/starting-config';

const wholes = fc.constantFrom(0, 1, -1, 2, 3, 5, 7, -4, 300, 2 ** 31, 1e15, -1e9);
const numbers = fc.oneof(wholes, fc.constantFrom(0.5, 1.5, -0.5, 1e-30, 1e30));
const lists = fc.array(fc.oneof(numbers, fc.constant(null), fc.array(numbers, { maxLength: 3 })), { maxLength: 4 });
const texts = fc.oneof(
  fc.constantFrom('', 'x', '...', 'ab,bc->ac', '->', 'hann', 'same', 'relu', 'channels_first', 'epoch', '__proto__'),
  fc.string({ maxLength: 8 }),
);

const objects: fc.Arbitrary<Json> = fc.oneof(
  texts,
  fc
    .constantFrom('Dense', 'LSTM', 'LSTMCell', 'Conv2D', 'Bidirectional', 'Hashing', 'InputLayer', 'Embedding', 'Add')
    .map((className) => startingSpec('layer', className) as unknown as Json),
  fc.constantFrom<Json>(
    { className: 'Dense', config: {} },
    { className: 'LSTM', config: { units: 0 } },
    { className: 'BatchNormalization', config: { axis: 9 } },
    { className: 'Conv2D', config: { filters: 2, kernel_size: 99 } },
    { className: 'RNN', config: { cell: { className: 'LSTMCell', config: { units: -1 } } } },
    { className: 'StackedRNNCells', config: { cells: [] } },
    { className: 'GlorotUniform', config: { input_axes: [0], output_axes: [9] } },
    { className: 'VarianceScaling', config: { scale: -1 } },
    { className: 'MaxNorm', config: { axis: 9 } },
    { className: 'OrthogonalRegularizer', config: {} },
    { className: 'STFT', config: {} },
    { className: 'Nowhere', config: {} },
  ),
);

/** What an argument may be set to. */
export function valuesOf(a: Arg): fc.Arbitrary<Json> {
  const likely: fc.Arbitrary<Json> = isObjectKind(a.kind)
    ? objects
    : a.kind === 'choice'
      ? fc.constantFrom(...(a.choices ?? ['']))
      : a.kind === 'bool'
        ? fc.boolean()
        : a.kind === 'string'
          ? texts
          : a.alternative === 'layers'
            ? fc.array(objects, { maxLength: 3 })
            : fc.oneof(numbers, lists);
  return fc.oneof({ weight: 6, arbitrary: likely }, fc.constant(null), numbers, texts, lists, objects, fc.boolean());
}

/** A config with up to three of its arguments set to anything. */
export function changed(args: { readonly [name: string]: Arg }, config: JsonObject): fc.Arbitrary<JsonObject> {
  const names = Object.keys(args);
  if (names.length === 0) return fc.constant(config);
  return fc
    .uniqueArray(fc.constantFrom(...names), { maxLength: 3 })
    .chain((some) => fc.record(Object.fromEntries(some.map((n) => [n, valuesOf(args[n] as Arg)]))))
    .map((other) => ({ ...config, ...other }));
}
