/** Two-dimensional point sets with a class each, drawn from a seed: what a decision boundary is looked at on. */
import { foldIn, keyFromSeed, randomNormal, randomPermutation, randomUniform } from '../../base/random';
import type { Table } from '../columns';

export type PointSet = 'spirals' | 'moons' | 'circles' | 'blobs' | 'xor';

interface Draw {
  /** Uniform in [0, 1) for point i, two of them. */
  readonly u: Float32Array;
  readonly v: Float32Array;
  /** Standard normal pairs. */
  readonly nx: Float32Array;
  readonly ny: Float32Array;
}

/** Gives point i of class c: its exact place; noise is added by the caller. */
type Shape = (c: number, u: number, v: number) => readonly [number, number];

const BLOB_CENTRES = [
  [-0.6, -0.5],
  [0.6, -0.4],
  [0, 0.65],
] as const;

const SHAPES: {
  readonly [K in PointSet]: { readonly classes: number; readonly place: Shape; readonly spread: number };
} = {
  spirals: {
    classes: 2,
    spread: 0.25,
    place: (c, u) => {
      const r = 0.05 + 0.95 * u;
      const angle = 1.75 * 2 * Math.PI * u + c * Math.PI;
      return [r * Math.sin(angle), r * Math.cos(angle)];
    },
  },
  moons: {
    classes: 2,
    spread: 0.5,
    place: (c, u) => {
      const angle = Math.PI * u;
      const [x, y] = c === 0 ? [Math.cos(angle), Math.sin(angle)] : [1 - Math.cos(angle), 0.5 - Math.sin(angle)];
      return [(x - 0.5) / 1.5, (y - 0.25) / 1.5];
    },
  },
  circles: {
    classes: 2,
    spread: 0.5,
    place: (c, u) => {
      const r = c === 0 ? 0.9 : 0.45;
      return [r * Math.cos(2 * Math.PI * u), r * Math.sin(2 * Math.PI * u)];
    },
  },
  blobs: {
    classes: 3,
    spread: 1,
    place: (c) => BLOB_CENTRES[c as 0 | 1 | 2],
  },
  xor: {
    classes: 2,
    spread: 0.5,
    place: (c, u, v) => {
      const x = 2 * u - 1;
      const y = Math.abs(2 * v - 1);
      const gap = (a: number): number => a + 0.05 * (a < 0 ? -1 : 1);
      return [gap(x), gap(x > 0 === (c === 0) ? y : -y)];
    },
  },
};

function draw(seed: number, points: number): Draw {
  const key = keyFromSeed(seed);
  return {
    u: randomUniform(foldIn(key, 1), points),
    v: randomUniform(foldIn(key, 2), points),
    nx: randomNormal(foldIn(key, 3), points),
    ny: randomNormal(foldIn(key, 4), points),
  };
}

/**
 * `points` rows with columns x, y (within about [-1, 1]) and class; classes are balanced to within one row and the
 * rows come in random order. `noise` 0..1 is the standard deviation relative to what the set can bear.
 */
export function makePoints(name: PointSet, points: number, noise: number, seed: number): Table {
  const { classes, place, spread } = SHAPES[name];
  const { u, v, nx, ny } = draw(seed, points);
  const order = randomPermutation(foldIn(keyFromSeed(seed), 5), points);
  const x = new Float64Array(points);
  const y = new Float64Array(points);
  const codes = new Uint8Array(points);
  const sigma = name === 'blobs' ? 0.08 + noise * 0.5 : noise * spread;
  for (let i = 0; i < points; i++) {
    const c = i % classes;
    const [px, py] = place(c, u[i] as number, v[i] as number);
    const row = order[i] as number;
    x[row] = Math.fround(px + sigma * (nx[i] as number));
    y[row] = Math.fround(py + sigma * (ny[i] as number));
    codes[row] = c + 1;
  }
  const categories = ['orange', 'blue', 'green'].slice(0, classes);
  const numbers = (column: string, values: Float64Array) =>
    ({ kind: 'number', name: column, values, odd: [], oddCount: 0 }) as const;
  return {
    rows: points,
    columns: [numbers('x', x), numbers('y', y), { kind: 'category', name: 'class', codes, categories }],
  };
}
