/** MelSpectrogram: sound as the strength of tones over time, in steps that ears hear as even. */
import type { Json } from '../../../base/json';
import { problem } from '../../../base/problem';
import { sizeOf } from '../../../base/shape';
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { LONGEST_SIDE } from '../../core/size-limit';
import { windowOf } from '../../initializers/windows';

const f32 = Math.fround;

const MOST_TONES = 1024;

/** Hertz to mel in single precision. Source: the Hidden Markov Model Toolkit. */
const mel = (hertz: number): number => f32(1127 * f32(Math.log(f32(1 + f32(f32(hertz) / 700)))));

/** Place `i` of `last` on the way between two numbers, rounded as JAX rounds it. */
function between(low: number, high: number, i: number, last: number): number {
  if (i === last) return high;
  const step = f32(i / last);
  return f32(f32(low * f32(1 - step)) + f32(high * step));
}

/**
 * How much each frequency counts for each tone: triangles that overlap by half, [frequencies, tones]. Each step is
 * rounded to single precision, as in Keras: weights at the foot of a triangle are differences of near numbers.
 */
function melWeights(bins: number, tones: number, rate: number, low: number, high: number): number[] {
  const edge = (i: number): number => between(mel(low), mel(high), i, tones + 1);
  const weights: number[] = [];
  for (let k = 0; k < bins; k++) {
    const at = mel(between(0, rate / 2, k, bins - 1));
    for (let m = 0; m < tones; m++) {
      const rise = f32(f32(at - edge(m)) / f32(edge(m + 1) - edge(m)));
      const fall = f32(f32(edge(m + 2) - at) / f32(edge(m + 2) - edge(m + 1)));
      weights.push(k === 0 ? 0 : Math.max(0, Math.min(rise, fall)));
    }
  }
  return weights;
}

/** Mirrors `by` places at both ends of the last axis, the ends themselves not repeated. */
function reflected(x: Tensor, by: number): Tensor {
  const last = x.shape[x.rank - 1] as number;
  const flip = (from: number, to: number): Tensor => ops.reverse(ops.sliceAxis(x, -1, from, to), [x.rank - 1]);
  return by === 0 ? x : ops.concat([flip(1, by + 1), x, flip(last - 1 - by, last - 1)], -1);
}

/** A wave per frequency, [length, 1, frequencies], its angle kept small so that single precision is enough. */
function waves(length: number, wave: (x: Tensor) => Tensor): Tensor {
  const shape = [length, 1, Math.floor(length / 2) + 1];
  const turns = ops.mod(ops.mul(ops.iota(shape, 0, 'float32'), ops.iota(shape, 2, 'float32')), length);
  return wave(ops.mul(turns, (2 * Math.PI) / length));
}

const windowValues = (window: Json, length: number): readonly number[] | null => {
  if (typeof window === 'string') return ['hann', 'hamming'].includes(window) ? windowOf(window, length, true) : null;
  if (window === null) return new Array<number>(length).fill(1);
  return Array.isArray(window) && window.length === length ? (window as number[]) : null;
};

