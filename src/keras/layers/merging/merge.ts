/** What the merging layers share: how inputs of different shapes meet, and what becomes of their masks. */
import { type Problem, problem } from '../../../base/problem';
import { broadcastShapes, formatShape, type Shape } from '../../../base/shape';
import type { Tensor, ValueType } from '../../../ops';
import * as ops from '../../../ops';
import type { CallContext } from '../../core/definitions';

/** Merging layers take one input or any more. */
export const MANY = { count: [1, null] } as const;

const shown = (s: Shape): string => formatShape([null, ...s.slice(1)]);

/** Keras lines inputs up behind the batch: missing axes are put in right after it. */
function lifted(shape: Shape, rank: number): number[] {
  return [shape[0] as number, ...new Array<number>(rank - shape.length).fill(1), ...shape.slice(1)];
}

function broadcast(shapes: readonly Shape[]): number[] | null {
  try {
    return shapes.map((s) => s.slice(1)).reduce<number[]>((a, b) => broadcastShapes(a, b), []);
  } catch {
    return null;
  }
}

/** The problem of inputs whose shapes cannot be combined value by value, or null. */
export function mergeProblem(name: string, inputs: readonly ValueType[]): Problem | null {
  const shapes = inputs.map((x) => x.shape);
  if (broadcast(shapes)) return null;
  const first = shapes[0] as Shape;
  const other = shapes.find((s) => !broadcast([first, s])) ?? first;
  return problem(
    'merge-shapes',
    `${name} combines values one by one, but ${shown(first)} and ${shown(other)} do not match.`,
    {
      expected: `inputs of ${shown(first)}, or with size 1 where they differ`,
      received: shapes.map(shown).join(', '),
      fixes: [
        ...(shapes.every((s) => s.length === first.length && s.slice(0, -1).every((n, i) => n === first[i]))
          ? [
              {
                label: 'Concatenate instead',
                action: 'replace-layer',
                params: { className: 'Concatenate', config: {} },
              },
            ]
          : []),
      ],
    },
  );
}

/** The inputs with equal numbers of axes, and their masks. */
export function aligned(inputs: readonly Tensor[]): Tensor[] {
  const rank = Math.max(...inputs.map((x) => x.rank));
  return inputs.map((x) => ops.reshape(x, lifted(x.shape, rank)));
}

/** A step is present in the result when any input has it; without a mask everywhere nothing is masked. */
export function orMask(ctx: CallContext): void {
  const masks = ctx.masks.filter((m) => m !== null);
  if (masks.length === ctx.masks.length && masks.length > 0) ctx.setMask(masks.reduce((a, b) => ops.or(a, b)));
}

/** A mask over steps, spread over the values of its input; null stays null. */
export function spreadMask(mask: Tensor | null, x: Tensor): Tensor | null {
  return mask ? ops.broadcastTo(ops.expandDims(mask, -1), x.shape) : null;
}

/**
 * Folds the inputs with `step`, which has no neutral value: where one side is absent, the other's value stands in.
 * @param step maximum or minimum
 */
export function foldMasked(
  ctx: CallContext,
  inputs: readonly Tensor[],
  step: (a: Tensor, b: Tensor) => Tensor,
): Tensor {
  const [first, ...rest] = aligned(inputs) as [Tensor, ...Tensor[]];
  let result = first;
  let present = spreadMask(ctx.masks[0] ?? null, first);
  rest.forEach((next, i) => {
    const mask = spreadMask(ctx.masks[i + 1] ?? null, next);
    const x = mask ? ops.where(mask, next, result) : next;
    if (present) result = ops.where(present, result, x);
    present = mask && present ? ops.or(present, mask) : null;
    result = step(result, x);
  });
  orMask(ctx);
  return result;
}

/** Sum of all inputs. */
export function total(inputs: readonly Tensor[]): Tensor {
  return aligned(inputs).reduce((a, b) => ops.add(a, b));
}

/** `(None, 4) + (None, 4) → (None, 4)` */
export function mergeArithmetic(sign: string, inputs: readonly ValueType[], outputs: readonly ValueType[]): string[] {
  return [`${inputs.map((x) => shown(x.shape)).join(` ${sign} `)} → ${outputs.map((y) => shown(y.shape)).join(', ')}`];
}
