/**
 * Calls of the convolution kernels: depthwise ones directly, windows of one place as plain matrix products, all others as
 * products of windows.
 */
import { type Shape, sizeOf } from '../../base/shape';
import { convAttributes } from '../../ops/primitives/window';
import type { Equation } from '../../ops/program';
import type { ReadyArgument, ReadyCall } from '../lowering/device';
import {
  aligned,
  call,
  type Geometry,
  geometryOf,
  INPUT,
  image,
  OUTPUT,
  scratch,
  sizes,
  turned,
} from './ready-geometry';
import { PLAIN, productCall } from './ready-product';

/** Windows whose products are summed together, so that short images do not make short sums. */
const TOGETHER = 128;
/** Places of the result whose cotangents are read before the sums are stored. */
const CHUNK = 256;
/** Floats of windows made at a time: packed before they are multiplied, or before they are added into an image. */
const WINDOWS = 8192;

const last = (s: Shape): number => s[s.length - 1] as number;

interface Conv extends Geometry {
  readonly groups: number;
  /** The windows are the image's places, one each. */
  readonly single: boolean;
}

function convOf(eq: Equation, x: Shape, k: Shape, y: Shape): Conv {
  const a = convAttributes(eq.attrs);
  const g = geometryOf({ x, y, window: k.slice(0, -2), strides: a.strides, padding: a.padding, dilation: a.dilation });
  const same = g.input.every((d, i) => d === g.output[i]);
  const single = a.groups === 1 && same && [...g.window, ...g.strides].every((v) => v === 1);
  return { ...g, groups: a.groups, single };
}

const isDepthwise = (g: Conv): boolean => g.groups > 1 && g.groups === g.channels;

/** Bytes of both lists of offsets, and of the images of some samples. */
const listBytes = (g: Geometry, places: number): number => aligned(4 * (sizeOf(g.window) + places));

const panelBytes = (depth: number, columns: number): number => 32 * depth * Math.ceil(columns / 8);

export function planConv(eq: Equation, x: Shape, k: Shape, y: Shape): ReadyCall {
  const g = convOf(eq, x, k, y);
  if (isDepthwise(g)) return depthwise(g, y);
  const places = sizeOf(g.output);
  if (g.single) return productCall([1, g.batch * places, g.channels, g.filters], [false, false], y);
  return slide(g, g.groups, y, false);
}

export function planConvGradInput(eq: Equation, x: Shape, k: Shape, dy: Shape): ReadyCall {
  const g = convOf(eq, x, k, dy);
  if (isDepthwise(g)) return depthwiseGradInput(g, x);
  if (g.single) return productCall([1, g.batch * sizeOf(g.output), g.filters, g.channels], [false, true], x);
  const perGroup = g.channels / g.groups;
  const places = sizeOf(g.output);
  const depth = sizeOf(g.window) * perGroup;
  // Sliding over padded cotangents multiplies padding too, and leaves columns of a tile empty where channels are few;
  // making windows of them costs about as much as twelve more filters.
  const slid = sizeOf(g.input) * sizeOf(g.window) * (g.filters / g.groups) * Math.ceil(perGroup / 8) * 8;
  const made = places * depth * (g.filters / g.groups + 12);
  if (g.strides.every((s) => s === 1) && slid < made) return slide(turned(g), g.groups, x, true);
  const block = blockOf(depth, places);
  const filters = g.filters / g.groups;
  const tables = listBytes(g, places);
  const panels = tables + aligned(panelBytes(filters, depth));
  const images = panels + image(g.padded, perGroup);
  const args: ReadyArgument[] = [g.batch, block, g.groups, perGroup, filters, ...sizes(g)];
  const windows = images + aligned(4 * depth * block);
  return call('conv_grad_input', x, windows + aligned(4 * filters * block), [
    ...[...args, INPUT(0), INPUT(1), OUTPUT],
    ...[scratch(0), scratch(tables), scratch(panels), scratch(images), scratch(windows)],
  ]);
}

export function planConvGradKernel(eq: Equation, x: Shape, k: Shape, dy: Shape): ReadyCall {
  const g = convOf(eq, x, k, dy);
  if (isDepthwise(g)) return depthwiseGradKernel(g, k);
  const places = sizeOf(g.output);
  if (g.single) return productCall([1, g.channels, g.batch * places, g.filters], [true, false], k);
  const samples = together(g);
  const all = samples * g.output[0] * g.output[1];
  const lines = Math.min(all, Math.max(1, Math.floor(CHUNK / g.output[2])));
  const tables = listBytes(g, all);
  const panel = tables + aligned(32 * lines * g.output[2]);
  const perGroup = g.channels / g.groups;
  return call('conv_grad_kernel', k, panel + samples * image(g.padded, perGroup), [
    ...[g.batch, samples, lines, g.groups, perGroup, g.filters / g.groups, ...sizes(g)],
    ...[INPUT(0), INPUT(1), OUTPUT, scratch(0), scratch(tables), scratch(panel)],
  ]);
}

const together = (g: Geometry): number => Math.min(g.batch, Math.max(1, Math.ceil(TOGETHER / sizeOf(g.output))));

/** How many windows are made at a time, in fours. */
const blockOf = (depth: number, places: number): number =>
  4 * Math.min(Math.ceil(places / 4), Math.max(1, Math.floor(WINDOWS / depth / 4)));

/** A convolution in the forward form, or backwards on `turned` sizes. */
function slide(g: Geometry, groups: number, result: Shape, back: boolean): ReadyCall {
  const samples = together(g);
  const [perGroup, columns] = [g.channels / groups, g.filters / groups];
  const places = samples * sizeOf(g.output);
  const depth = sizeOf(g.window) * perGroup;
  const block = blockOf(depth, places);
  const tables = listBytes(g, places);
  const panels = tables + aligned(panelBytes(depth, columns));
  const images = panels + samples * image(g.padded, perGroup);
  return call('conv', result, images + 4 * depth * block, [
    ...[g.batch, samples, block, groups, perGroup, columns, Number(back), ...sizes(g)],
    ...[INPUT(0), INPUT(1), OUTPUT, scratch(0), scratch(tables), scratch(panels), scratch(images), ...PLAIN],
  ]);
}

const ONES = [1, 1, 1];

function depthwise(g: Conv, y: Shape): ReadyCall {
  return call('depthwise', y, image(g.padded, g.filters), [
    ...[g.batch, g.channels, g.filters / g.channels, 0, ...ONES, ...sizes(g)],
    ...[INPUT(0), INPUT(1), OUTPUT, scratch(0), scratch(0)],
  ]);
}

function depthwiseGradInput(conv: Conv, x: Shape): ReadyCall {
  const g = turned(conv);
  const channels = last(x);
  const bytes = image(g.padded, g.channels);
  return call('depthwise', x, bytes + image(g.output, g.channels), [
    ...[g.batch, channels, g.channels / channels, 1, ...g.gaps, ...sizes(g)],
    ...[INPUT(0), INPUT(1), OUTPUT, scratch(0), scratch(bytes)],
  ]);
}

function depthwiseGradKernel(g: Conv, k: Shape): ReadyCall {
  return call('depthwise_grad_kernel', k, image(g.padded, g.filters), [
    ...[g.batch, g.channels, g.filters / g.channels, ...sizes(g)],
    ...[INPUT(0), INPUT(1), OUTPUT, scratch(0)],
  ]);
}
