/**
 * How a window slides over an image: padding, output sizes, the arithmetic spelt out, and what to say when it does not
 * fit. Shared by convolution and pooling.
 */
import { type Fix, type Problem, problem } from '../../../base/problem';
import * as ops from '../../../ops';
import { perAxis } from '../../core/args';

export type Padding = 'valid' | 'same' | 'causal';

export interface WindowConfig {
  readonly size: number | readonly number[];
  readonly strides: number | readonly number[];
  readonly padding: Padding;
  readonly dilation?: number | readonly number[];
}

/** One spatial axis of a sliding window. */
interface Axis {
  readonly length: number;
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
  /** What the window spans: its size with the gaps a dilation leaves. */
  readonly span: number;
}

function axesOf(w: WindowConfig, lengths: readonly number[]): Axis[] {
  const [sizes, strides, dilations] = [w.size, w.strides, w.dilation ?? 1].map((v) => perAxis(v, lengths.length));
  return lengths.map((length, i) => {
    const [size, stride, dilation] = [sizes?.[i] as number, strides?.[i] as number, dilations?.[i] as number];
    return { length, size, stride, dilation, span: (size - 1) * dilation + 1 };
  });
}

/** [low, high] per spatial axis. "same" gives an output of ⌈length / stride⌉, "causal" pads the start only. */
export function windowPadding(w: WindowConfig, lengths: readonly number[]): [number, number][] {
  return axesOf(w, lengths).map((a) => {
    if (w.padding === 'same') return ops.samePadding(a.length, a.size, a.stride, a.dilation);
    return [w.padding === 'causal' ? a.span - 1 : 0, 0];
  });
}

function axisArithmetic(a: Axis, padding: Padding): string {
  if (padding !== 'valid') return `${Math.ceil(a.length / a.stride)} = ⌈${a.length} / ${a.stride}⌉`;
  return `${Math.floor((a.length - a.span) / a.stride) + 1} = ⌊(${a.length} − ${a.span}) / ${a.stride}⌋ + 1`;
}

export const AXIS_NAMES: Readonly<Record<number, readonly string[]>> = {
  1: ['steps'],
  2: ['height', 'width'],
  3: ['depth', 'height', 'width'],
};

/** `26 = ⌊(28 − 3) / 1⌋ + 1`, one line per spatial axis; one for all when they are alike. */
export function windowArithmetic(w: WindowConfig, lengths: readonly number[]): string[] {
  const axes = axesOf(w, lengths);
  const lines = axes.map((a) => axisArithmetic(a, w.padding));
  const names = AXIS_NAMES[lengths.length] ?? [];
  const spans = axes
    .filter((a, i) => a.dilation > 1 && w.padding === 'valid' && axes.findIndex((b) => b.span === a.span) === i)
    .map((a) => `${a.span} = (${a.size} − 1)·${a.dilation} + 1`);
  const sizes = new Set(lines).size === 1 ? lines.slice(0, 1) : lines.map((line, i) => `${names[i]} ${line}`);
  return [...spans, ...sizes];
}

/** `3×3`, or `3` when there is one axis. */
export function sizeWords(size: number | readonly number[], rank: number): string {
  return perAxis(size, rank).join('×');
}

/** The problem of a window larger than the image under "valid" padding, or null. */
export function windowProblem(
  w: WindowConfig,
  lengths: readonly number[],
  thing: string,
  argument: string,
): Problem | null {
  const axes = axesOf(w, lengths);
  if (w.padding !== 'valid' || axes.every((a) => a.length >= a.span)) return null;
  const fitting = axes.map((a) => Math.min(a.size, Math.floor((a.length - 1) / a.dilation) + 1));
  const spans = sizeWords(
    axes.map((a) => a.span),
    axes.length,
  );
  const fixes: Fix[] = [
    { label: 'Pad the input (padding same)', action: 'set-argument', params: { argument: 'padding', value: 'same' } },
    {
      label: `Use ${argument} ${sizeWords(fitting, axes.length)}`,
      action: 'set-argument',
      params: { argument, value: axes.length === 1 ? (fitting[0] as number) : fitting },
    },
  ];
  return problem(
    'window-too-large',
    `A ${spans} ${thing} does not fit in an input of ${sizeWords(lengths, axes.length)}.`,
    {
      where: argument,
      expected: `a ${thing} of at most ${sizeWords(lengths, axes.length)}, or padding same`,
      received: spans,
      fixes: lengths.every((d) => d > 0) ? fixes : [],
    },
  );
}
