/** Kernels that move elements by more than a change of coordinates, and those that search or accumulate along an axis. */
import type { DType } from '../../base/dtype';
import { type Shape, sizeOf, stridesOf } from '../../base/shape';
import type { Attributes, ValueType } from '../../ops/program';
import { affine, type Emitter, type Kernel, scalarOf } from './kernel';

const list = (a: Attributes, name: string): readonly number[] => a[name] as readonly number[];

/** Padding outside and between elements. */
export function padKernel(x: ValueType, out: ValueType, attrs: Attributes): Kernel {
  const [low, interior] = [list(attrs, 'low'), list(attrs, 'interior')];
  const strides = stridesOf(x.shape);
  const type = scalarOf(out.dtype);
  return {
    inputs: [x.dtype],
    output: out.dtype,
    space: out.shape,
    emit: (e, at) => {
      const result = e.variable(type, e.literal(attrs.value as number, type));
      if (sizeOf(x.shape) === 0) return result;
      const terms: [string, number][] = [];
      const conditions: string[] = [];
      x.shape.forEach((d, i) => {
        const step = (interior[i] as number) + 1;
        if (d === out.shape[i]) {
          terms.push([at.coordinate(i), strides[i] as number]);
          return;
        }
        const offset = e.bind('int', affine([[at.coordinate(i), 1]], -(low[i] as number)));
        conditions.push(`${offset} >= 0`, `${offset} <= ${(d - 1) * step}`);
        if (step > 1) conditions.push(`${offset} % ${step} == 0`);
        terms.push([step > 1 ? e.dialect.divide(offset, String(step)) : offset, strides[i] as number]);
      });
      const read = (): void => e.assign(result, e.load(0, affine(terms)));
      if (conditions.length === 0) read();
      else e.when(conditions.join(' && '), read);
      return result;
    },
  };
}

/** Joins a few arrays along an axis. */
export function concatKernel(parts: readonly Shape[], axis: number, dtype: DType): Kernel {
  const first = parts[0] as Shape;
  const total = parts.reduce((n, p) => n + (p[axis] as number), 0);
  // Everything after the axis moves as one block, everything before it is one loop.
  const inner = sizeOf(first.slice(axis + 1));
  const outer = sizeOf(first.slice(0, axis));
  const type = scalarOf(dtype);
  return {
    inputs: parts.map(() => dtype),
    output: dtype,
    space: [outer, total, inner],
    emit: (e, at) => {
      const result = e.variable(type, e.literal(0, type));
      let begin = 0;
      parts.forEach((p, k) => {
        const length = p[axis] as number;
        const [from, until] = [begin, begin + length];
        begin = until;
        if (length === 0) return;
        const index = affine(
          [
            [outer === 1 ? '0' : at.coordinate(0), length * inner],
            [at.coordinate(1), inner],
            [inner === 1 ? '0' : at.coordinate(2), 1],
          ],
          -from * inner,
        );
        e.when(`${at.coordinate(1)} >= ${from} && ${at.coordinate(1)} < ${until}`, () =>
          e.assign(result, e.load(k, index)),
        );
      });
      return result;
    },
  };
}

/** Rows of a table; indices outside are clamped. */
export function gatherKernel(table: ValueType, indices: ValueType): Kernel {
  const rows = table.shape[0] as number;
  const width = sizeOf(table.shape.slice(1));
  return {
    inputs: [table.dtype, indices.dtype],
    output: table.dtype,
    space: [sizeOf(indices.shape), width],
    emit: (e, at) => {
      const row = e.bind('int', clamp(e.load(1, at.coordinate(0)), rows, call(e)));
      return e.load(
        0,
        affine([
          [row, width],
          [width === 1 ? '0' : at.coordinate(1), 1],
        ]),
      );
    },
  };
}

/** Each result element sums the updates that name its row: no two threads write one place. */
export function scatterAddKernel(indices: ValueType, updates: ValueType, rows: number): Kernel {
  const count = sizeOf(indices.shape);
  const width = sizeOf(updates.shape.slice(indices.shape.length));
  const type = scalarOf(updates.dtype);
  return {
    inputs: [indices.dtype, updates.dtype],
    output: updates.dtype,
    space: [rows, width],
    emit: (e, at) => {
      const sum = e.variable(type, e.literal(0, type));
      e.loop(0, count, (k) => {
        e.when(`${clamp(e.load(0, k), rows, call(e))} == ${at.coordinate(0)}`, () => {
          const update = e.load(
            1,
            affine([
              [k, width],
              [width === 1 ? '0' : at.coordinate(1), 1],
            ]),
          );
          e.assign(sum, type === 'int' ? e.call('add_int', sum, update) : `(${sum} + ${update})`);
        });
      });
      return sum;
    },
  };
}

/**
 * Adding many rows by index without two threads writing one place, in an order that is always the same: updates that
 * name one row form a chain in order of position. `first` finds where each row's chain begins and `length` how long it
 * is, `next` where it goes on after each update; `sum` follows the chains.
 */
