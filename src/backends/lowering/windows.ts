/**
 * Kernels that slide a window over one to three spatial axes: pooling and its derivatives, im2col and its adjoint, and
 * grouped convolution done directly. All gather: each element is computed by one thread, so nothing is ever raced for.
 */
import { type Shape, sizeOf, stridesOf } from '../../base/shape';
import type { ConvAttributes, PoolAttributes } from '../../ops/primitives/window';
import type { PatchSpec } from './device';
import { affine, type Cursor, type Emitter, type Kernel } from './kernel';

interface Sliding {
  readonly input: Shape;
  readonly output: Shape;
  readonly window: Shape;
  readonly strides: readonly number[];
  readonly dilation: readonly number[];
  readonly low: readonly number[];
}

const spatial = (shape: Shape): Shape => shape.slice(1, -1);

const slidingPool = (x: Shape, y: Shape, a: PoolAttributes): Sliding => ({
  input: spatial(x),
  output: spatial(y),
  window: a.window,
  strides: a.strides,
  dilation: a.window.map(() => 1),
  low: a.padding.map((p) => p[0]),
});

const slidingConv = (x: Shape, k: Shape, y: Shape, a: ConvAttributes): Sliding => ({
  input: spatial(x),
  output: spatial(y),
  window: k.slice(0, -2),
  strides: a.strides,
  dilation: a.dilation,
  low: a.padding.map((p) => p[0]),
});

/** Loops over an index of several axes; `body` gets one name per axis. */
function loops(e: Emitter, lengths: Shape, body: (names: string[]) => void): void {
  const names: string[] = [];
  const descend = (k: number): void => {
    if (k === lengths.length) body([...names]);
    else if (lengths[k] === 1) {
      names[k] = '0';
      descend(k + 1);
    } else {
      e.loop(0, lengths[k] as number, (name) => {
        names[k] = name;
        descend(k + 1);
      });
    }
  };
  descend(0);
}

/** For an output place: calls `body` with the flat input place of each window place inside the image. */
function overWindow(
  e: Emitter,
  s: Sliding,
  out: (axis: number) => string,
  body: (place: string, tap: string) => void,
): void {
  const [inStrides, tapStrides] = [stridesOf(s.input), stridesOf(s.window)];
  loops(e, s.window, (w) => {
    const conditions: string[] = [];
    const at = s.input.map((d, i) => {
      const [stride, dilation, low] = [s.strides[i] as number, s.dilation[i] as number, s.low[i] as number];
      const expression = affine(
        [
          [s.output[i] === 1 ? '0' : out(i), stride],
          [w[i] as string, dilation],
        ],
        -low,
      );
      const last = ((s.output[i] as number) - 1) * stride + ((s.window[i] as number) - 1) * dilation - low;
      if (low === 0 && last < d) return expression;
      const name = e.bind('int', expression);
      if (low > 0) conditions.push(`${name} >= 0`);
      if (last >= d) conditions.push(`${name} < ${d}`);
      return name;
    });
    const place = affine(at.map((name, i) => [name, inStrides[i] as number] as const));
    const tap = affine(w.map((name, i) => [name, tapStrides[i] as number] as const));
    if (conditions.length === 0) body(place, tap);
    else e.when(conditions.join(' && '), () => body(place, tap));
  });
}

/**
 * For an input place: calls `body` with each output place whose window covers it, and the window place that does. Along
 * an axis without dilation, at most window / stride windows cover a place, and the last of them is a division away.
 */
