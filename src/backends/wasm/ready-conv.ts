/** Calls of the convolution kernels: depthwise ones directly, all others as products of packed windows. */
import { type Shape, sizeOf } from '../../base/shape';
import { convAttributes } from '../../ops/primitives/window';
import type { Equation } from '../../ops/program';
import type { ReadyCall } from '../lowering/device';
import { type Geometry, geometryOf, INPUT, image, OUTPUT, scratch, turned } from './ready-geometry';

const floats = (length: number): ReadyCall['output'] => ({ dtype: 'float32', length });

function geometry(eq: Equation, x: Shape, k: Shape, y: Shape): Geometry {
  const a = convAttributes(eq.attrs);
  return geometryOf({ x, y, window: k.slice(0, -2), strides: a.strides, padding: a.padding, dilation: a.dilation });
}

export function planDepthwise(eq: Equation, x: Shape, k: Shape, y: Shape): ReadyCall {
  const g = geometry(eq, x, k, y);
  const repeat = g.filters / g.channels;
  const sizes = [
    g.batch, g.channels, repeat, 0, ...g.input, 1, 1, 1, ...g.low, ...g.padded, ...g.output, ...g.window, ...g.strides,
    ...g.dilation,
  ]; // biome-ignore format: a list of triples
  return {
    output: floats(sizeOf(y)),
    scratch: image(g.padded, g.filters),
    calls: [{ name: 'depthwise', args: [...sizes, INPUT(0), INPUT(1), OUTPUT, scratch(0), scratch(0)] }],
  };
}

export function planDepthwiseGradInput(eq: Equation, x: Shape, k: Shape, dy: Shape): ReadyCall {
  const g = turned(geometry(eq, x, k, dy));
  const channels = g.filters;
  const bytes = image(g.padded, g.channels);
  const sizes = [
    g.batch, channels, g.channels / channels, 1, ...g.input, ...g.gaps, ...g.low, ...g.padded, ...g.output, ...g.window,
    ...g.strides, ...g.dilation,
  ]; // biome-ignore format: a list of triples
  return {
    output: floats(sizeOf(x)),
    scratch: bytes + image(g.output, g.channels),
    calls: [{ name: 'depthwise', args: [...sizes, INPUT(0), INPUT(1), OUTPUT, scratch(0), scratch(bytes)] }],
  };
}

export function planDepthwiseGradKernel(eq: Equation, x: Shape, k: Shape, dy: Shape): ReadyCall {
  const g = geometry(eq, x, k, dy);
  const sizes = [
    g.batch, g.channels, g.filters / g.channels, ...g.input, ...g.low, ...g.padded, ...g.output, ...g.window,
    ...g.strides, ...g.dilation,
  ]; // biome-ignore format: a list of triples
  return {
    output: floats(sizeOf(k)),
    scratch: image(g.padded, g.filters),
    calls: [{ name: 'depthwise_grad_kernel', args: [...sizes, INPUT(0), INPUT(1), OUTPUT, scratch(0)] }],
  };
}
