/**
 * Equations said in a cheaper way, with the same meaning: sums over copies of a number become products, and where a relu
 * was open is asked of its result, so that what went into it need not be kept.
 */
import { sizeOf } from '../base/shape';
import { type Attributes, type Equation, type Program, type ValueId, type ValueType, valueType } from './program';

export function rewrite(program: Program): Program {
  const r = new Rewriter(program);
  for (const eq of program.equations) r.take(eq);
  return { ...program, equations: r.equations, values: r.values };
}

class Rewriter {
  readonly equations: Equation[] = [];
  readonly values: ValueType[];
  private readonly producer = new Map<ValueId, Equation>();
  /** What is read instead of a value from here on. */
  private readonly instead = new Map<ValueId, ValueId>();

  constructor(program: Program) {
    this.values = [...program.values];
  }

  take(given: Equation): void {
    const inputs = given.inputs.map((id) => this.instead.get(id) ?? id);
    const eq = inputs.some((id, k) => id !== given.inputs[k]) ? { ...given, inputs } : given;
    if (this.sumOfCopies(eq)) return;
    this.put(eq);
    this.openRelu(eq);
  }

  private put(eq: Equation): void {
    this.equations.push(eq);
    for (const id of eq.outputs) this.producer.set(id, eq);
  }

  private type(id: ValueId): ValueType {
    return valueType(this, id);
  }

  private add(op: string, inputs: readonly ValueId[], attrs: Attributes, type: ValueType): ValueId {
    const id = this.values.push(type) - 1;
    this.put({ op, inputs, outputs: [id], attrs });
    return id;
  }

  private isZero(id: ValueId | undefined): boolean {
    const made = id === undefined ? undefined : this.producer.get(id);
    return made?.op === 'full' && made.attrs.value === 0;
  }

  /** In select(x <= 0, 0, x) the condition holds where the result is not above zero; who asks later asks that. */
  private openRelu(eq: Equation): void {
    if (eq.op !== 'select') return;
    const [condition, cut, x] = eq.inputs as [ValueId, ValueId, ValueId];
    const [y] = eq.outputs as [ValueId];
    const test = this.producer.get(condition);
    if (test?.op !== 'le' || test.inputs[0] !== x || !this.isZero(test.inputs[1]) || !this.isZero(cut)) return;
    const closed = this.type(condition);
    if (sizeOf(closed.shape) !== sizeOf(this.type(y).shape)) return;
    this.instead.set(condition, this.add('le', [y, test.inputs[1] as ValueId], {}, closed));
  }

  /** The sum of a broadcast over the axes it made: as many times the number itself. */
  private sumOfCopies(eq: Equation): boolean {
    const [input] = eq.inputs as [ValueId];
    const [output] = eq.outputs as [ValueId];
    const made = eq.op === 'reduce_sum' ? this.producer.get(input) : undefined;
    const { shape, dtype } = this.type(output);
    if (made?.op !== 'broadcast' || dtype !== 'float32') return false;
    const [source] = made.inputs as [ValueId];
    const [from, to] = [this.type(source).shape, this.type(input).shape];
    const lead = to.length - from.length;
    const axes = eq.attrs.axes as readonly number[];
    const copied = to.flatMap((d, axis) => ((axis < lead ? 1 : from[axis - lead]) === d ? [] : [axis]));
    if (copied.length === 0 || !copied.every((axis) => axes.includes(axis))) return false;
    const copies = copied.reduce((n, axis) => n * (to[axis] as number), 1);
    const rest = axes.flatMap((axis) => (axis >= lead && (from[axis - lead] as number) !== 1 ? [axis - lead] : []));
    const kept = from.filter((_, axis) => !rest.includes(axis));
    const sum =
      rest.length === 0
        ? source
        : this.add('reduce_sum', [source], { axes: rest, keepdims: false }, { shape: kept, dtype });
    const factor = this.add('full', [], { shape: [], dtype, value: copies }, { shape: [], dtype });
    const product = this.add('mul', [sum, factor], {}, { shape: kept, dtype });
    this.put({ op: 'reshape', inputs: [product], outputs: [output], attrs: { shape } });
    return true;
  }
}