function overCovering(
  e: Emitter,
  s: Sliding,
  input: (axis: number) => string,
  body: (outPlace: string, tap: string, out: readonly string[]) => void,
): void {
  const [outStrides, tapStrides] = [stridesOf(s.output), stridesOf(s.window)];
  const counts = s.window.map((w, i) => (s.dilation[i] === 1 ? Math.ceil(w / (s.strides[i] as number)) : w));
  loops(e, counts, (k) => {
    const conditions: string[] = [];
    const taps: string[] = [];
    const out = s.output.map((d, i) => {
      const [stride, dilation, low] = [s.strides[i] as number, s.dilation[i] as number, s.low[i] as number];
      const from = s.input[i] === 1 ? '0' : input(i);
      if (dilation === 1) {
        const shifted = affine([[from, 1]], low);
        const newest = stride === 1 ? shifted : e.dialect.divide(shifted, String(stride));
        const place = e.bind('int', k[i] === '0' ? newest : `${newest} - ${k[i]}`);
        const tap = e.bind(
          'int',
          stride === 1 && k[i] === '0' ? `${shifted} - ${place}` : `${shifted} - ${place} * ${stride}`,
        );
        conditions.push(`${place} >= 0`, `${place} < ${d}`, `${tap} < ${s.window[i]}`);
        taps.push(tap);
        return place;
      }
      const shifted = e.bind(
        'int',
        affine(
          [
            [from, 1],
            [k[i] as string, -dilation],
          ],
          low,
        ),
      );
      conditions.push(`${shifted} >= 0`, `${shifted} <= ${(d - 1) * stride}`);
      if (stride > 1) conditions.push(`${shifted} % ${stride} == 0`);
      taps.push(k[i] as string);
      return stride > 1 ? e.dialect.divide(shifted, String(stride)) : shifted;
    });
    const place = affine(out.map((name, i) => [name, outStrides[i] as number] as const));
    const tap = affine(taps.map((name, i) => [name, tapStrides[i] as number] as const));
    e.when(conditions.join(' && '), () => body(place, tap, out));
  });
}

const lastOf = (shape: Shape): number => shape[shape.length - 1] as number;

/** Flat index of (sample, place, channel). */
const element = (sample: string, places: number, place: string, channels: number, channel: string): string =>
  affine([
    [sample, places * channels],
    [place, channels],
    [channel, 1],
  ]);

const coordinate =
  (at: Cursor, shape: Shape) =>
  (axis: number): string =>
    shape[axis] === 1 ? '0' : at.coordinate(axis);

export function maxPoolKernel(x: Shape, y: Shape, a: PoolAttributes): Kernel {
  const s = slidingPool(x, y, a);
  const [c, places] = [lastOf(x), sizeOf(s.input)];
  return {
    inputs: ['float32'],
    output: 'float32',
    space: y,
    emit: (e, cursor) => {
      const at = coordinate(cursor, y);
      const best = e.variable('float', e.literal(Number.NEGATIVE_INFINITY));
      overWindow(
        e,
        s,
        (i) => at(i + 1),
        (place) => {
          const v = e.bind('float', e.load(0, element(at(0), places, place, c, at(y.length - 1))));
          e.when(`${v} > ${best} || ${e.dialect.isNaN(v)}`, () => e.assign(best, v));
        },
      );
      return best;
    },
  };
}

/** Each input element asks every window that covers it whether it is that window's first maximum. */
export function maxPoolGradKernel(x: Shape, y: Shape, a: PoolAttributes): Kernel {
  const s = slidingPool(x, y, a);
  const [c, inPlaces, outPlaces] = [lastOf(x), sizeOf(s.input), sizeOf(s.output)];
  return {
    inputs: ['float32', 'float32', 'float32'],
    output: 'float32',
    space: x,
    emit: (e, cursor) => {
      const at = coordinate(cursor, x);
      const channel = at(x.length - 1);
      const sum = e.variable('float', e.literal(0));
      const own = e.bind('float', e.load(0, cursor.index));
      overCovering(
        e,
        s,
        (i) => at(i + 1),
        (outPlace, ownTap, out) => {
          const pooled = element(at(0), outPlaces, outPlace, c, channel);
          const best = e.bind('float', e.load(1, pooled));
          e.when(`${own} == ${best}`, () => {
            const first = e.variable('bool', e.literal(1, 'bool'));
            overWindow(
              e,
              s,
              (i) => out[i] as string,
              (place, tap) => {
                const earlier = `${tap} < ${ownTap} && ${e.load(0, element(at(0), inPlaces, place, c, channel))} == ${best}`;
                e.when(earlier, () => e.assign(first, e.literal(0, 'bool')));
              },
            );
            e.when(first, () => e.assign(sum, `(${sum} + ${e.load(2, pooled)})`));
          });
        },
      );
      return sum;
    },
  };
}