export function scatterAddKernels(
  indices: ValueType,
  updates: ValueType,
  rows: number,
): Readonly<Record<'first' | 'length' | 'next' | 'sum', Kernel>> {
  const count = sizeOf(indices.shape);
  const width = sizeOf(updates.shape.slice(indices.shape.length));
  const type = scalarOf(updates.dtype);
  const rowOf = (e: Emitter, position: string): string => clamp(e.load(0, position), rows, call(e));
  /** The lowest position not below `from` whose update goes to `row`. */
  const search = (e: Emitter, from: string, row: string): string => {
    const found = e.variable('int', '0');
    e.loop(0, `(${count} - ${from})`, (k) => {
      const position = e.bind('int', `${count - 1} - ${k}`);
      e.when(`${rowOf(e, position)} == ${row}`, () => e.assign(found, position));
    });
    return found;
  };
  const overIndices = (space: number, emit: Kernel['emit']): Kernel => ({
    inputs: [indices.dtype],
    output: 'int32',
    space: [space],
    emit,
  });
  return {
    first: overIndices(rows, (e, at) => search(e, '0', at.index)),
    length: overIndices(rows, (e, at) => {
      const found = e.variable('int', '0');
      e.loop(0, count, (k) => {
        e.when(`${rowOf(e, k)} == ${at.index}`, () => e.assign(found, `${found} + 1`));
      });
      return found;
    }),
    next: overIndices(count, (e, at) => search(e, `(${at.index} + 1)`, e.bind('int', rowOf(e, at.index)))),
    sum: {
      inputs: ['int32', 'int32', 'int32', updates.dtype],
      output: updates.dtype,
      space: [rows, width],
      emit: (e, at) => {
        const sum = e.variable(type, e.literal(0, type));
        const row = at.coordinate(0);
        const position = e.variable('int', e.load(0, row));
        e.loop(0, e.bind('int', e.load(1, row)), () => {
          const update = e.load(
            3,
            affine([
              [position, width],
              [width === 1 ? '0' : at.coordinate(1), 1],
            ]),
          );
          e.assign(sum, type === 'int' ? e.call('add_int', sum, update) : `(${sum} + ${update})`);
          e.assign(position, e.load(2, position));
        });
        return sum;
      },
    },
  };
}

const call =
  (e: Emitter) =>
  (helper: string, ...args: string[]): string =>
    e.call(helper, ...args);

const clamp = (index: string, rows: number, call: (helper: string, ...args: string[]) => string): string =>
  call('max_int', '0', call('min_int', index, String(rows - 1)));

/** Sum of the elements up to and including each one along an axis, or from it on. */
export function cumsumKernel(x: ValueType, axis: number, reverse: boolean): Kernel {
  const length = x.shape[axis] as number;
  const inner = sizeOf(x.shape.slice(axis + 1));
  const outer = sizeOf(x.shape.slice(0, axis));
  const type = scalarOf(x.dtype);
  return {
    inputs: [x.dtype],
    output: x.dtype,
    space: [outer, length, inner],
    emit: (e, at) => {
      const sum = e.variable(type, e.literal(0, type));
      const [from, to] = reverse ? [at.coordinate(1), String(length)] : ['0', `(${at.coordinate(1)} + 1)`];
      e.loop(from, to, (k) => {
        const index = affine([
          [outer === 1 ? '0' : at.coordinate(0), length * inner],
          [k, inner],
          [inner === 1 ? '0' : at.coordinate(2), 1],
        ]);
        const x = e.load(0, index);
        e.assign(sum, type === 'int' ? e.call('add_int', sum, x) : `(${sum} + ${x})`);
      });
      return sum;
    },
  };
}

/** Index of the first largest element along an axis. */
export function argmaxKernel(x: ValueType, axis: number): Kernel {
  const length = x.shape[axis] as number;
  const inner = sizeOf(x.shape.slice(axis + 1));
  const outer = sizeOf(x.shape.slice(0, axis));
  const type = scalarOf(x.dtype);
  return {
    inputs: [x.dtype],
    output: 'int32',
    space: [outer, inner],
    emit: (e, at) => {
      const index = (k: string): string =>
        affine([
          [outer === 1 ? '0' : at.coordinate(0), length * inner],
          [k, inner],
          [inner === 1 ? '0' : at.coordinate(1), 1],
        ]);
      const comparable = (v: string): string => (type === 'bool' ? e.dialect.convert(v, 'bool', 'int') : v);
      const kind = type === 'bool' ? 'int' : type;
      const best = e.variable(kind, comparable(e.load(0, index('0'))));
      const place = e.variable('int', '0');
      e.loop(1, length, (k) => {
        const v = e.bind(kind, comparable(e.load(0, index(k))));
        // A NaN never stays the best, whatever comes first.
        const wins = kind === 'float' ? `${e.dialect.isNaN(best)} || ${v} > ${best}` : `${v} > ${best}`;
        e.when(wins, () => {
          e.assign(best, v);
          e.assign(place, k);
        });
      });
      return place;
    },
  };
}
