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

/** The flat input place under window place `tap` of output place `out`, and when it lies inside the image. */
function placeUnder(
  e: Emitter,
  s: Sliding,
  out: (axis: number) => string,
  tap: (axis: number) => string,
): { place: string; inside: string[] } {
  const inStrides = stridesOf(s.input);
  const inside: string[] = [];
  const at = s.input.map((d, i) => {
    const [stride, dilation, low] = [s.strides[i] as number, s.dilation[i] as number, s.low[i] as number];
    const expression = affine(
      [
        [s.output[i] === 1 ? '0' : out(i), stride],
        [tap(i), dilation],
      ],
      -low,
    );
    const last = ((s.output[i] as number) - 1) * stride + ((s.window[i] as number) - 1) * dilation - low;
    if (low === 0 && last < d) return expression;
    const name = e.bind('int', expression);
    if (low > 0) inside.push(`${name} >= 0`);
    if (last >= d) inside.push(`${name} < ${d}`);
    return name;
  });
  return { place: affine(at.map((name, i) => [name, inStrides[i] as number] as const)), inside };
}

/** Emits `body` where all of the conditions hold. */
function where(e: Emitter, conditions: readonly string[], body: () => void): void {
  if (conditions.length === 0) body();
  else e.when(conditions.join(' && '), body);
}

