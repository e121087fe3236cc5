/**
 * Drawn shapes as small grey images: each is a signed distance function, turned, scaled and moved at random, and a
 * pixel's grey is the distance from its centre clipped to one pixel, which is anti-aliasing without sampling.
 */
import { bitsToUnit, foldIn, keyFromSeed, randomBits, randomNormal, randomPermutation } from '../../base/random';
import type { ImageLabels, Pixels } from '../dataset';

/** Signed distance in units of the shape's radius, negative inside; the shape fits the unit circle. */
type Distance = (x: number, y: number) => number;

function polygon(corners: number, turn: number): Distance {
  const half = Math.PI / corners;
  const inner = Math.cos(half);
  return (x, y) => {
    const angle = Math.atan2(y, x) - turn;
    const wedge = angle - Math.round(angle / (2 * half)) * 2 * half;
    return Math.hypot(x, y) * Math.cos(wedge) - inner;
  };
}

function box(x: number, y: number, halfWidth: number, halfHeight: number): number {
  return Math.max(Math.abs(x) - halfWidth, Math.abs(y) - halfHeight);
}

function star(x: number, y: number): number {
  const step = Math.PI / 5;
  const angle = Math.atan2(y, x) + Math.PI / 2;
  const wedge = Math.abs(angle - Math.round(angle / (2 * step)) * 2 * step);
  const [px, py] = [Math.hypot(x, y) * Math.cos(wedge), Math.hypot(x, y) * Math.sin(wedge)];
  const [ix, iy] = [0.45 * Math.cos(step), 0.45 * Math.sin(step)];
  const [ex, ey] = [ix - 1, iy];
  return ((px - 1) * ey - py * ex) / Math.hypot(ex, ey);
}

const SHAPES: readonly (readonly [name: string, distance: Distance])[] = [
  ['circle', (x, y) => Math.hypot(x, y) - 0.9],
  ['square', polygon(4, Math.PI / 4)],
  ['triangle', polygon(3, Math.PI / 2)],
  ['star', star],
  ['cross', (x, y) => Math.min(box(x, y, 0.95, 0.28), box(x, y, 0.28, 0.95))],
  ['ring', (x, y) => Math.abs(Math.hypot(x, y) - 0.7) - 0.2],
];

export const SHAPE_NAMES: readonly string[] = SHAPES.map(([name]) => name);
export const SHAPE_SIZE = 28;

/** Draws one shape into `out` (size x size bytes): centre and radius in pixels, turn in radians, grey 0..255. */
export function drawShape(
  out: Uint8Array,
  shape: number,
  size: number,
  place: {
    readonly x: number;
    readonly y: number;
    readonly radius: number;
    readonly turn: number;
    readonly grey: number;
  },
): void {
  const distance = SHAPES[shape]?.[1];
  if (distance === undefined) throw new RangeError(`There is no shape ${shape}.`);
  const [cos, sin] = [Math.cos(place.turn) / place.radius, Math.sin(place.turn) / place.radius];
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const [dx, dy] = [column + 0.5 - place.x, row + 0.5 - place.y];
      const d = distance(dx * cos + dy * sin, dy * cos - dx * sin) * place.radius;
      out[row * size + column] = Math.round(place.grey * Math.min(1, Math.max(0, 0.5 - d)));
    }
  }
}

/** `points` images of 28x28x1, classes balanced to within one; noise 0..1 adds grain of up to half the grey range. */
export function makeShapes(points: number, noise: number, seed: number): { pixels: Pixels; labels: ImageLabels } {
  const key = keyFromSeed(seed);
  const size = SHAPE_SIZE;
  const area = size * size;
  const data = new Uint8Array(points * area);
  const codes = new Int32Array(points);
  const order = randomPermutation(foldIn(key, 0), points);
  for (let i = 0; i < points; i++) {
    const own = foldIn(foldIn(key, 1), i);
    const random = Array.from(randomBits(own, 5), bitsToUnit) as [number, number, number, number, number];
    const at = order[i] as number;
    const image = data.subarray(at * area, (at + 1) * area);
    codes[at] = i % SHAPES.length;
    const radius = size * (0.2 + 0.22 * random[0]);
    const room = size / 2 - radius;
    drawShape(image, codes[at] as number, size, {
      radius,
      x: size / 2 + room * (2 * random[1] - 1),
      y: size / 2 + room * (2 * random[2] - 1),
      turn: 2 * Math.PI * random[3],
      grey: 140 + 115 * random[4],
    });
    if (noise > 0) {
      const grain = randomNormal(foldIn(own, 9), area);
      for (let p = 0; p < area; p++) {
        const v = (image[p] as number) + noise * 128 * (grain[p] as number);
        image[p] = Math.min(255, Math.max(0, Math.round(v)));
      }
    }
  }
  return {
    pixels: { count: points, height: size, width: size, channels: 1, data },
    labels: { classes: SHAPE_NAMES, codes },
  };
}
