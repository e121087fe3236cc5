/** Layers of images, sound, boxes and words say in plain words what does not fit. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/base/json';
import { ProblemError } from '../../../src/base/problem';
import { resolve } from '../../../src/keras';
import { computeLoss } from '../../../src/keras/core/loss-reduction';
import { trace } from '../../../src/ops';
import { floats, report } from './support';

const codeOf = (className: string, config: JsonObject, ...shapes: number[][]): string | null =>
  report(className, config, floats(...shapes)).problem?.code ?? null;

const images = [2, 8, 8, 3];

describe.each<[string, string, JsonObject, number[][]]>([
  ['window', 'STFTSpectrogram', { window: 'kaiser' }, [[2, 600, 1]]],
  ['frame-step', 'STFTSpectrogram', { frame_length: 8, frame_step: 9 }, [[2, 40, 1]]],
  ['fft-length', 'STFTSpectrogram', { frame_length: 8, fft_length: 4 }, [[2, 40, 1]]],
  ['fft-length', 'MelSpectrogram', { fft_length: 16, sequence_length: 20 }, [[2, 400]]],
  ['window', 'MelSpectrogram', { fft_length: 16, window: 'blackman' }, [[2, 400]]],
  ['window', 'MelSpectrogram', { fft_length: 16, window: [1, 1] }, [[2, 400]]],
  ['sound-short', 'MelSpectrogram', { fft_length: 16 }, [[2, 8]]],
  ['images-and-labels', 'MixUp', {}, [images, [2, 8, 8]]],
  ['images-and-labels', 'CutMix', {}, [[2, 8]]],
  ['boxes', 'MaxNumBoundingBoxes', { max_number: 3 }, [images, [2, 5, 4]]],
  ['boxes', 'MaxNumBoundingBoxes', { max_number: 3 }, [images, [2, 5, 3], [2, 5]]],
  ['layers-needed', 'Pipeline', { layers: [] }, [images]],
  ['layers-needed', 'Pipeline', { layers: ['Flatten'] }, [images]],
  ['host-layer', 'Pipeline', { layers: [{ className: 'Hashing', config: { num_bins: 3 } }] }, [[2, 3]]],
  ['host-layer', 'TimeDistributed', { layer: { className: 'Hashing', config: { num_bins: 3 } } }, [[2, 3, 4]]],
  ['colour-channels', 'RandAugment', {}, [[2, 8, 8, 4]]],
  ['colour-channels', 'AugMix', {}, [[2, 8, 8, 2]]],
  ['two-bounds', 'CutMix', { factor: [0.1, 0.2, 0.3] }, [images]],
  ['value-range', 'Equalization', { value_range: [0] }, [images]],
  [
    'crossing-shapes',
    'HashedCrossing',
    { num_bins: 4 },
    [
      [2, 3],
      [2, 3],
    ],
  ],
  ['crossing-shapes', 'HashedCrossing', { num_bins: 4 }, [[2, 1], [2]]],
  ['mask-value', 'Hashing', { num_bins: 4, mask_value: [1] }, [[2, 3]]],
  ['vocabulary', 'IntegerLookup', { vocabulary: [1, 2, 1] }, [[2, 3]]],
  ['vocabulary', 'StringLookup', { vocabulary: ['a', 'b'], max_tokens: 2 }, [[2, 3]]],
  ['vocabulary', 'StringLookup', { vocabulary: ['a', ''], mask_token: '' }, [[2, 3]]],
  ['vocabulary', 'StringLookup', { vocabulary: ['a'], output_mode: 'tf_idf' }, [[2, 3]]],
  ['vocabulary', 'StringLookup', { vocabulary: ['a'], idf_weights: [1, 2], output_mode: 'tf_idf' }, [[2, 3]]],
  ['vocabulary', 'StringLookup', { vocabulary: ['a'], output_mode: 'count', invert: true }, [[2, 3]]],
  ['vocabulary', 'TextVectorization', { pad_to_max_tokens: true }, [[2, 1]]],
  ['sequence-length', 'TextVectorization', { output_mode: 'count', output_sequence_length: 4 }, [[2, 1]]],
])('the problem %s', (code, className, config, shapes) => {
  it(`is found in ${className} ${JSON.stringify(config)}`, () => {
    expect(codeOf(className, config, ...shapes)).toBe(code);
  });
});

it('names the windows there are', () => {
  const problem = report('STFTSpectrogram', { window: 'hann' }, floats([2, 600, 1])).problem;
  expect(problem).toBeNull();
  const { definition, config } = resolve('initializer', { className: 'STFT', config: { window: 'kaiser' } });
  expect(definition.check?.(config, [8, 1, 5])?.expected).toContain('flattop');
  expect(definition.check?.(config, [8, 2, 5])?.code).toBe('initializer-shape');
});

it('wants a score per step and class for CTC', () => {
  const work = (): unknown => trace(floats([2, 3], [2, 4]), (t, p) => [computeLoss('ctc', t as never, p as never)]);
  expect(work).toThrow(ProblemError);
  expect(work).toThrow(/score per step/);
});

it('leaves images whole outside of training, and other layers as they are', () => {
  expect(report('RandomCrop', { height: 2, width: 2 }, floats(images)).outputs[0]?.shape).toEqual(images);
  expect(report('MixUp', {}, floats(images, [2, 5])).outputs.map((y) => y.shape)).toEqual([images, [2, 5]]);
});
