/** STFT: the waves of a short-time Fourier transform as a convolution's kernel. */
import type { Json } from '../../base/json';
import { type Problem, problem } from '../../base/problem';
import { formatShape } from '../../base/shape';
import { arg } from '../core/args';
import { defineInitializer } from '../core/definitions';
import { WINDOWS, windowOf } from './windows';

/** The values of a window given by name or number by number, or null. */
function valuesOf(window: Json, length: number, periodic: boolean): readonly number[] | null {
  if (typeof window === 'string') return windowOf(window, length, periodic);
  return Array.isArray(window) && window.length === length ? (window as number[]) : null;
}

const windowProblem = (window: Json, length: number): Problem | null =>
  window === null || valuesOf(window, length, false)
    ? null
    : problem('window', 'The window is unknown or not as long as a frame.', {
        where: 'window',
        expected: `one of ${WINDOWS.join(', ')}, ${length} numbers, or none`,
        received: JSON.stringify(window),
      });

const fround = Math.fround;

export default defineInitializer({
  name: 'STFT',
  ids: ['STFTInitializer'],
  summary: 'Starts a convolution as a Fourier transform of short frames: one wave per frequency.',
  random: false,
  args: {
    side: arg.choice('real', ['real', 'imag'], { doc: 'The cosine or the sine waves.' }),
    window: arg.json('hann', { doc: 'Fades frames in and out: a name, the numbers themselves, or none.' }),
    scaling: arg.orNone(
      arg.choice('density', ['density', 'spectrum'], {
        doc: "What the window is divided by: its squares' root, its sum.",
      }),
    ),
    periodic: arg.bool(false, { doc: 'Whether the window is one period of a longer one.', rare: true }),
  },
  check: (c, shape) =>
    shape.length === 3 && shape[1] === 1
      ? windowProblem(c.window, shape[0] as number)
      : problem(
          'initializer-shape',
          `STFT fills kernels of one channel; this weight has shape ${formatShape(shape)}.`,
          {
            expected: 'a weight of shape (frame, 1, frequencies)',
            received: formatShape(shape),
          },
        ),
  call(c, shape) {
    const [length, , bins] = shape as [number, number, number];
    const window = valuesOf(c.window, length, c.periodic);
    let scale = 1;
    if (window && c.scaling === 'density') scale = Math.sqrt(window.reduce((s, w) => s + w * w, 0));
    else if (window && c.scaling === 'spectrum') scale = window.reduce((s, w) => s + Math.abs(w), 0);
    const wave = c.side === 'real' ? Math.cos : Math.sin;
    const out = new Float32Array(length * bins);
    for (let t = 0; t < length; t++) {
      const weight = fround(window?.[t] ?? 1);
      for (let k = 0; k < bins; k++) {
        // Rounded as Keras does: angles are large, so float32 shows.
        const angle = fround(fround(-2 * t * fround(k / ((bins - 1) * 2))) * fround(Math.PI));
        out[t * bins + k] = fround(fround(wave(angle)) * weight) / fround(scale);
      }
    }
    return out;
  },
  cases: [
    { name: 'real', config: {}, inputs: [{ shape: [8, 1, 5] }] },
    {
      name: 'imag, another window',
      config: { side: 'imag', window: 'hamming', scaling: 'spectrum', periodic: true },
      inputs: [{ shape: [6, 1, 5] }],
    },
    { name: 'no window', config: { window: null }, inputs: [{ shape: [5, 1, 5] }] },
    {
      name: 'a window of numbers, not scaled',
      config: { window: [0.1, 0.5, 1, 0.5], scaling: null },
      inputs: [{ shape: [4, 1, 3] }],
    },
    ...WINDOWS.map((window) => ({ name: window, config: { window }, inputs: [{ shape: [9, 1, 2] }] })),
  ],
});