export default defineLayer({
  name: 'MelSpectrogram',
  family: 'preprocessing',
  summary: 'Turns sound into the strength of tones over time, in steps that ears hear as even.',
  aliases: ['audio', 'sound', 'speech', 'frequency', 'fft'],
  inputs: { minRank: 2 },
  args: {
    fft_length: arg.int(2048, { min: 2, max: LONGEST_SIDE, doc: 'Length of the Fourier transform.' }),
    sequence_stride: arg.int(512, { min: 1, doc: 'Samples from frame to frame.' }),
    sequence_length: arg.int(null, { min: 1, doc: 'Samples in a frame; as the transform when none.', rare: true }),
    window: arg.json('hann', {
      doc: 'Fades frames in and out: hann, hamming, the numbers themselves, or none.',
      rare: true,
    }),
    sampling_rate: arg.int(16000, { min: 1, doc: 'Samples per second.' }),
    num_mel_bins: arg.int(128, { min: 1, max: MOST_TONES, doc: 'Number of tones.' }),
    min_freq: arg.float(20, { min: 0, doc: 'Lowest frequency in hertz.', rare: true }),
    max_freq: arg.float(null, { min: 0, doc: 'Highest frequency; half the sampling rate when none.', rare: true }),
    power_to_db: arg.bool(true, { doc: 'Whether strength is in decibels.' }),
    top_db: arg.float(80, { doc: 'What is weaker than the loudest by more than this is raised to it.', rare: true }),
    mag_exp: arg.float(2, { doc: 'Exponent of the strength: 1 magnitude, 2 power.', rare: true }),
    min_power: arg.float(1e-10, { min: 0, doc: 'Least power taken.', rare: true }),
    ref_power: arg.float(1, { doc: 'Power that is 0 decibels.', rare: true }),
  },
  card: (c) => [`${c.num_mel_bins} tones`, `${c.sampling_rate} Hz`],
  check(c, [x]) {
    const length = c.sequence_length ?? c.fft_length;
    if (length > c.fft_length)
      return problem('fft-length', 'The transform is at least as long as a frame.', {
        where: 'fft_length',
        expected: `at least ${length}`,
        received: String(c.fft_length),
      });
    if (windowValues(c.window, length) === null)
      return problem('window', 'The window is hann, hamming, or one number per sample of a frame.', {
        where: 'window',
        expected: `hann, hamming, ${length} numbers, or none`,
        received: JSON.stringify(c.window),
      });
    const time = x?.shape[x.shape.length - 1] ?? 0;
    if (time > Math.floor(c.fft_length / 2)) return null;
    return problem('sound-short', 'The sound is too short: half a transform is mirrored at each end.', {
      expected: `more than ${Math.floor(c.fft_length / 2)} samples`,
      received: String(time),
    });
  },
  call(_ctx, c, [x]) {
    const sound = reflected(x as Tensor, Math.floor(c.fft_length / 2));
    const lead = sound.shape.slice(0, -1);
    const length = c.sequence_length ?? c.fft_length;
    const before = Math.floor((c.fft_length - length) / 2);
    const window = new Array<number>(c.fft_length).fill(0);
    windowValues(c.window, length)?.forEach((w, i) => {
      window[before + i] = w;
    });
    const fade = ops.constant(window, [c.fft_length, 1, 1]);
    const voices = ops.reshape(sound, [sizeOf(lead), sound.shape[sound.rank - 1] as number, 1]);
    const part = (wave: (t: Tensor) => Tensor): Tensor =>
      ops.conv(voices, ops.mul(waves(c.fft_length, wave), fade), {
        strides: [c.sequence_stride],
        padding: [[0, 0]],
        dilation: [1],
        groups: 1,
      });
    const [real, imag] = [part(ops.cos), part(ops.sin)];
    const power = ops.pow(ops.sqrt(ops.add(ops.square(real), ops.square(imag))), c.mag_exp);
    const [, frames, bins] = power.shape as [number, number, number];
    const high = c.max_freq || Math.floor(c.sampling_rate / 2);
    const weights = melWeights(bins, c.num_mel_bins, c.sampling_rate, c.min_freq, high);
    let tones = ops.dense(power, ops.constant(weights, [bins, c.num_mel_bins]));
    if (c.power_to_db) {
      const decibel = 10 / Math.LN10;
      const reference = decibel * Math.log(Math.max(Math.abs(c.ref_power), c.min_power));
      const level = ops.sub(ops.mul(ops.log(ops.maximum(tones, c.min_power)), decibel), reference);
      tones = ops.maximum(level, ops.sub(ops.max(level), c.top_db));
    }
    return ops.reshape(ops.transpose(tones, [0, 2, 1]), [...lead, c.num_mel_bins, frames]);
  },
  cases: [
    {
      name: 'decibels',
      config: { fft_length: 16, sequence_stride: 5, num_mel_bins: 4, sampling_rate: 800 },
      inputs: [{ shape: [2, 40] }],
    },
    {
      name: 'shorter frames, cut off',
      config: {
        fft_length: 16,
        sequence_length: 11,
        sequence_stride: 6,
        num_mel_bins: 5,
        sampling_rate: 400,
        min_freq: 10,
        max_freq: 150,
        window: 'hamming',
        top_db: 6,
        min_power: 0.01,
        ref_power: 2,
      },
      inputs: [{ shape: [2, 33] }],
    },
    {
      name: 'magnitude, no decibels, more axes',
      config: {
        fft_length: 8,
        sequence_stride: 4,
        num_mel_bins: 3,
        sampling_rate: 500,
        power_to_db: false,
        mag_exp: 1,
        window: [0.2, 0.5, 0.9, 1, 1, 0.8, 0.4, 0.1],
      },
      inputs: [{ shape: [1, 2, 19] }],
    },
  ],
});
