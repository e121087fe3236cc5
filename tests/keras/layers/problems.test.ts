/** What a layer says when it does not fit: in Keras' terms, with ways on that work. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/base/json';
import type { Fix } from '../../../src/base/problem';
import type { ValueType } from '../../../src/ops';
import { floats, report } from './support';

interface Bad {
  readonly layer: string;
  readonly config: JsonObject;
  readonly inputs: readonly ValueType[];
  readonly code: string;
  readonly says: RegExp;
  /** How many ways on are offered at least. */
  readonly fixes: number;
}

const lstm = (config: JsonObject) => ({ className: 'LSTM', config: { units: 3, ...config } });

const BAD: readonly Bad[] = [
  {
    layer: 'InputLayer',
    config: { batch_shape: [3, 4], shape: [4] },
    inputs: floats([3, 4]),
    code: 'input-shape-twice',
    says: /shape or batch_shape/,
    fixes: 1,
  },
  {
    layer: 'InputLayer',
    config: { batch_shape: [3, 4], batch_size: 3 },
    inputs: floats([3, 4]),
    code: 'input-shape-twice',
    says: /batch_size or batch_shape/,
    fixes: 1,
  },
  {
    layer: 'Conv2DTranspose',
    config: { filters: 2, kernel_size: 3, strides: 2, output_padding: 2 },
    inputs: floats([2, 3, 3, 1]),
    code: 'output-padding',
    says: /below the strides/,
    fixes: 1,
  },
  {
    layer: 'SeparableConv1D',
    config: { filters: 2, kernel_size: 5 },
    inputs: floats([2, 3, 1]),
    code: 'window-too-large',
    says: /5 kernel/,
    fixes: 2,
  },
  {
    layer: 'Cropping2D',
    config: {
      cropping: [
        [1, 1],
        [0, 4],
      ],
    },
    inputs: floats([2, 4, 4, 1]),
    code: 'crop-too-large',
    says: /takes away all/,
    fixes: 1,
  },
  {
    layer: 'GroupNormalization',
    config: {},
    inputs: floats([2, 4, 12]),
    code: 'groups-split',
    says: /12 channels do not split into 32/,
    fixes: 2,
  },
  {
    layer: 'SpectralNormalization',
    config: { layer: { className: 'LSTM', config: { units: 2 } } },
    inputs: floats([2, 4, 3]),
    code: 'wrapped-layer',
    says: /no kernel of its own/,
    fixes: 0,
  },
  {
    layer: 'GaussianDropout',
    config: { rate: 1 },
    inputs: floats([2, 3]),
    code: 'rate-one',
    says: /infinite/,
    fixes: 1,
  },
  {
    layer: 'EinsumDense',
    config: { equation: 'ab,bc->ad', output_shape: [4] },
    inputs: floats([2, 3]),
    code: 'einsum',
    says: /size of axis c is not known/,
    fixes: 0,
  },
  {
    layer: 'Attention',
    config: {},
    inputs: floats([2, 3, 4], [2, 5, 3]),
    code: 'attention-shapes',
    says: /same features/,
    fixes: 0,
  },
  {
    layer: 'GroupQueryAttention',
    config: { head_dim: 2, num_query_heads: 4, num_key_value_heads: 3 },
    inputs: floats([2, 3, 4]),
    code: 'heads-split',
    says: /do not split evenly/,
    fixes: 1,
  },
  {
    layer: 'RNN',
    config: { cell: { className: 'Dense', config: { units: 2 } } },
    inputs: floats([2, 3, 4]),
    code: 'cells-needed',
    says: /RNN steps a cell/,
    fixes: 0,
  },
  {
    layer: 'LSTMCell',
    config: { units: 2 },
    inputs: floats([2, 3], [2, 2], [2, 3]),
    code: 'cell-states',
    says: /one input and its states/,
    fixes: 0,
  },
  {
    layer: 'ConvLSTM2D',
    config: { filters: 2, kernel_size: 2 },
    inputs: floats([2, 3, 4, 4]),
    code: 'sequence-needed',
    says: /sequences of 2-dimensional images/,
    fixes: 0,
  },
  {
    layer: 'Resizing',
    config: { height: 2, width: 2, crop_to_aspect_ratio: true, pad_to_aspect_ratio: true },
    inputs: floats([2, 4, 4, 1]),
    code: 'crop-or-pad',
    says: /not both/,
    fixes: 2,
  },
  {
    layer: 'RandomZoom',
    config: { height_factor: [0.1, 0.2, 0.3] },
    inputs: floats([2, 4, 4, 1]),
    code: 'two-bounds',
    says: /a lower and an upper bound/,
    fixes: 0,
  },
  {
    layer: 'RandomHue',
    config: { factor: 0.5 },
    inputs: floats([2, 4, 4, 1]),
    code: 'colour-channels',
    says: /three channels/,
    fixes: 0,
  },
  {
    layer: 'Discretization',
    config: { bin_boundaries: [2, 1] },
    inputs: floats([2, 3]),
    code: 'bins-needed',
    says: /numbers that rise/,
    fixes: 0,
  },
  {
    layer: 'Conv2D',
    config: { filters: 2, kernel_size: 5 },
    inputs: floats([2, 3, 4, 1]),
    code: 'window-too-large',
    says: /5×5 kernel does not fit in an input of 3×4/,
    fixes: 2,
  },
  {
    layer: 'Conv1D',
    config: { filters: 2, kernel_size: 3, dilation_rate: 4 },
    inputs: floats([2, 6, 1]),
    code: 'window-too-large',
    says: /9 kernel/,
    fixes: 2,
  },
  {
    layer: 'MaxPooling2D',
    config: {},
    inputs: floats([2, 1, 1, 4]),
    code: 'window-too-large',
    says: /2×2 window/,
    fixes: 2,
  },
  {
    layer: 'DepthwiseConv2D',
    config: { kernel_size: [4, 1] },
    inputs: floats([2, 2, 8, 3]),
    code: 'window-too-large',
    says: /4×1 kernel/,
    fixes: 2,
  },
  {
    layer: 'Conv2D',
    config: { filters: 4, kernel_size: 1, groups: 2 },
    inputs: floats([2, 4, 4, 3]),
    code: 'groups-split',
    says: /3 input channels/,
    fixes: 1,
  },
  {
    layer: 'Conv2D',
    config: { filters: 5, kernel_size: 1, groups: 2 },
    inputs: floats([2, 4, 4, 4]),
    code: 'groups-split',
    says: /5 filters/,
    fixes: 2,
  },
  {
    layer: 'Conv1D',
    config: { filters: 2, kernel_size: 2, strides: 2, dilation_rate: 2 },
    inputs: floats([2, 9, 1]),
    code: 'stride-and-dilation',
    says: /cannot both/,
    fixes: 2,
  },
  {
    layer: 'Reshape',
    config: { target_shape: [5, 3] },
    inputs: floats([2, 4, 5]),
    code: 'reshape-size',
    says: /20 numbers \(4·5\).*\(5, 3\)/,
    fixes: 2,
  },
  {
    layer: 'Reshape',
    config: { target_shape: [-1, -1] },
    inputs: floats([2, 4, 5]),
    code: 'reshape-size',
    says: /At most one/,
    fixes: 1,
  },
  {
    layer: 'Permute',
    config: { dims: [1, 3] },
    inputs: floats([2, 4, 5]),
    code: 'permute-dims',
    says: /2 axes/,
    fixes: 1,
  },
  { layer: 'Softmax', config: { axis: 3 }, inputs: floats([2, 4, 5]), code: 'axis-range', says: /no axis 3/, fixes: 1 },
  {
    layer: 'BatchNormalization',
    config: { axis: -4 },
    inputs: floats([2, 4, 5]),
    code: 'axis-range',
    says: /no axis -4/,
    fixes: 1,
  },
  {
    layer: 'Dropout',
    config: { rate: 0.2, noise_shape: [null, 3] },
    inputs: floats([2, 4]),
    code: 'noise-shape',
    says: /one size per axis/,
    fixes: 1,
  },
  {
    layer: 'Rescaling',
    config: { scale: [1, 2] },
    inputs: floats([2, 4, 3]),
    code: 'literal-shape',
    says: /scale/,
    fixes: 1,
  },
  {
    layer: 'Normalization',
    config: { mean: 1 },
    inputs: floats([2, 4]),
    code: 'mean-and-variance',
    says: /together/,
    fixes: 1,
  },
  {
    layer: 'Add',
    config: {},
    inputs: floats([2, 4], [2, 3]),
    code: 'merge-shapes',
    says: /\(None, 4\) and \(None, 3\)/,
    fixes: 1,
  },
  {
    layer: 'Add',
    config: {},
    inputs: floats([2, 7, 7, 3], [2, 4, 4, 8]),
    code: 'merge-shapes',
    says: /do not match/,
    fixes: 0,
  },
  {
    layer: 'Concatenate',
    config: {},
    inputs: floats([2, 4, 3], [2, 5, 3]),
    code: 'concatenate-shapes',
    says: /differ outside axis -1/,
    fixes: 1,
  },
  {
    layer: 'Dot',
    config: { axes: 1 },
    inputs: floats([2, 4, 3], [2, 5, 3]),
    code: 'dot-axes',
    says: /same size/,
    fixes: 1,
  },
  {
    layer: 'LSTM',
    config: { units: 3 },
    inputs: floats([2, 8]),
    code: 'sequence-needed',
    says: /sequence of steps.*\(None, 8\)/,
    fixes: 1,
  },
  {
    layer: 'GRU',
    config: { units: 3 },
    inputs: floats([2, 8, 8, 1]),
    code: 'sequence-needed',
    says: /sequence of steps/,
    fixes: 1,
  },
  {
    layer: 'TimeDistributed',
    config: { layer: { className: 'GRU', config: { units: 3, stateful: true } } },
    inputs: floats([2, 4, 8, 1]),
    code: 'stateful-batch',
    says: /a state for each row/,
    fixes: 0,
  },
  {
    layer: 'LSTM',
    config: { units: 3 },
    inputs: floats([2, 8, 1], [2, 3]),
    code: 'initial-state',
    says: /2 tensors of shape \(None, 3\)/,
    fixes: 0,
  },
  {
    layer: 'Bidirectional',
    config: { layer: { className: 'Dense', config: { units: 2 } } },
    inputs: floats([2, 8, 1]),
    code: 'recurrent-needed',
    says: /SimpleRNN, LSTM or GRU/,
    fixes: 0,
  },
  {
    layer: 'Bidirectional',
    config: { layer: lstm({ go_backwards: true }) },
    inputs: floats([2, 8, 1]),
    code: 'same-direction',
    says: /same direction/,
    fixes: 1,
  },
  {
    layer: 'Bidirectional',
    config: { layer: lstm({}), backward_layer: lstm({ go_backwards: true, return_sequences: true }) },
    inputs: floats([2, 8, 1]),
    code: 'directions-differ',
    says: /return_sequences/,
    fixes: 1,
  },
  {
    layer: 'TimeDistributed',
    config: { layer: { className: 'Dot', config: { axes: 1 } } },
    inputs: floats([2, 8, 1]),
    code: 'wrapped-layer',
    says: /Dot/,
    fixes: 0,
  },
  {
    layer: 'MultiHeadAttention',
    config: { num_heads: 1, key_dim: 2, attention_axes: 2 },
    inputs: floats([2, 8, 3]),
    code: 'attention-axes',
    says: /between the batch/,
    fixes: 1,
  },
  {
    layer: 'MultiHeadAttention',
    config: { num_heads: 1, key_dim: 2 },
    inputs: floats([2, 8, 3], [2, 8, 3], [2, 7, 3]),
    code: 'attention-shapes',
    says: /same positions/,
    fixes: 0,
  },
];

