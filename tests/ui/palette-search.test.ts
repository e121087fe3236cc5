/** What a student types into the palette finds the layer that is meant first. */
import { describe, expect, it } from 'vitest';
import { allOf } from '../../src/keras';
import { searchLayers, searchObjects } from '../../src/ui/features/palette/search';

const FIRST: { readonly [query: string]: string } = {
  'batch norm': 'BatchNormalization',
  'self attention': 'MultiHeadAttention',
  transformer: 'MultiHeadAttention',
  'layer norm': 'LayerNormalization',
  lstm: 'LSTM',
  'time series': 'LSTM',
  upsample: 'UpSampling2D',
  drop: 'Dropout',
  overfitting: 'Dropout',
  'skip connection': 'Add',
  residual: 'Add',
  'average over time': 'GlobalAveragePooling1D',
  'one hot': 'CategoryEncoding',
  'word vectors': 'Embedding',
  'positional encoding': 'Embedding',
  'normalise pixels': 'Rescaling',
  'normalize pixels': 'Rescaling',
  'divide by 255': 'Rescaling',
  flip: 'RandomFlip',
  noise: 'GaussianNoise',
  'fully connected': 'Dense',
  'dense layer': 'Dense',
  'hidden layer': 'Dense',
  neurons: 'Dense',
  convolution: 'Conv2D',
  'max pool': 'MaxPooling2D',
  flatten: 'Flatten',
  concat: 'Concatenate',
  deconvolution: 'Conv2DTranspose',
  'transposed convolution': 'Conv2DTranspose',
  depthwise: 'DepthwiseConv2D',
  bilstm: 'Bidirectional',
  'bag of words': 'TextVectorization',
  zoom: 'RandomZoom',
  rotate: 'RandomRotation',
  'data augmentation': 'RandAugment',
  resize: 'Resizing',
  standardise: 'Normalization',
  'z-score': 'Normalization',
  padding: 'ZeroPadding2D',
  audio: 'MelSpectrogram',
  greyscale: 'RandomGrayscale',
  blur: 'RandomGaussianBlur',
  brightness: 'RandomBrightness',
  sigmoid: 'Activation',
  gelu: 'Activation',
  'weight norm': 'SpectralNormalization',
  quantiles: 'Discretization',
  'per step': 'TimeDistributed',
  cutout: 'RandomErasing',
  transpose: 'Permute',
  'squeeze and excite': 'Multiply',
  'u-net': 'Conv2DTranspose',
  bert: 'MultiHeadAttention',
};

describe('the palette', () => {
  it.each(Object.entries(FIRST))('offers for “%s” %s first', (query, name) => {
    expect(searchLayers(query, 'stack')[0]?.name).toBe(name);
  });

  it('finds every layer and operation by its own name first, whatever the case', () => {
    for (const { name, unlisted } of allOf('layer')) {
      if (name === 'InputLayer' || (unlisted && !name.startsWith('ops.'))) continue;
      expect(searchLayers(name.toLowerCase(), 'graph')[0]?.name).toBe(name);
    }
  });
});

describe('pickers of other objects', () => {
  it.each([
    ['loss', 'mse', 'MeanSquaredError'],
    ['loss', 'l1', 'MeanAbsoluteError'],
    ['loss', 'one hot', 'CategoricalCrossentropy'],
    ['loss', 'segmentation', 'Dice'],
    ['metric', 'roc', 'AUC'],
    ['metric', 'rmse', 'RootMeanSquaredError'],
    ['metric', 'f1', 'F1Score'],
    ['optimizer', 'momentum', 'SGD'],
    ['optimizer', 'weight decay', 'AdamW'],
    ['schedule', 'warmup', 'CosineDecay'],
    ['callback', 'early stop', 'EarlyStopping'],
    ['callback', 'plateau', 'ReduceLROnPlateau'],
    ['callback', 'best weights', 'ModelCheckpoint'],
    ['callback', 'learning rate warmup', 'LearningRateScheduler'],
  ] as const)('of a %s offer for “%s” %s first', (kind, query, name) => {
    expect(searchObjects<ReturnType<typeof allOf>[number]>(allOf(kind), query)[0]?.name).toBe(name);
  });
});
