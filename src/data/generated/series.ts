/** A sine wave with a slower second tone and noise: the smallest series whose next value is worth predicting. */
import { keyFromSeed, randomNormal } from '../../base/random';

export const SINE_WINDOW = 20;
const PERIOD = 25;

/** `points + SINE_WINDOW` values, so that there are `points` windows; noise 0..1 is its standard deviation. */
export function makeSine(points: number, noise: number, seed: number): Float64Array {
  const length = points + SINE_WINDOW;
  const normal = randomNormal(keyFromSeed(seed), length);
  const values = new Float64Array(length);
  for (let t = 0; t < length; t++) {
    const clean = Math.sin((2 * Math.PI * t) / PERIOD) + 0.4 * Math.sin((2 * Math.PI * t) / (PERIOD * 3.7));
    values[t] = Math.fround(clean + noise * (normal[t] as number));
  }
  return values;
}
