/**
 * Windows of signal processing by name, symmetric or periodic. Source: scipy/signal/windows/_windows.py; those that
 * need a parameter of their own are left out.
 */

/** Sums of cosines: hann is ½ − ½·cos. */
const COSINES: { readonly [name: string]: readonly number[] } = {
  boxcar: [1],
  hann: [0.5, 0.5],
  hamming: [0.54, 0.46],
  blackman: [0.42, 0.5, 0.08],
  nuttall: [0.3635819, 0.4891775, 0.1365995, 0.0106411],
  blackmanharris: [0.35875, 0.48829, 0.14128, 0.01168],
  flattop: [0.21557895, 0.41663158, 0.277263158, 0.083578947, 0.006947368],
};

/** The others, of a place x from -1 (first) to 1 (last). */
const SHAPES: { readonly [name: string]: (x: number, n: number) => number } = {
  bartlett: (x) => 1 - Math.abs(x),
  triang: (x, n) => (n % 2 ? (1 + n - (n - 1) * Math.abs(x)) / (n + 1) : 1 - (Math.abs(x) * (n - 1)) / n),
  cosine: (x, n) => Math.cos((Math.PI / 2) * ((x * (n - 1)) / n)),
  bohman: (x) =>
    Math.abs(x) === 1 ? 0 : (1 - Math.abs(x)) * Math.cos(Math.PI * x) + Math.sin(Math.PI * Math.abs(x)) / Math.PI,
  barthann: (x) => 0.62 - 0.48 * Math.abs(x / 2) + 0.38 * Math.cos(Math.PI * x),
};

export const WINDOWS: readonly string[] = [...Object.keys(COSINES), ...Object.keys(SHAPES)];

/** `scipy.signal.get_window(name, length, fftbins=periodic)`, or null for an unknown name. */
export function windowOf(name: string, length: number, periodic: boolean): number[] | null {
  const terms = COSINES[name];
  const shape = SHAPES[name];
  if (!terms && !shape) return null;
  if (length <= 1) return new Array<number>(length).fill(1);
  const n = periodic ? length + 1 : length;
  return Array.from({ length }, (_, i) => {
    const x = (2 * i) / (n - 1) - 1;
    if (shape) return shape(x, n);
    return (terms ?? []).reduce((sum, a, k) => sum + a * Math.cos(k * Math.PI * x), 0);
  });
}
