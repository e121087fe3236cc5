/** Functions that slide windows over the spatial axes of channels-last tensors, their adjoints, and Keras' padding. */
import type { Shape } from '../base/shape';
import type { ConvAttributes, PoolAttributes } from './primitives/window';
import { one, type Tensor } from './tracer';

const convAttrs = (a: ConvAttributes) => ({
  strides: a.strides,
  padding: a.padding,
  dilation: a.dilation,
  groups: a.groups,
});
const poolAttrs = (a: PoolAttributes) => ({ window: a.window, strides: a.strides, padding: a.padding });

export const conv = (x: Tensor, kernel: Tensor, a: ConvAttributes): Tensor => one('conv', [x, kernel], convAttrs(a));
export const convGradInput = (dy: Tensor, kernel: Tensor, inputShape: Shape, a: ConvAttributes): Tensor =>
  one('conv_grad_input', [dy, kernel], { ...convAttrs(a), inputShape: [...inputShape] });
export const convGradKernel = (x: Tensor, dy: Tensor, kernelShape: Shape, a: ConvAttributes): Tensor =>
  one('conv_grad_kernel', [x, dy], { ...convAttrs(a), kernelShape: [...kernelShape] });
export const maxPool = (x: Tensor, a: PoolAttributes): Tensor => one('max_pool', [x], poolAttrs(a));
export const maxPoolGrad = (x: Tensor, y: Tensor, dy: Tensor, a: PoolAttributes): Tensor =>
  one('max_pool_grad', [x, y, dy], poolAttrs(a));
export const sumPool = (x: Tensor, a: PoolAttributes): Tensor => one('sum_pool', [x], poolAttrs(a));
export const sumPoolGrad = (dy: Tensor, inputShape: Shape, a: PoolAttributes): Tensor =>
  one('sum_pool_grad', [dy], { ...poolAttrs(a), inputShape: [...inputShape] });

/** "same" padding of one axis as Keras computes it: the odd element goes to the end. */
export function samePadding(length: number, window: number, stride: number, dilation = 1): [number, number] {
  const total = Math.max((Math.ceil(length / stride) - 1) * stride + (window - 1) * dilation + 1 - length, 0);
  const low = Math.floor(total / 2);
  return [low, total - low];
}