/** For an output place: calls `body` with the flat input place of each window place inside the image. */
function overWindow(
  e: Emitter,
  s: Sliding,
  out: (axis: number) => string,
  body: (place: string, tap: string) => void,
): void {
  const tapStrides = stridesOf(s.window);
  loops(e, s.window, (w) => {
    const { place, inside } = placeUnder(e, s, out, (i) => w[i] as string);
    const tap = affine(w.map((name, i) => [name, tapStrides[i] as number] as const));
    where(e, inside, () => body(place, tap));
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

/** Where an element stands: a name per axis. */
type At = (axis: number) => string;

/** The spatial axes follow the samples. */
const spatially =
  (at: At): At =>
  (axis) =>
    at(axis + 1);

/** A kernel of float32 whose element starts as `start`; `body` makes it what it is. */
const gathering = (
  inputs: number,
  space: Shape,
  start: number,
  body: (e: Emitter, at: At, result: string, cursor: Cursor) => void,
): Kernel => ({
  inputs: new Array<'float32'>(inputs).fill('float32'),
  output: 'float32',
  space,
  emit: (e, cursor) => {
    const result = e.variable('float', e.literal(start));
    body(e, (axis) => (space[axis] === 1 ? '0' : cursor.coordinate(axis)), result, cursor);
    return result;
  },
});

const add = (e: Emitter, sum: string, term: string): void => e.assign(sum, `(${sum} + ${term})`);

export function maxPoolKernel(x: Shape, y: Shape, a: PoolAttributes): Kernel {
  const s = slidingPool(x, y, a);
  const [c, places] = [lastOf(x), sizeOf(s.input)];
  return gathering(1, y, Number.NEGATIVE_INFINITY, (e, at, best) =>
    overWindow(e, s, spatially(at), (place) => {
      const v = e.bind('float', e.load(0, element(at(0), places, place, c, at(y.length - 1))));
      e.when(`${v} > ${best} || ${e.dialect.isNaN(v)}`, () => e.assign(best, v));
    }),
  );
}

/** Each input element asks every window that covers it whether it is that window's first maximum. */
export function maxPoolGradKernel(x: Shape, y: Shape, a: PoolAttributes): Kernel {
  const s = slidingPool(x, y, a);
  const [c, inPlaces, outPlaces] = [lastOf(x), sizeOf(s.input), sizeOf(s.output)];
  return gathering(3, x, 0, (e, at, sum, cursor) => {
    const channel = at(x.length - 1);
    const own = e.bind('float', e.load(0, cursor.index));
    overCovering(e, s, spatially(at), (outPlace, ownTap, out) => {
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
        e.when(first, () => add(e, sum, e.load(2, pooled)));
      });
    });
  });
}

export function sumPoolKernel(x: Shape, y: Shape, a: PoolAttributes): Kernel {
  const s = slidingPool(x, y, a);
  const [c, places] = [lastOf(x), sizeOf(s.input)];
  return gathering(1, y, 0, (e, at, sum) =>
    overWindow(e, s, spatially(at), (place) =>
      add(e, sum, e.load(0, element(at(0), places, place, c, at(y.length - 1)))),
    ),
  );
}

export function sumPoolGradKernel(x: Shape, y: Shape, a: PoolAttributes): Kernel {
  const s = slidingPool(x, y, a);
  const [c, places] = [lastOf(x), sizeOf(s.output)];
  return gathering(1, x, 0, (e, at, sum) =>
    overCovering(e, s, spatially(at), (place) =>
      add(e, sum, e.load(0, element(at(0), places, place, c, at(x.length - 1)))),
    ),
  );
}

/** im2col: row (sample, output place), column (window place, channel); zeros where the window leaves the image. */
export function patchesKernel(p: PatchSpec): Kernel {
  const n = p.output.length;
  return gathering(1, [p.batch, ...p.output, ...p.window, p.channels], 0, (e, at, result) => {
    const { place, inside } = placeUnder(e, p, spatially(at), (i) => at(1 + n + i));
    const index = element(at(0), sizeOf(p.input), place, p.channels, at(2 * n + 1));
    where(e, inside, () => e.assign(result, e.load(0, index)));
  });
}

/** The adjoint of im2col: each image element sums the columns that were copied from it. */
export function foldKernel(p: PatchSpec): Kernel {
  const space = [p.batch, ...p.input, p.channels];
  const [places, taps] = [sizeOf(p.output), sizeOf(p.window)];
  return gathering(1, space, 0, (e, at, sum) =>
    overCovering(e, p, spatially(at), (place, tap) => {
      const index = affine([
        [at(0), places * taps * p.channels],
        [place, taps * p.channels],
        [tap, p.channels],
        [at(space.length - 1), 1],
      ]);
      add(e, sum, e.load(0, index));
    }),
  );
}

/** Sizes of a grouped convolution, and the flat index into a kernel of `inPer` channels and `f` filters. */
function groupSizes(x: Shape, y: Shape, a: ConvAttributes) {
  const [c, f] = [lastOf(x), lastOf(y)];
  const [inPer, outPer] = [c / a.groups, f / a.groups];
  const kernelAt = (tap: string, channel: string, filter: string): string =>
    affine([
      [tap, inPer * f],
      [channel, f],
      [filter, 1],
    ]);
  return { c, f, inPer, outPer, kernelAt };
}

/** The index of the one within group `group`, of groups of `each`. */
const inGroup = (group: string, each: number, one: string): string =>
  affine([
    [group, each],
    [one, 1],
  ]);

const addProduct = (e: Emitter, sum: string, first: string, second: string): void =>
  add(e, sum, `${e.load(0, first)} * ${e.load(1, second)}`);

export function groupedConvKernel(x: Shape, k: Shape, y: Shape, a: ConvAttributes): Kernel {
  const s = slidingConv(x, k, y, a);
  const { c, inPer, outPer, kernelAt } = groupSizes(x, y, a);
  return gathering(2, y, 0, (e, at, sum) => {
    const filter = at(y.length - 1);
    const group = e.bind('int', e.dialect.divide(filter, String(outPer)));
    overWindow(e, s, spatially(at), (place, tap) => {
      loops(e, [inPer], ([channel]) => {
        const one = channel as string;
        const xAt = element(at(0), sizeOf(s.input), place, c, inGroup(group, inPer, one));
        addProduct(e, sum, xAt, kernelAt(tap, one, filter));
      });
    });
  });
}

export function groupedConvGradInputKernel(x: Shape, k: Shape, y: Shape, a: ConvAttributes): Kernel {
  const s = slidingConv(x, k, y, a);
  const { f, inPer, outPer, kernelAt } = groupSizes(x, y, a);
  return gathering(2, x, 0, (e, at, sum) => {
    const channel = at(x.length - 1);
    const group = e.bind('int', e.dialect.divide(channel, String(inPer)));
    const inner = e.bind('int', inGroup(group, -inPer, channel));
    overCovering(e, s, spatially(at), (place, tap) => {
      loops(e, [outPer], ([one]) => {
        const filter = inGroup(group, outPer, one as string);
        const dyAt = element(at(0), sizeOf(s.output), place, f, filter);
        addProduct(e, sum, dyAt, kernelAt(tap, inner, filter));
      });
    });
  });
}

/** Kernel gradient, one partial result per sample: shape [n, ...kernel]; the caller sums the samples. */
export function groupedConvGradKernelKernel(x: Shape, k: Shape, y: Shape, a: ConvAttributes): Kernel {
  const s = slidingConv(x, k, y, a);
  const { c, f, inPer, outPer } = groupSizes(x, y, a);
  const n = s.input.length;
  const outStrides = stridesOf(s.output);
  return gathering(2, [x[0] as number, ...k], 0, (e, at, sum) => {
    const filter = at(n + 2);
    const group = e.bind('int', e.dialect.divide(filter, String(outPer)));
    const channel = inGroup(group, inPer, at(n + 1));
    loops(e, s.output, (o) => {
      const { place, inside } = placeUnder(e, s, (i) => o[i] as string, spatially(at));
      const outPlace = affine(o.map((name, i) => [name, outStrides[i] as number] as const));
      const xAt = element(at(0), sizeOf(s.input), place, c, channel);
      const dyAt = element(at(0), sizeOf(s.output), outPlace, f, filter);
      where(e, inside, () => addProduct(e, sum, xAt, dyAt));
    });
  });
}
