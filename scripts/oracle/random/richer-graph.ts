/**
 * What random models seldom come to by single steps: masks that pass through Bidirectional and merges into what reads
 * them, encoders that hand their states to decoders, models of two inputs called twice, whole numbers on the way.
 */
import type { JsonObject } from '../../../src/base/json';
import type { LayerSpec, TensorRef } from '../../../src/graph/model';
import type { Draws } from './draws';
import { type Growing, TOKENS } from './growing-graph';

type ModelOf = (shapes: readonly (readonly number[])[]) => LayerSpec | null;

interface Known {
  readonly ref: TensorRef;
  readonly shape: readonly number[];
}

const float = (g: Growing): Known[] =>
  [...g.types()].flatMap(([node, types]) =>
    types.flatMap(({ shape, dtype }, index) => (dtype === 'float32' ? [{ ref: { node, index }, shape }] : [])),
  );

/** Calls a layer; what it gives, or nothing where it does not fit. */
function called(g: Growing, className: string, config: JsonObject, inputs: readonly TensorRef[]): TensorRef[] {
  return callOf(g, g.layer(className, config), inputs);
}

function callOf(g: Growing, layer: LayerSpec, inputs: readonly TensorRef[], wholeNumbers = false): TensorRef[] {
  if (!g.tryCall(layer, inputs, wholeNumbers)) return [];
  const node = g.nodes.at(-1)?.id ?? '';
  return (g.types().get(node) ?? []).map((_, index) => ({ node, index }));
}

/** A sequence, mostly with a mask: of words, of numbers some of which are masked, or one there is. */
function sequence(g: Growing, draws: Draws): TensorRef | null {
  const words = g.inputs.find((id) => g.types().get(id)?.[0]?.dtype === 'int32');
  if (words && draws.chance(0.6)) {
    const config = { input_dim: TOKENS, output_dim: 3, mask_zero: draws.chance(0.8) };
    return called(g, 'Embedding', config, [{ node: words, index: 0 }])[0] ?? null;
  }
  const found = float(g).filter((t) => t.shape.length === 3);
  if (found.length === 0) return null;
  const { ref } = draws.pick(found);
  if (draws.chance(0.3)) return ref;
  const relu = called(g, 'ReLU', {}, [ref])[0];
  // Steps of zeros are masked: rectified numbers have some.
  return relu ? (called(g, 'Masking', { mask_value: 0 }, [relu])[0] ?? null) : null;
}

const cell = (draws: Draws): string => draws.pick(['LSTM', 'GRU', 'SimpleRNN']);
const MERGES = ['Add', 'Multiply', 'Average', 'Maximum', 'Minimum', 'Concatenate'];

/** What reads masks, or has to hand them on. */
const READERS: readonly (readonly [string, JsonObject])[] = [
  ['LSTM', { units: 2 }],
  ['GRU', { units: 2, return_sequences: true, go_backwards: true }],
  ['GlobalAveragePooling1D', {}],
  ['TimeDistributed', { layer: { className: 'Dense', config: { units: 2 } } }],
  ['LayerNormalization', {}],
  ['BatchNormalization', {}],
  ['Softmax', {}],
  ['Conv1D', { filters: 2, kernel_size: 2 }],
  ['Flatten', {}],
];

/** Two masked ways that meet, through one Bidirectional or two. */
function masksThroughMerges(g: Growing, draws: Draws): void {
  const [a, b] = [sequence(g, draws), sequence(g, draws)];
  if (!a || !b) return;
  const layer = (): LayerSpec =>
    g.layer('Bidirectional', {
      layer: { className: cell(draws), config: { units: 2, return_sequences: true } },
      merge_mode: draws.pick(['concat', 'sum', 'mul', 'ave', null]),
    });
  const first = layer();
  const left = callOf(g, first, [a]);
  const right = callOf(g, draws.chance(0.5) ? first : layer(), [b]);
  const ends = [...left, ...right];
  if (ends.length < 2) return;
  const merged = called(g, draws.pick(MERGES), {}, ends)[0] ?? (ends[0] as TensorRef);
  if (draws.chance(0.3)) called(g, 'MultiHeadAttention', { num_heads: 2, key_dim: 2 }, [merged, draws.pick(ends)]);
  else called(g, ...draws.pick(READERS), [merged]);
}

/** An encoder whose last states a decoder begins with, both ways at once or one. */
function encoderAndDecoder(g: Growing, draws: Draws): void {
  const [from, to] = [sequence(g, draws), sequence(g, draws)];
  if (!from || !to) return;
  const className = cell(draws);
  const both = draws.chance(0.3);
  const recurrent = (config: JsonObject): LayerSpec => {
    const inner = { units: 2, ...config };
    return both ? g.layer('Bidirectional', { layer: { className, config: inner } }) : g.layer(className, inner);
  };
  const encoder = recurrent({
    return_state: true,
    return_sequences: draws.chance(0.5),
    go_backwards: draws.chance(0.3),
  });
  const [, ...states] = callOf(g, encoder, [from]);
  if (states.length === 0) return;
  const decoded = callOf(g, recurrent({ return_sequences: true }), [to, ...states])[0];
  if (decoded && draws.chance(0.5)) called(g, 'Dense', { units: 3 }, [decoded]);
}

/** A model of two inputs, called with two tensors and again with others of their shapes. */
function modelOfTwo(g: Growing, draws: Draws, modelOf: ModelOf): void {
  const known = float(g).filter((t) => t.shape.length > 1);
  if (known.length === 0) return;
  const [a, b] = [draws.pick(known), draws.pick(known)];
  const model = modelOf([a.shape.slice(1), b.shape.slice(1)]);
  if (!model || callOf(g, model, [a.ref, b.ref]).length === 0) return;
  const like = (t: Known): TensorRef => draws.pick(float(g).filter((o) => o.shape.join() === t.shape.join())).ref;
  callOf(g, model, [like(a), like(b)]);
}

/** Whole numbers made of an input, or given as one, and what can read them. */
function wholeNumbers(g: Growing, draws: Draws): void {
  const types = g.types();
  const id = draws.pick(g.inputs);
  const given = { node: id, index: 0 };
  const [from] =
    types.get(id)?.[0]?.dtype === 'int32'
      ? [given]
      : callOf(g, g.layer('Discretization', { bin_boundaries: [-0.4, 0.05, 0.5] }), [given], true);
  if (!from) return;
  const reader = draws.pick(['Embedding', 'CategoryEncoding', 'ops.Cast']);
  if (reader === 'Embedding')
    called(g, reader, { input_dim: TOKENS, output_dim: 2, mask_zero: draws.chance(0.5) }, [from]);
  else if (reader === 'ops.Cast') called(g, reader, { dtype: 'float32' }, [from]);
  else called(g, reader, { num_tokens: TOKENS, output_mode: draws.pick(['multi_hot', 'count']) }, [from]);
}

/** Adds one or two of these to a graph, where they fit. */
export function enrich(g: Growing, draws: Draws, modelOf: ModelOf): void {
  const parts = draws.shuffled([masksThroughMerges, masksThroughMerges, encoderAndDecoder, modelOfTwo, wholeNumbers]);
  for (const part of parts.slice(0, draws.whole(1, 2))) part(g, draws, modelOf);
}
