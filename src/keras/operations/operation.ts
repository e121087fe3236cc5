/**
 * Operations of `keras.ops` as nodes of a graph: what `x + 3` or `ops.mean(x, axis=1)` leaves in a functional model. They
 * are layers without weights to everything else. Their class names are Keras' behind `ops.`, because some layers have
 * the same (`Add`). Arguments are those of Keras' operation, then tensors of the call that are numbers instead.
 */
import { type Problem, ProblemError, problem, problemOf } from '../../base/problem';
import { broadcastShapes, formatShape } from '../../base/shape';
import type { Tensor, ValueType } from '../../ops';
import * as ops from '../../ops';
import { type Args, type ArgValues, arg } from '../core/args';
import { defineLayer, type Family, type InputRule, type LayerDefinition } from '../core/definitions';
import type { ExampleCase } from '../core/example-case';
import { type Literal, literal } from '../layers/preprocessing/literal';

export interface OperationSpec<A extends Args> {
  /** Keras' class name: `Mean`. */
  readonly name: string;
  readonly summary: string;
  readonly family?: Family;
  readonly inputs?: InputRule;
  readonly args: A;
  check?(config: ArgValues<A>, inputs: readonly ValueType[]): Problem | null;
  call(config: ArgValues<A>, inputs: readonly Tensor[]): Tensor | readonly Tensor[];
  readonly cases: readonly ExampleCase[];
}

export function operation<A extends Args>(spec: OperationSpec<A>): LayerDefinition<A> {
  const { name, call, check, inputs, family, ...rest } = spec;
  return defineLayer<A>({
    ...rest,
    name: `ops.${name}`,
    family: family ?? 'core',
    unlisted: true,
    inputs: { dtype: 'any', ...inputs },
    ...(check && { check }),
    call: (ctx, config, xs) => {
      try {
        const result = call(config, xs);
        // What is handed on as it is has its mask still, as in Keras.
        [result].flat().forEach((y, i) => {
          const same = xs.indexOf(y);
          if (same >= 0) ctx.setMask(ctx.masks[same] ?? null, i);
        });
        return result;
      } catch (error) {
        // What does not fit an operation is said by the tensor functions, in words a person can use.
        const received = xs.map((x) => formatShape([null, ...x.shape.slice(1)])).join(', ');
        throw new ProblemError(problem('operation-input', `${name}: ${problemOf(error).message}`, { received }));
      }
    },
  });
}

/** Numbers that may stand in for either tensor of an operation of two. */
export const operands = {
  x1: arg.array(null, { doc: 'A number, or numbers, in place of the first tensor.' }),
  x2: arg.array(null, { doc: 'A number, or numbers, in place of the second tensor.' }),
};

/** Both operands in one element type: float32 as soon as one is. */
export function pair(c: ArgValues<typeof operands>, xs: readonly Tensor[]): [Tensor, Tensor] {
  const given = [c.x1, c.x2] as const;
  const rest = [...xs];
  const [a, b] = given.map((v) => (v === null ? rest.shift() : literal(v as Literal))) as [Tensor, Tensor];
  if (a.dtype === b.dtype && a.dtype !== 'bool') return [a, b];
  const dtype = a.dtype === 'float32' || b.dtype === 'float32' ? 'float32' : 'int32';
  return [ops.convert(a, dtype), ops.convert(b, dtype)];
}

/** What is wrong with the number of tensors, where numbers may stand for two of them and `others` come before. */
export function operandProblem(
  name: string,
  c: ArgValues<typeof operands>,
  inputs: readonly ValueType[],
  others = 0,
): Problem | null {
  const wanted = others + 2 - [c.x1, c.x2].filter((v) => v !== null).length;
  if (wanted > 0 && inputs.length === wanted) return null;
  const number = { label: 'Use a number for the second', action: 'set-argument', params: { argument: 'x2', value: 1 } };
  return problem('operand-count', `${name} takes two operands: tensors, or a number for one of them.`, {
    expected: wanted === 0 ? 'at least one tensor' : `${wanted} tensor${wanted === 1 ? '' : 's'}`,
    received: `${inputs.length}`,
    ...(c.x1 === null && c.x2 === null && { fixes: [number] }),
  });
}

/** An operation of two tensors, value by value. */
export function binary(
  name: string,
  summary: string,
  call: (a: Tensor, b: Tensor) => Tensor,
): LayerDefinition<typeof operands> {
  return operation({
    name,
    summary,
    family: 'merging',
    inputs: { count: [1, 2] },
    args: operands,
    check(c, inputs) {
      const miscounted = operandProblem(name, c, inputs);
      if (miscounted) return miscounted;
      const [a, b] = inputs;
      if (!a || !b) return null;
      try {
        broadcastShapes(a.shape, b.shape);
        return null;
      } catch {
        const shown = (t: ValueType): string => formatShape([null, ...t.shape.slice(1)]);
        return problem(
          'merge-shapes',
          `${name} combines values one by one, but ${shown(a)} and ${shown(b)} do not match.`,
          {
            expected: 'equal sizes, or 1 where they differ',
            received: `${shown(a)}, ${shown(b)}`,
          },
        );
      }
    },
    call: (c, xs) => call(...pair(c, xs)),
    cases: [
      {
        name: 'two tensors',
        config: {},
        inputs: [
          { shape: [2, 3], low: 0.5, high: 2 },
          { shape: [2, 1], low: 0.5, high: 2 },
        ],
      },
      { name: 'a number second', config: { x2: 3 }, inputs: [{ shape: [2, 3], low: 0.5, high: 2 }] },
      { name: 'a number first', config: { x1: 1.5 }, inputs: [{ shape: [2, 3], low: 0.5, high: 2 }] },
    ],
  });
}

/** An operation on each value of one tensor. */
export function unary(
  name: string,
  summary: string,
  call: (x: Tensor) => Tensor,
  range: { readonly low?: number; readonly high?: number } = { low: -2, high: 2 },
): LayerDefinition {
  return operation({
    name,
    summary,
    args: {},
    inputs: { dtype: 'float32' },
    call: (_c, [x]) => call(x as Tensor),
    cases: [{ name: 'plain', config: {}, inputs: [{ shape: [2, 5], ...range }] }],
  });
}
