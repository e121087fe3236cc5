/** What the layers that add chance share: the rate, the seed and the random stream, as Keras makes it. */
import { arg } from '../../core/args';
import type { LayerBuilder } from '../../core/definitions';

export const rateArg = (doc: string) => arg.float(undefined, { min: 0, max: 1, doc });

export const seedArg = arg.int(null, { doc: 'Fixes the draw; none takes a seed from the project.', rare: true });

export const NOISE = 'seed_generator';

/** Declares the random stream, which Keras leaves out where nothing is ever drawn. */
export function buildNoise(b: LayerBuilder, strength: number, seed: number | null): void {
  if (strength > 0) b.seedGenerator(NOISE, seed);
}

/** `rate 0.25` */
export const rateWords = (rate: number): string => `rate ${Number(rate.toPrecision(3))}`;