export function sumPoolKernel(x: Shape, y: Shape, a: PoolAttributes): Kernel {
  const s = slidingPool(x, y, a);
  const [c, places] = [lastOf(x), sizeOf(s.input)];
  return {
    inputs: ['float32'],
    output: 'float32',
    space: y,
    emit: (e, cursor) => {
      const at = coordinate(cursor, y);
      const sum = e.variable('float', e.literal(0));
      overWindow(
        e,
        s,
        (i) => at(i + 1),
        (place) => {
          e.assign(sum, `(${sum} + ${e.load(0, element(at(0), places, place, c, at(y.length - 1)))})`);
        },
      );
      return sum;
    },
  };
}

export function sumPoolGradKernel(x: Shape, y: Shape, a: PoolAttributes): Kernel {
  const s = slidingPool(x, y, a);
  const [c, places] = [lastOf(x), sizeOf(s.output)];
  return {
    inputs: ['float32'],
    output: 'float32',
    space: x,
    emit: (e, cursor) => {
      const at = coordinate(cursor, x);
      const sum = e.variable('float', e.literal(0));
      overCovering(
        e,
        s,
        (i) => at(i + 1),
        (place) => {
          e.assign(sum, `(${sum} + ${e.load(0, element(at(0), places, place, c, at(x.length - 1)))})`);
        },
      );
      return sum;
    },
  };
}

const slidingPatches = (p: PatchSpec): Sliding => ({ ...p });

/** im2col: row (sample, output place), column (window place, channel); zeros where the window leaves the image. */
export function patchesKernel(p: PatchSpec): Kernel {
  const s = slidingPatches(p);
  const space = [p.batch, ...p.output, ...p.window, p.channels];
  const n = p.output.length;
  const inStrides = stridesOf(p.input);
  return {
    inputs: ['float32'],
    output: 'float32',
    space,
    emit: (e, cursor) => {
      const at = coordinate(cursor, space);
      const result = e.variable('float', e.literal(0));
      const conditions: string[] = [];
      const terms = p.input.map((d, i) => {
        const terms = [
          [at(1 + i), s.strides[i] as number],
          [at(1 + n + i), s.dilation[i] as number],
        ] as const;
        const name = e.bind('int', affine(terms, -(s.low[i] as number)));
        conditions.push(`${name} >= 0`, `${name} < ${d}`);
        return [name, inStrides[i] as number] as const;
      });
      const index = element(at(0), sizeOf(p.input), affine(terms), p.channels, at(2 * n + 1));
      e.when(conditions.join(' && '), () => e.assign(result, e.load(0, index)));
      return result;
    },
  };
}

/** The adjoint of im2col: each image element sums the columns that were copied from it. */
export function foldKernel(p: PatchSpec): Kernel {
  const s = slidingPatches(p);
  const space = [p.batch, ...p.input, p.channels];
  const [places, taps] = [sizeOf(p.output), sizeOf(p.window)];
  return {
    inputs: ['float32'],
    output: 'float32',
    space,
    emit: (e, cursor) => {
      const at = coordinate(cursor, space);
      const sum = e.variable('float', e.literal(0));
      overCovering(
        e,
        s,
        (i) => at(i + 1),
        (place, tap) => {
          const index = affine([
            [at(0), places * taps * p.channels],
            [place, taps * p.channels],
            [tap, p.channels],
            [at(space.length - 1), 1],
          ]);
          e.assign(sum, `(${sum} + ${e.load(0, index)})`);
        },
      );
      return sum;
    },
  };
}

/** Sizes of a grouped convolution. */
function groupSizes(x: Shape, y: Shape, a: ConvAttributes): { c: number; f: number; inPer: number; outPer: number } {
  const [c, f] = [lastOf(x), lastOf(y)];
  return { c, f, inPer: c / a.groups, outPer: f / a.groups };
}

