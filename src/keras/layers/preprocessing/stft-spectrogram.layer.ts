/** STFTSpectrogram: sound as frequencies over time, by a convolution that starts as a Fourier transform. */
import { problem } from '../../../base/problem';
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import { defineLayer } from '../../core/definitions';
import { EPSILON } from '../../core/numerics';
import { LONGEST_SIDE } from '../../core/size-limit';
import { channelsLast, dataFormatArg } from '../data-format';

const nextPower = (n: number): number => 2 ** Math.ceil(Math.log2(n));

/** Adds the mirrored frequencies of the inner ones: all but the first and the last count twice. */
function doubled(power: Tensor): Tensor {
  const bins = power.shape[2] as number;
  const inner = ops.sliceAxis(power, 2, 1, bins - 1);
  const none = [0, 0] as const;
  return ops.add(power, ops.pad(inner, [none, none, [1, 1], none]));
}

export default defineLayer({
  name: 'STFTSpectrogram',
  family: 'preprocessing',
  summary: 'Turns sound into frequencies over time; the waves it starts with can be trained.',
  aliases: ['audio', 'fourier', 'frequency', 'sound', 'fft'],
  inputs: { rank: 3 },
  args: {
    mode: arg.choice('log', ['log', 'magnitude', 'psd', 'real', 'imag', 'angle', 'stft'], {
      doc: 'What is given out: logarithm, strength, power, one side, the angle, or both sides.',
    }),
    frame_length: arg.int(256, { min: 1, max: LONGEST_SIDE, doc: 'Samples in a frame.' }),
    frame_step: arg.int(null, { min: 1, doc: 'Samples from frame to frame; half a frame when none.' }),
    fft_length: arg.int(null, {
      min: 1,
      max: 2 * LONGEST_SIDE,
      doc: 'Length of the transform; the next power of two when none.',
      rare: true,
    }),
    window: arg.json('hann', { doc: 'Fades frames in and out: a name, the numbers themselves, or none.', rare: true }),
    periodic: arg.bool(false, { doc: 'Whether the window is one period of a longer one.', rare: true }),
    scaling: arg.orNone(
      arg.choice('density', ['density', 'spectrum'], { doc: 'What the window is divided by.', rare: true }),
    ),
    padding: arg.choice('valid', ['valid', 'same'], { doc: 'Whole frames only, or zeros around the sound.' }),
    expand_dims: arg.bool(false, { doc: 'Whether channels stay an axis of their own.' }),
    data_format: dataFormatArg,
  },
  card: (c) => [c.mode, `${c.frame_length}`],
  check(c, [x]) {
    if (c.frame_step === null && c.frame_length === 1)
      return problem('frame-step', 'A frame of one sample cannot be halved: say the step from frame to frame.', {
        where: 'frame_step',
        expected: '1',
        received: 'none',
        fixes: [{ label: 'Use 1', action: 'set-argument', params: { argument: 'frame_step', value: 1 } }],
      });
    const time = x?.shape[c.data_format === 'channels_first' ? 2 : 1] ?? 0;
    if (c.padding === 'valid' && time < c.frame_length)
      return problem('sound-short', `A frame of ${c.frame_length} samples does not fit in a sound of ${time}.`, {
        where: 'frame_length',
        expected: `at most ${time}`,
        received: String(c.frame_length),
        fixes: [{ label: 'Use padding same', action: 'set-argument', params: { argument: 'padding', value: 'same' } }],
      });
    if (c.frame_step !== null && c.frame_step > c.frame_length)
      return problem('frame-step', 'A step is at most as long as a frame, or sound would be left out.', {
        where: 'frame_step',
        expected: `at most ${c.frame_length}`,
        received: String(c.frame_step),
      });
    if (c.fft_length !== null && c.fft_length < c.frame_length)
      return problem('fft-length', 'The transform is at least as long as a frame.', {
        where: 'fft_length',
        expected: `at least ${c.frame_length}`,
        received: String(c.fft_length),
      });
    return null;
  },
  build(b, c) {
    const shape = [c.frame_length, 1, Math.floor((c.fft_length ?? nextPower(c.frame_length)) / 2) + 1];
    for (const side of ['real', 'imag']) {
      if (c.mode === (side === 'real' ? 'imag' : 'real')) continue;
      const config = { side, window: c.window, scaling: c.scaling, periodic: c.periodic };
      b.weight({ name: `${side}_kernel`, shape, initializer: { className: 'STFT', config } });
    }
  },
  call(ctx, c, [x]) {
    const first = c.data_format === 'channels_first';
    const sound = first ? channelsLast(x as Tensor) : (x as Tensor);
    const [n, time, channels] = sound.shape as [number, number, number];
    const step = c.frame_step ?? Math.floor(c.frame_length / 2);
    const padding = c.padding === 'same' ? ops.samePadding(time, c.frame_length, step) : ([0, 0] as const);
    const voices = ops.reshape(ops.transpose(sound, [0, 2, 1]), [n * channels, time, 1]);
    /** [n, channels, frequencies, frames] */
    const part = (kernel: string): Tensor => {
      const y = ops.conv(voices, ctx.weight(kernel), { strides: [step], padding: [padding], dilation: [1], groups: 1 });
      const [, frames, bins] = y.shape as [number, number, number];
      return ops.reshape(ops.transpose(y, [0, 2, 1]), [n, channels, bins, frames]);
    };
    const arranged = (y: Tensor): Tensor => {
      const [, , bins, frames] = y.shape as [number, number, number, number];
      if (c.expand_dims) return ops.transpose(y, first ? [0, 1, 3, 2] : [0, 3, 2, 1]);
      const flat = ops.reshape(y, [n, channels * bins, frames]);
      return first ? flat : ops.transpose(flat, [0, 2, 1]);
    };
    if (c.mode === 'real' || c.mode === 'imag') return arranged(part(`${c.mode}_kernel`));
    const [real, imag] = [part('real_kernel'), part('imag_kernel')];
    if (c.mode === 'angle') return arranged(ops.atan2(imag, real));
    if (c.mode === 'stft') return arranged(ops.concat([real, imag], 2));
    const power = ops.add(ops.square(real), ops.square(imag));
    if (c.mode === 'psd') return arranged(doubled(power));
    const strength = arranged(ops.sqrt(ops.maximum(power, EPSILON)));
    return c.mode === 'magnitude' ? strength : ops.log(ops.maximum(strength, EPSILON));
  },
  cases: [
    { name: 'log', config: { frame_length: 8 }, inputs: [{ shape: [2, 21, 1] }], training: true },
    {
      name: 'magnitude, step, longer transform',
      config: { mode: 'magnitude', frame_length: 6, frame_step: 4, fft_length: 8, padding: 'same' },
      inputs: [{ shape: [2, 15, 2] }],
    },
    {
      name: 'power, channels apart',
      config: { mode: 'psd', frame_length: 8, window: 'blackman', scaling: 'spectrum', expand_dims: true },
      inputs: [{ shape: [2, 16, 2] }],
    },
    {
      name: 'real, channels first',
      config: { mode: 'real', frame_length: 5, periodic: true, data_format: 'channels_first' },
      inputs: [{ shape: [2, 2, 14] }],
    },
    {
      name: 'imag, channels first and apart',
      config: { mode: 'imag', frame_length: 4, window: null, data_format: 'channels_first', expand_dims: true },
      inputs: [{ shape: [1, 2, 9] }],
    },
    {
      name: 'both sides',
      config: { mode: 'stft', frame_length: 4, scaling: null, padding: 'same' },
      inputs: [{ shape: [2, 9, 2] }],
    },
    { name: 'angle', config: { mode: 'angle', frame_length: 4, window: 'hamming' }, inputs: [{ shape: [2, 10, 1] }] },
  ],
});
