/** Bidirectional: a recurrent layer reads the sequence forwards, its twin backwards, and their outputs are merged. */

import type { JsonObject } from '../../../base/json';
import { type Problem, problem } from '../../../base/problem';
import type { Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';
import { type ArgValues, arg, type ObjectValue } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { resolve } from '../../core/registry';
import type { RecurrentConfig } from './recurrent';

const args = {
  layer: arg.layer({
    choices: ['SimpleRNN', 'LSTM', 'GRU'],
    doc: 'The recurrent layer that reads forwards; a copy of it reads backwards.',
  }),
  merge_mode: arg.optional(
    arg.choice('concat', ['concat', 'sum', 'mul', 'ave'], { doc: 'How the two outputs are merged; none keeps both.' }),
  ),
  backward_layer: arg.optional({
    ...arg.layer({
      choices: ['SimpleRNN', 'LSTM', 'GRU'],
      doc: 'Another layer to read backwards, with go_backwards on.',
      rare: true,
    }),
    default: null,
  }),
};
type Config = ArgValues<typeof args>;

interface Inner {
  readonly value: { readonly className: string; readonly config: JsonObject };
  readonly config: RecurrentConfig;
}

/** The layer an argument means, or null when it is not one of the recurrent layers. */
function innerOf(value: ObjectValue): Inner | null {
  const { definition, config } = resolve('layer', value);
  if (definition.family !== 'recurrent' || !Object.hasOwn(definition.args, 'go_backwards')) return null;
  return {
    value: { className: definition.name, config: typeof value === 'string' ? {} : value.config },
    config: config as RecurrentConfig,
  };
}

/** Both directions as Keras makes them: the backward one is a turned copy, and masked steps of a sequence are zero. */
function directions(c: Config): { forward: Inner; backward: Inner } | null {
  const forward = innerOf(c.layer);
  if (!forward) return null;
  const turned = { ...forward.value, config: { ...forward.value.config, go_backwards: true } };
  const backward = innerOf(c.backward_layer ?? turned);
  return backward ? { forward, backward } : null;
}

const asUsed = (inner: Inner): ObjectValue => ({
  ...inner.value,
  config: { ...inner.value.config, zero_output_for_mask: inner.config.return_sequences },
});

/** What both directions have to share; Keras takes the output's size from the forward one alone. */
const COMMON = ['stateful', 'return_sequences', 'return_state', 'units'] as const;

function pairProblem(c: Config): Problem | null {
  const pair = directions(c);
  if (!pair) {
    return problem('recurrent-needed', 'Bidirectional turns a recurrent layer round: SimpleRNN, LSTM or GRU.', {
      where: innerOf(c.layer) ? 'backward_layer' : 'layer',
      expected: 'a recurrent layer',
      received: [c.layer, c.backward_layer]
        .map((v) => (v === null ? '' : typeof v === 'string' ? v : v.className))
        .join(' '),
    });
  }
  const { forward, backward } = pair;
  if (forward.config.go_backwards === backward.config.go_backwards) {
    const [argument, inner, go_backwards] =
      c.backward_layer === null
        ? (['layer', forward, false] as const)
        : (['backward_layer', backward, !forward.config.go_backwards] as const);
    const value = { ...inner.value, config: { ...inner.value.config, go_backwards } };
    return problem('same-direction', 'Both layers would read in the same direction.', {
      where: argument,
      expected: 'one with go_backwards off and one with it on',
      received: `go_backwards ${forward.config.go_backwards ? 'on' : 'off'} in both`,
      fixes: [
        {
          label: `Turn go_backwards ${go_backwards ? 'on' : 'off'}`,
          action: 'set-argument',
          params: { argument, value },
        },
      ],
    });
  }
  const differing = COMMON.find((name) => forward.config[name] !== backward.config[name]);
  if (!differing) return null;
  return problem('directions-differ', `The two layers need the same ${differing}.`, {
    where: 'backward_layer',
    expected: `${differing} ${String(forward.config[differing])}`,
    received: String(backward.config[differing]),
    fixes: [
      { label: 'Use a copy of the forward layer', action: 'remove-argument', params: { argument: 'backward_layer' } },
    ],
  });
}

/** The inputs of one direction: the sequence and its half of the initial states. */
function half<T>(inputs: readonly T[], second: boolean): T[] {
  const middle = 1 + (inputs.length - 1) / 2;
  return [inputs[0] as T, ...(second ? inputs.slice(middle) : inputs.slice(1, middle))];
}

function merge(mode: Config['merge_mode'], y: Tensor, reversed: Tensor): Tensor[] {
  switch (mode) {
    case 'concat':
      return [ops.concat([y, reversed], -1)];
    case 'sum':
      return [ops.add(y, reversed)];
    case 'mul':
      return [ops.mul(y, reversed)];
    case 'ave':
      return [ops.div(ops.add(y, reversed), 2)];
    case null:
      return [y, reversed];
  }
}

const labelOf = (v: ObjectValue): string => {
  if (typeof v === 'string') return v;
  return typeof v.config.units === 'number' ? `${v.className} ${v.config.units}` : v.className;
};

export default defineLayer({
  name: 'Bidirectional',
  family: 'recurrent',
  summary: 'Reads a sequence from both ends with two recurrent layers and merges what they found.',
  aliases: ['both directions', 'BiLSTM', 'BiGRU', 'wrapper'],
  inputs: { count: [1, null] },
  args,
  masking: 'own',
  card: (c) => [labelOf(c.layer), c.merge_mode === 'concat' ? null : (c.merge_mode ?? 'both')],
  check(c, inputs) {
    const bad = pairProblem(c);
    if (bad || inputs.length % 2 === 1) return bad;
    return problem('initial-state', 'Each direction needs initial states of its own, so they come in pairs.', {
      expected: 'a sequence and an even number of states',
      received: `${inputs.length - 1} states`,
    });
  },
  build(b, c, inputs) {
    const pair = directions(c);
    if (!pair) throw new Error('Bidirectional was built with layers that were not checked.');
    const backward = (copied: boolean) => b.built('backward_layer', asUsed(pair.backward), half(inputs, true), copied);
    // Keras makes both layers it is given, then keeps a copy of the first, and drops that itself.
    b.dropped(c.layer, half(inputs, false));
    if (c.backward_layer !== null) backward(false);
    b.built('forward_layer', asUsed(pair.forward), half(inputs, false), true);
    if (c.backward_layer === null) backward(true);
    b.arrange(['forward_layer', 'backward_layer']);
  },
  call(ctx, c, inputs) {
    const mask = ctx.masks[0] ?? null;
    const run = (attribute: string, xs: readonly Tensor[]) =>
      ctx.call(
        attribute,
        xs,
        xs.map((_, i) => (i === 0 ? mask : null)),
      );
    const forward = run('forward_layer', half(inputs, false));
    const backward = run('backward_layer', half(inputs, true));
    const [y, ...states] = forward.outputs as [Tensor, ...Tensor[]];
    const [last, ...backStates] = backward.outputs as [Tensor, ...Tensor[]];
    const merged = merge(c.merge_mode, y, y.rank === 3 ? ops.reverse(last, [1]) : last);
    merged.forEach((_, i) => {
      ctx.setMask(forward.masks[0] ?? null, i);
    });
    return [...merged, ...states, ...backStates];
  },
  arithmetic(c, [x]) {
    const pair = directions(c);
    if (!pair || !x) return [];
    return Object.entries(pair).flatMap(([name, inner]) => {
      const { definition, config } = resolve('layer', inner.value);
      return (definition.arithmetic?.(config, [x as ValueType], []) ?? []).map((line) => `${name} ${line}`);
    });
  },
  cases: [
    {
      name: 'concatenated',
      config: { layer: { className: 'LSTM', config: { units: 3 } } },
      inputs: [{ shape: [2, 4, 3] }],
    },
    {
      name: 'sum of sequences',
      config: {
        layer: { className: 'GRU', config: { units: 2, return_sequences: true, zero_output_for_mask: true } },
        merge_mode: 'sum',
      },
      inputs: [{ shape: [2, 4, 3] }],
    },
    {
      name: 'product, masked',
      config: {
        layer: { className: 'SimpleRNN', config: { units: 2, return_sequences: true, zero_output_for_mask: true } },
        merge_mode: 'mul',
      },
      inputs: [{ shape: [3, 5, 2], mask: [3, 5] }],
    },
    {
      name: 'mean with states',
      config: { layer: { className: 'LSTM', config: { units: 2, return_state: true } }, merge_mode: 'ave' },
      inputs: [{ shape: [2, 4, 2], mask: [2, 4] }],
    },
    {
      name: 'both kept',
      config: {
        layer: {
          className: 'GRU',
          config: { units: 2, return_sequences: true, zero_output_for_mask: true, return_state: true },
        },
        merge_mode: null,
      },
      inputs: [{ shape: [2, 3, 2] }],
    },
    {
      name: 'another layer backwards',
      config: {
        layer: {
          className: 'LSTM',
          config: {
            units: 2,
            return_sequences: true,
            zero_output_for_mask: true,
            kernel_initializer: { className: 'HeNormal', config: { seed: 1 } },
            recurrent_initializer: { className: 'Orthogonal', config: { seed: 2 } },
            seed: 3,
          },
        },
        backward_layer: {
          className: 'GRU',
          config: {
            units: 2,
            return_sequences: true,
            zero_output_for_mask: true,
            go_backwards: true,
            kernel_initializer: { className: 'HeNormal', config: { seed: 4 } },
            recurrent_initializer: { className: 'Orthogonal', config: { seed: 5 } },
            seed: 6,
          },
        },
      },
      inputs: [{ shape: [2, 4, 3] }],
      training: true,
    },
    {
      name: 'dropout in both directions',
      config: { layer: { className: 'LSTM', config: { units: 3, dropout: 0.3, seed: 21 } } },
      inputs: [{ shape: [3, 4, 4] }],
      training: true,
    },
    {
      name: 'stateful in both directions',
      config: {
        layer: {
          className: 'LSTM',
          config: { units: 2, stateful: true, return_sequences: true, zero_output_for_mask: true },
        },
      },
      inputs: [{ shape: [2, 3, 3], mask: [2, 3] }],
      extra: { calls: 3 },
    },
  ],
});