/** The report after a way on was taken. */
function after(bad: Bad, fix: Fix) {
  const p = fix.params ?? {};
  switch (fix.action) {
    case 'set-argument':
      return report(bad.layer, { ...bad.config, [p.argument as string]: p.value ?? null }, bad.inputs);
    case 'remove-argument': {
      const { [p.argument as string]: _, ...rest } = bad.config;
      return report(bad.layer, rest, bad.inputs);
    }
    case 'replace-layer':
      return report(p.className as string, p.config as JsonObject, bad.inputs);
    case 'insert-layer-before': {
      const slot = typeof p.slot === 'number' ? p.slot : 0;
      const [made] = report(p.className as string, p.config as JsonObject, bad.inputs.slice(slot, slot + 1)).outputs;
      return report(
        bad.layer,
        bad.config,
        bad.inputs.map((x, i) => (i === slot && made ? made : x)),
      );
    }
    default:
      throw new Error(`The studio knows no action ${fix.action}.`);
  }
}

describe('a layer that does not fit', () => {
  it.each(BAD.map((bad) => [bad.layer, bad.code, bad] as const))('%s reports %s in plain words', (_, code, bad) => {
    const { problem } = report(bad.layer, bad.config, bad.inputs);
    expect(problem?.code).toBe(code);
    expect(problem?.message).toMatch(bad.says);
    expect(problem?.expected).toBeTruthy();
    expect(problem?.fixes?.length ?? 0).toBeGreaterThanOrEqual(bad.fixes);
  });

  it.each(BAD.map((bad) => [bad.layer, bad.code, bad] as const))(
    '%s offers ways on from %s that work',
    (_, __, bad) => {
      const fixes = report(bad.layer, bad.config, bad.inputs).problem?.fixes ?? [];
      for (const fix of fixes) expect(after(bad, fix).problem, fix.label).toBeNull();
    },
  );
});
