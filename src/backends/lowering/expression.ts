/**
 * Turns fused values into kernels: starting at a stored value it writes the scalar expression of one element, following
 * inlined values down to loads. Views change coordinates only; nothing is copied for them.
 */
import type { DType } from '../../base/dtype';
import { type Shape, sameShape, sizeOf, stridesOf } from '../../base/shape';
import { type Equation, type ValueId, valueType } from '../../ops/program';
import { broadcastCoordinates, type Coordinates, type Graph, isView, sourceCoordinates } from './graph';
import { affine, type Cursor, type Emitter, type Kernel, scalarOf } from './kernel';
import { SCALAR_OPS } from './scalar-ops';

/** Coordinates within some shape: its flat index, its coordinates, or both, worked out when asked for. */
export interface Place {
  flat(): string;
  coordinate(axis: number): string;
}

/** A place known by its flat index; coordinates are divided out of it. */
export function placeOfFlat(e: Emitter, shape: Shape, flat: string): Place {
  const strides = stridesOf(shape);
  const total = sizeOf(shape);
  return {
    flat: () => (total === 1 ? '0' : flat),
    coordinate: (axis) => {
      const [d, s] = [shape[axis] as number, strides[axis] as number];
      if (d === 1) return '0';
      const quotient = s === 1 ? flat : e.dialect.divide(flat, String(s));
      return s * d === total ? quotient : `(${quotient} % ${d})`;
    },
  };
}

/** A kernel's own place on devices that start from a flat index: each coordinate costs one division. */
export function cursorOfFlat(e: Emitter, shape: Shape, flat: string): Cursor {
  const strides = stridesOf(shape);
  const total = sizeOf(shape);
  const quotient = (by: number): string => (by === 1 ? flat : e.hoist('int', e.dialect.divide(flat, String(by))));
  return {
    index: flat,
    coordinate: (axis) => {
      const [d, s] = [shape[axis] as number, strides[axis] as number];
      if (d === 1) return '0';
      if (s * d === total) return quotient(s);
      return e.hoist('int', `${quotient(s)} - ${quotient(s * d)} * ${d}`);
    },
  };
}

/** A place known by its coordinates. */
export function placeOfCoordinates(shape: Shape, at: Coordinates): Place {
  const strides = stridesOf(shape);
  const coordinate: Coordinates = (axis) => (shape[axis] === 1 ? '0' : at(axis));
  return { flat: () => affine(shape.map((_, i) => [coordinate(i), strides[i] as number] as const)), coordinate };
}

/** The place of the element a kernel computes. */
export function placeOfCursor(shape: Shape, at: Cursor): Place {
  return {
    flat: () => (sizeOf(shape) === 1 ? '0' : at.index),
    coordinate: (axis) => (shape[axis] === 1 ? '0' : at.coordinate(axis)),
  };
}

/** Writes fused expressions of one graph into one emitter; equal subexpressions at equal places are written once. */
export class ExpressionWriter {
  private readonly known = new Map<string, string>();

  constructor(
    private readonly graph: Graph,
    private readonly inlined: ReadonlySet<ValueId>,
    private readonly loads: readonly ValueId[],
    private readonly e: Emitter,
  ) {}

  value(id: ValueId, at: Place): string {
    const type = valueType(this.graph.program, id);
    if (!this.inlined.has(id)) return this.load(id, at);
    const eq = this.graph.producer.get(id) as Equation;
    if (eq.op === 'full') {
      // Bound to a name: WGSL refuses constant expressions that overflow, such as 1 / 0.
      return this.once(`${id}`, type.dtype, () => this.e.literal(eq.attrs.value as number, scalarOf(type.dtype)));
    }
    if (eq.op === 'iota') {
      return this.e.dialect.convert(at.coordinate(eq.attrs.axis as number), 'int', scalarOf(type.dtype));
    }
    if (isView(eq.op)) return this.value(eq.inputs[0] as ValueId, this.through(eq, at));
    return this.once(`${id}@${at.flat()}`, type.dtype, () => this.compute(eq, at));
  }

  /** The expression of an equation's own result, whether or not it is inlined. */
  compute(eq: Equation, at: Place): string {
    const { program } = this.graph;
    const result = valueType(program, eq.outputs[0] as ValueId);
    if (eq.op === 'full' || eq.op === 'iota' || isView(eq.op)) {
      const all = new ExpressionWriter(
        this.graph,
        new Set([...this.inlined, eq.outputs[0] as ValueId]),
        this.loads,
        this.e,
      );
      return all.value(eq.outputs[0] as ValueId, at);
    }
    const args = eq.inputs.map((id) => {
      const shape = valueType(program, id).shape;
      return this.value(id, broadcastPlace(shape, result.shape, at));
    });
    const operand = scalarOf(valueType(program, eq.inputs[0] as ValueId).dtype);
    if (eq.op === 'select') return this.e.dialect.choose(args[0] as string, args[1] as string, args[2] as string);
    if (eq.op === 'convert') return this.e.dialect.convert(args[0] as string, operand, scalarOf(result.dtype));
    const op = SCALAR_OPS[eq.op];
    if (!op) throw new Error(`${eq.op} is not a scalar operation.`);
    return op.write(this.e, args, operand);
  }

  /** Names the value of an element, so that it need not be read. */
  keep(id: ValueId, at: Place, name: string): void {
    this.known.set(`${id}[${at.flat()}]`, name);
  }

  private load(id: ValueId, at: Place): string {
    const { dtype } = valueType(this.graph.program, id);
    const flat = at.flat();
    return this.once(`${id}[${flat}]`, dtype, () => this.e.load(this.loads.indexOf(id), flat));
  }

  private once(key: string, dtype: DType, write: () => string): string {
    const before = this.known.get(key);
    if (before) return before;
    const name = this.e.bind(scalarOf(dtype), write());
    this.known.set(key, name);
    return name;
  }

  private through(view: Equation, at: Place): Place {
    const { program } = this.graph;
    const source = valueType(program, view.inputs[0] as ValueId).shape;
    const shape = valueType(program, view.outputs[0] as ValueId).shape;
    if (view.op === 'stop_gradient') return at;
    if (view.op === 'reshape') return placeOfFlat(this.e, source, at.flat());
    return placeOfCoordinates(source, sourceCoordinates(view.op, view.attrs, source, shape, at.coordinate));
  }
}

function broadcastPlace(source: Shape, target: Shape, at: Place): Place {
  return sameShape(source, target)
    ? at
    : placeOfCoordinates(source, broadcastCoordinates(source, target, at.coordinate));
}

/** The kernel of a stored elementwise value, view or literal. */
export function elementwiseKernel(
  graph: Graph,
  inlined: ReadonlySet<ValueId>,
  eq: Equation,
  loads: readonly ValueId[],
): Kernel {
  const type = valueType(graph.program, eq.outputs[0] as ValueId);
  return {
    inputs: loads.map((id) => valueType(graph.program, id).dtype),
    output: type.dtype,
    space: type.shape,
    emit: (e, at) => new ExpressionWriter(graph, inlined, loads, e).compute(eq, placeOfCursor(type.shape, at)),
  };
}