export function groupedConvKernel(x: Shape, k: Shape, y: Shape, a: ConvAttributes): Kernel {
  const s = slidingConv(x, k, y, a);
  const { c, f, inPer, outPer } = groupSizes(x, y, a);
  return {
    inputs: ['float32', 'float32'],
    output: 'float32',
    space: y,
    emit: (e, cursor) => {
      const at = coordinate(cursor, y);
      const filter = at(y.length - 1);
      const group = e.bind('int', e.dialect.divide(filter, String(outPer)));
      const sum = e.variable('float', e.literal(0));
      overWindow(
        e,
        s,
        (i) => at(i + 1),
        (place, tap) => {
          loops(e, [inPer], ([channel]) => {
            const xAt = element(
              at(0),
              sizeOf(s.input),
              place,
              c,
              affine([
                [group, inPer],
                [channel as string, 1],
              ]),
            );
            const kAt = affine([
              [tap, inPer * f],
              [channel as string, f],
              [filter, 1],
            ]);
            e.assign(sum, `(${sum} + ${e.load(0, xAt)} * ${e.load(1, kAt)})`);
          });
        },
      );
      return sum;
    },
  };
}

export function groupedConvGradInputKernel(x: Shape, k: Shape, y: Shape, a: ConvAttributes): Kernel {
  const s = slidingConv(x, k, y, a);
  const { f, inPer, outPer } = groupSizes(x, y, a);
  return {
    inputs: ['float32', 'float32'],
    output: 'float32',
    space: x,
    emit: (e, cursor) => {
      const at = coordinate(cursor, x);
      const channel = at(x.length - 1);
      const group = e.bind('int', e.dialect.divide(channel, String(inPer)));
      const inner = e.bind(
        'int',
        affine([
          [channel, 1],
          [group, -inPer],
        ]),
      );
      const sum = e.variable('float', e.literal(0));
      overCovering(
        e,
        s,
        (i) => at(i + 1),
        (place, tap) => {
          loops(e, [outPer], ([o]) => {
            const filter = affine([
              [group, outPer],
              [o as string, 1],
            ]);
            const dyAt = element(at(0), sizeOf(s.output), place, f, filter);
            const kAt = affine([
              [tap, inPer * f],
              [inner, f],
              [filter, 1],
            ]);
            e.assign(sum, `(${sum} + ${e.load(0, dyAt)} * ${e.load(1, kAt)})`);
          });
        },
      );
      return sum;
    },
  };
}

/** Kernel gradient, one partial result per sample: shape [n, ...kernel]; the caller sums the samples. */
export function groupedConvGradKernelKernel(x: Shape, k: Shape, y: Shape, a: ConvAttributes): Kernel {
  const s = slidingConv(x, k, y, a);
  const { c, f, inPer, outPer } = groupSizes(x, y, a);
  const n = s.input.length;
  const space = [x[0] as number, ...k];
  const [inStrides, outStrides] = [stridesOf(s.input), stridesOf(s.output)];
  return {
    inputs: ['float32', 'float32'],
    output: 'float32',
    space,
    emit: (e, cursor) => {
      const at = coordinate(cursor, space);
      const filter = at(n + 2);
      const group = e.bind('int', e.dialect.divide(filter, String(outPer)));
      const channel = affine([
        [group, inPer],
        [at(n + 1), 1],
      ]);
      const sum = e.variable('float', e.literal(0));
      loops(e, s.output, (o) => {
        const conditions: string[] = [];
        const place = s.input.map((d, i) => {
          const terms = [
            [o[i] as string, s.strides[i] as number],
            [at(1 + i), s.dilation[i] as number],
          ] as const;
          const name = e.bind('int', affine(terms, -(s.low[i] as number)));
          conditions.push(`${name} >= 0`, `${name} < ${d}`);
          return [name, inStrides[i] as number] as const;
        });
        const outPlace = affine(o.map((name, i) => [name, outStrides[i] as number] as const));
        const xAt = element(at(0), sizeOf(s.input), affine(place), c, channel);
        const dyAt = element(at(0), sizeOf(s.output), outPlace, f, filter);
        e.when(conditions.join(' && '), () => e.assign(sum, `(${sum} + ${e.load(0, xAt)} * ${e.load(1, dyAt)})`));
      });
      return sum;
    },
  };
}
