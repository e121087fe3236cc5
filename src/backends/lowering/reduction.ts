/**
 * Sums, maxima and minima over axes, reading a fused expression. Where one thread computes one element, long
 * reductions with few results are cut in two stages so that more threads than results have work.
 */
import type { DType } from '../../base/dtype';
import { type Shape, sizeOf, stridesOf } from '../../base/shape';
import { type Equation, type ValueId, valueType } from '../../ops/program';
import { ExpressionWriter, placeOfCoordinates } from './expression';
import type { Graph } from './graph';
import { affine, type Cursor, type Emitter, type Kernel, type Scalar, scalarOf } from './kernel';

const LONG = 256;
const ENOUGH_THREADS = 16384;

/** How values are combined, and what an empty reduction gives. */
interface Monoid {
  readonly start: number;
  join(e: Emitter, type: Scalar, a: string, b: string): string;
}

const INT_MAX = 2147483647;

function monoidOf(op: string, type: Scalar): Monoid {
  if (op === 'reduce_sum') {
    return { start: 0, join: (e, t, a, b) => (t === 'int' ? e.call('add_int', a, b) : `(${a} + ${b})`) };
  }
  const name = op === 'reduce_max' ? 'max' : 'min';
  const sign = name === 'max' ? -1 : 1;
  return {
    start: type === 'int' ? (sign > 0 ? INT_MAX : -INT_MAX - 1) : sign * Number.POSITIVE_INFINITY,
    join: (e, t, a, b) => e.call(t === 'int' ? `${name}_int` : name, a, b),
  };
}

/** One kernel, or two where the second combines what the first left. */
export function reductionKernels(
  graph: Graph,
  inlined: ReadonlySet<ValueId>,
  eq: Equation,
  loads: readonly ValueId[],
  parallel: boolean,
): Kernel[] {
  const input = eq.inputs[0] as ValueId;
  const source = valueType(graph.program, input);
  const out = valueType(graph.program, eq.outputs[0] as ValueId);
  const axes = eq.attrs.axes as readonly number[];
  const kept = source.shape.map((_, i) => i).filter((i) => !axes.includes(i));
  const type = scalarOf(source.dtype);
  const monoid = monoidOf(eq.op, type);
  const inputs = loads.map((id) => valueType(graph.program, id).dtype);
  const results = kept.map((i) => source.shape[i] as number);
  const length = axes.reduce((n, i) => n * (source.shape[i] as number), 1);
  const stages = parallel ? stageCount(length, sizeOf(results)) : 1;

  const read = (
    e: Emitter,
    outer: (k: number) => string,
    inner: (axis: number) => string,
    join: (v: string) => void,
  ) => {
    const writer = new ExpressionWriter(graph, inlined, loads, e);
    const place = placeOfCoordinates(source.shape, (axis) =>
      axes.includes(axis) ? inner(axis) : outer(kept.indexOf(axis)),
    );
    join(writer.value(input, place));
  };

  if (stages === 1) {
    const emit = (e: Emitter, at: Cursor): string => {
      const sum = e.variable(type, e.literal(monoid.start, type));
      loopOver(e, axes, source.shape, (inner) => {
        read(
          e,
          (k) => at.coordinate(k),
          inner,
          (v) => e.assign(sum, monoid.join(e, type, sum, v)),
        );
      });
      return sum;
    };
    return [{ inputs, output: out.dtype, space: results, emit }];
  }

  const first: Kernel = {
    inputs,
    output: out.dtype,
    space: [stages, ...results],
    emit: (e, at) => {
      const sum = e.variable(type, e.literal(monoid.start, type));
      const steps = Math.ceil(length / stages);
      const flatAxes = axes.map((i) => source.shape[i] as number);
      const strides = stridesOf(flatAxes);
      e.loop(0, steps, (step) => {
        const flat = e.bind(
          'int',
          affine([
            [step, stages],
            [at.coordinate(0), 1],
          ]),
        );
        e.when(`${flat} < ${length}`, () => {
          const inner = (axis: number): string => {
            const k = axes.indexOf(axis);
            const quotient = e.dialect.divide(flat, String(strides[k]));
            return k === 0 ? quotient : `(${quotient} % ${flatAxes[k]})`;
          };
          read(
            e,
            (k) => at.coordinate(k + 1),
            inner,
            (v) => e.assign(sum, monoid.join(e, type, sum, v)),
          );
        });
      });
      return sum;
    },
  };
  return [first, combine(monoid, type, out.dtype, stages, sizeOf(results))];
}

function stageCount(length: number, results: number): number {
  if (length < LONG || results >= ENOUGH_THREADS) return 1;
  return Math.min(Math.ceil(Math.sqrt(length)), Math.ceil((4 * ENOUGH_THREADS) / results));
}

function combine(monoid: Monoid, type: Scalar, dtype: DType, stages: number, results: number): Kernel {
  return {
    inputs: [dtype],
    output: dtype,
    space: [results],
    emit: (e, at) => {
      const sum = e.variable(type, e.literal(monoid.start, type));
      e.loop(0, stages, (s) => {
        e.assign(
          sum,
          monoid.join(
            e,
            type,
            sum,
            e.load(
              0,
              affine([
                [s, results],
                [at.index, 1],
              ]),
            ),
          ),
        );
      });
      return sum;
    },
  };
}

/** Nested loops over the given axes of a shape; axes of length one need none. */
function loopOver(
  e: Emitter,
  axes: readonly number[],
  shape: Shape,
  body: (at: (axis: number) => string) => void,
): void {
  const names = new Map<number, string>();
  const descend = (k: number): void => {
    if (k === axes.length) {
      body((axis) => names.get(axis) as string);
      return;
    }
    const axis = axes[k] as number;
    if (shape[axis] === 1) {
      names.set(axis, '0');
      descend(k + 1);
    } else {
      e.loop(0, shape[axis] as number, (name) => {
        names.set(axis, name);
        descend(k + 1);
      });
    }
  };
  descend(0);
}

/** Sums `rows` float rows of `width` elements. */
export function sumRowsKernel(rows: number, width: number): Kernel {
  return combine(monoidOf('reduce_sum', 'float'), 'float', 'float32', rows, width);
}
