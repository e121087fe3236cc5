/** What the random image layers draw and are told: factors, value ranges, the random stream. */
import type { Json } from '../../../base/json';
import { type Problem, problem } from '../../../base/problem';
import type { Shape } from '../../../base/shape';
import type { Tensor } from '../../../ops';
import * as ops from '../../../ops';
import { arg } from '../../core/args';
import type { CallContext, LayerBuilder } from '../../core/definitions';

export type Factor = number | readonly Json[];
export type ValueRange = readonly Json[] | null;

export const seedArg = arg.int(null, { doc: 'Fixes the draw; none takes a seed from the project.', rare: true });

export const valueRangeArg = arg.list([0, 255], {
  doc: 'Lowest and highest value of the images, [0, 1] once rescaled.',
});

const STREAM = 'generator';

export const buildStream = (b: LayerBuilder, seed: number | null): void => b.seedGenerator(STREAM, seed);

/** Lower and upper bound of a factor: one number goes both ways, as far down as `lowest`. */
export function bounds(factor: Factor, lowest = Number.NEGATIVE_INFINITY): [number, number] {
  if (typeof factor === 'number') return [Math.max(-Math.abs(factor), lowest), Math.abs(factor)];
  const [a, b] = factor as readonly [number, number];
  return [Math.min(a, b), Math.max(a, b)];
}

/** `± 0.2`, or `0.1 to 0.3` */
export function factorWords(factor: Factor): string {
  const [low, high] = bounds(factor);
  return low === -high ? `± ${high}` : `${low} to ${high}`;
}

/** `0.2`, or `0.1 to 0.3`: an amount that goes one way. */
export const spanWords = (factor: Factor): string =>
  typeof factor === 'number' ? String(factor) : bounds(factor).join(' to ');

/** The problem of a factor that is not one number or two, or null. */
export function factorProblem(argument: string, factor: Factor): Problem | null {
  if (typeof factor === 'number' || (factor.length === 2 && factor.every((v) => typeof v === 'number'))) return null;
  return problem('two-bounds', `${argument} is one number, or a lower and an upper bound.`, {
    where: argument,
    expected: 'one number or two',
    received: JSON.stringify(factor),
  });
}

/** The problem of a value range that is not two numbers, or null. */
export function rangeProblem(range: ValueRange): Problem | null {
  if (range?.length === 2 && range.every((v) => typeof v === 'number')) return null;
  return problem('value-range', 'value_range is the lowest and the highest value of the images.', {
    where: 'value_range',
    expected: 'two numbers',
    received: JSON.stringify(range),
    fixes: [{ label: 'Use 0 to 255', action: 'set-argument', params: { argument: 'value_range', value: [0, 255] } }],
  });
}

/** A checked value range, lower value first. */
export function rangeOf(range: ValueRange): [number, number] {
  const [low, high] = range as readonly [number, number];
  return [Math.min(low, high), Math.max(low, high)];
}

/** One number per image in [low, high), shaped [n, 1, …] with `rank` axes. */
export function drawEach(ctx: CallContext, x: Tensor, low: number, high: number, rank = 1): Tensor {
  const shape = [x.shape[0] as number, ...new Array<number>(rank - 1).fill(1)];
  return ops.randomUniform(ctx.nextKey(STREAM), shape, low, high);
}

/** Which images are changed, [n, 1, 1, 1]: the factor is the probability, drawn for each as well. */
export function drawChosen(ctx: CallContext, x: Tensor, factor: Factor): Tensor {
  const probability = drawEach(ctx, x, ...bounds(factor, 0), 4);
  return ops.lt(drawEach(ctx, x, 0, 1, 4), probability);
}

/**
 * A stretch of one axis for each image, somewhere along it: where it starts and ends, and which places lie in it.
 * @param share of the axis it takes, [n, 1, 1, 1]
 */
export function drawStretch(
  ctx: CallContext,
  x: Tensor,
  axis: number,
  share: Tensor,
): { start: Tensor; end: Tensor; within: Tensor } {
  const length = x.shape[axis] as number;
  const size = ops.mul(share, length);
  const start = ops.mul(drawEach(ctx, x, 0, 1, 4), ops.sub(length, size));
  const end = ops.add(start, size);
  const places = ops.iota(
    x.shape.map((d, i) => (i === axis ? d : 1)),
    axis,
    'float32',
  );
  return { start, end, within: ops.and(ops.ge(places, start), ops.lt(places, end)) };
}

/** The next key of the layer's stream. */
export const nextKey = (ctx: CallContext): Tensor => ctx.nextKey(STREAM);

/** Two numbers per image in [low, high). */
export const drawPairs = (ctx: CallContext, batch: number, low: number, high: number): Tensor =>
  ops.randomUniform(ctx.nextKey(STREAM), [batch, 2], low, high);

/** Standard normal numbers. */
export const drawNoise = (ctx: CallContext, shape: Shape): Tensor => ops.randomNormal(ctx.nextKey(STREAM), shape);

/** Two numbers for the whole batch in [low, high). */
export const drawTwo = (ctx: CallContext, low: number, high: number): Tensor =>
  ops.randomUniform(ctx.nextKey(STREAM), [2], low, high);
