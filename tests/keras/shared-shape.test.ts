/** A layer called again is held to the shape it was built for where Keras' input_spec holds it, and nowhere else. */
import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/base/json';
import { buildModel } from '../../src/keras';

type Case = readonly [string, { readonly [name: string]: Json }, readonly number[], readonly number[]];

/** What Keras 3.15.1 answers to a second call with another input. */
const REFUSED: readonly Case[] = [
  ['Dense', { units: 2 }, [3], [4]],
  ['Conv1D', { filters: 2, kernel_size: 2 }, [5, 2], [5, 4]],
  ['Conv1D', { filters: 2, kernel_size: 2, data_format: 'channels_first' }, [2, 5], [4, 5]],
  ['Conv1DTranspose', { filters: 2, kernel_size: 2 }, [5, 2], [5, 4]],
  ['Conv2DTranspose', { filters: 2, kernel_size: 2 }, [5, 3, 2], [5, 3, 6]],
  ['SeparableConv1D', { filters: 2, kernel_size: 2 }, [5, 2], [5, 1]],
  ['DepthwiseConv1D', { kernel_size: 2 }, [5, 2], [5, 1]],
  ['BatchNormalization', {}, [1], [3]],
  ['BatchNormalization', {}, [3], [2, 3]],
  ['GroupNormalization', { groups: 1 }, [1], [3]],
  ['GroupNormalization', { groups: 1 }, [3], [2, 3]],
  ['PReLU', {}, [3], [2, 3]],
  ['PReLU', { shared_axes: [1] }, [3, 1], [3, 2]],
  ['EinsumDense', { equation: '...a,ab->...b', output_shape: [2] }, [3], [2, 3]],
  // Keras takes it while the model is made, and fails when the model is called.
  ['ConvLSTM1D', { filters: 2, kernel_size: 2 }, [3, 5, 2], [3, 6, 2]],
];

const TAKEN: readonly Case[] = [
  ['Dense', { units: 2 }, [3], [5, 3]],
  ['Conv1D', { filters: 2, kernel_size: 2 }, [5, 2], [6, 2]],
  ['PReLU', {}, [1], [3]],
  ['PReLU', { shared_axes: [1] }, [3, 2], [4, 2]],
  ['LayerNormalization', {}, [3], [2, 3]],
  ['LSTM', { units: 2 }, [3, 2], [4, 2]],
  ['ConvLSTM1D', { filters: 2, kernel_size: 2 }, [3, 5, 2], [4, 5, 2]],
];

/** The problems of the second of two calls of one layer. */
function second([className, config, first, other]: Case): string[] {
  const { nodes } = buildModel(
    {
      layers: {
        a: { id: 'a', className: 'InputLayer', name: 'a', config: { shape: [...first] } },
        b: { id: 'b', className: 'InputLayer', name: 'b', config: { shape: [...other] } },
        shared: { id: 'shared', className, name: 'shared', config },
      },
      nodes: [
        { id: 'a', layer: 'a', inputs: [] },
        { id: 'b', layer: 'b', inputs: [] },
        { id: 'one', layer: 'shared', inputs: [{ node: 'a', index: 0 }] },
        { id: 'two', layer: 'shared', inputs: [{ node: 'b', index: 0 }] },
      ],
      inputs: ['a', 'b'],
      outputs: [
        { node: 'one', index: 0 },
        { node: 'two', index: 0 },
      ],
    },
    1,
  );
  expect(nodes.get('one')?.problems).toEqual([]);
  return (nodes.get('two')?.problems ?? []).map((p) => p.code);
}

describe('a shared layer', () => {
  test.each(REFUSED)('%s %o refuses what Keras refuses: built for %o, called with %o', (...c) => {
    expect(second(c)).toEqual(['shared-shape']);
  });

  test.each(TAKEN)('%s %o takes what Keras takes: built for %o, called with %o', (...c) => {
    expect(second(c)).toEqual([]);
  });
});
