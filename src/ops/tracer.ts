/**
 * The tracer: functions written over `Tensor`s are run once on symbols, and what they call is recorded as a program.
 * One trace is open at a time per thread of tracing; nested traces (bodies of loops) form a stack.
 */
import type { DType } from '../base/dtype';
import { type Shape, sizeOf } from '../base/shape';
import { getPrimitive } from './primitive';
import type { Attributes, Equation, Program, ValueId, ValueType } from './program';

/** A symbolic value of a trace. */
export class Tensor {
  constructor(
    readonly trace: Trace,
    readonly id: ValueId,
    readonly shape: Shape,
    readonly dtype: DType,
  ) {}
  get rank(): number {
    return this.shape.length;
  }
  get size(): number {
    return sizeOf(this.shape);
  }
}

/** What ops accept: a tensor, or a number that takes the dtype of its partner. */
export type TensorLike = Tensor | number;

/** A program under construction. */
export class Trace {
  readonly equations: Equation[] = [];
  readonly values: ValueType[] = [];
  readonly inputs: ValueId[] = [];
  readonly producers = new Map<ValueId, Equation>();
  /** Whose work is being recorded. */
  origin: string | undefined;
  /** Identical pure equations are recorded once. */
  private readonly seen = new Map<string, readonly Tensor[]>();

  newValue(type: ValueType): Tensor {
    const id = this.values.length;
    this.values.push({ shape: [...type.shape], dtype: type.dtype });
    return new Tensor(this, id, type.shape, type.dtype);
  }

  input(type: ValueType): Tensor {
    const t = this.newValue(type);
    this.inputs.push(t.id);
    return t;
  }

  tensor(id: ValueId): Tensor {
    const type = this.values[id];
    if (!type) throw new Error(`Trace has no value ${id}.`);
    return new Tensor(this, id, type.shape, type.dtype);
  }

  /** Records one equation, or returns the outputs of an equal one recorded before. */
  emit(op: string, inputs: readonly Tensor[], attrs: Attributes = {}): readonly Tensor[] {
    for (const t of inputs) {
      if (t.trace !== this) throw new Error(`An input of ${op} belongs to another trace.`);
    }
    const key = equationKey(op, inputs, attrs);
    if (key !== null) {
      const known = this.seen.get(key);
      if (known) return known;
    }
    const types = getPrimitive(op).infer(
      inputs.map((t) => ({ shape: t.shape, dtype: t.dtype })),
      attrs,
    );
    const outputs = types.map((type) => this.newValue(type));
    const ids = (tensors: readonly Tensor[]): ValueId[] => tensors.map((t) => t.id);
    const equation: Equation = { op, inputs: ids(inputs), outputs: ids(outputs), attrs, from: this.origin };
    this.equations.push(equation);
    for (const t of outputs) this.producers.set(t.id, equation);
    if (key !== null) this.seen.set(key, outputs);
    return outputs;
  }

  /** Replaces an equation by one with other attributes and further outputs; the old outputs keep their ids. */
  extendEquation(old: Equation, attrs: Attributes, more: readonly ValueType[]): readonly Tensor[] {
    const at = this.equations.indexOf(old);
    if (at < 0) throw new Error('The equation to extend is not in this trace.');
    const added = more.map((type) => this.newValue(type));
    const extended: Equation = { ...old, attrs, outputs: [...old.outputs, ...added.map((t) => t.id)] };
    this.equations[at] = extended;
    for (const id of extended.outputs) this.producers.set(id, extended);
    return added;
  }

  finish(outputs: readonly Tensor[]): Program {
    for (const t of outputs) if (t.trace !== this) throw new Error('An output belongs to another trace.');
    return {
      inputs: [...this.inputs],
      outputs: outputs.map((t) => t.id),
      equations: [...this.equations],
      values: [...this.values],
    };
  }
}

/** Key under which equal equations meet; null for equations with large or nested attributes, which are never merged. */
function equationKey(op: string, inputs: readonly Tensor[], attrs: Attributes): string | null {
  let key = op;
  for (const t of inputs) key += `,${t.id}`;
  for (const name of Object.keys(attrs)) {
    const v = attrs[name];
    if (typeof v === 'object') {
      if (!Array.isArray(v) || v.length > 16) return null;
      key += `;${name}=${JSON.stringify(v)}`;
    } else {
      key += `;${name}=${Object.is(v, -0) ? '-0' : String(v)}`;
    }
  }
  return key;
}

const stack: Trace[] = [];

/** The innermost open trace; needed by ops that create values from nothing. */
export function currentTrace(): Trace {
  const t = stack[stack.length - 1];
  if (!t) throw new Error('No trace is open: call this inside trace().');
  return t;
}

/** Runs `body` with `trace` as the innermost open trace. */
export function withTrace<T>(trace: Trace, body: () => T): T {
  stack.push(trace);
  try {
    return body();
  } finally {
    stack.pop();
  }
}

/** Runs `body`, whose equations are noted as the work of `origin`, unless they are part of somebody's already. */
export function withOrigin<T>(origin: string, body: () => T): T {
  const t = currentTrace();
  if (t.origin !== undefined) return body();
  t.origin = origin;
  try {
    return body();
  } finally {
    t.origin = undefined;
  }
}

/** Records `body` called on symbolic inputs of the given types. */
export function trace(inputTypes: readonly ValueType[], body: (...inputs: Tensor[]) => readonly Tensor[]): Program {
  const t = new Trace();
  return withTrace(t, () => {
    const inputs = inputTypes.map((type) => t.input(type));
    return t.finish(body(...inputs));
  });
}

/**
 * Replays a program's equations inside the current trace.
 * @returns the tensors standing for the program's outputs, and for every value through `map`.
 */
export function inline(program: Program, args: readonly Tensor[]): { outputs: Tensor[]; map: Map<ValueId, Tensor> } {
  const t = currentTrace();
  const map = new Map<ValueId, Tensor>();
  program.inputs.forEach((id, i) => {
    const arg = args[i];
    if (!arg) throw new Error(`inline: input ${i} is missing.`);
    map.set(id, arg);
  });
  const look = (id: ValueId): Tensor => {
    const v = map.get(id);
    if (!v) throw new Error(`inline: value ${id} is used before it is made.`);
    return v;
  };
  for (const eq of program.equations) {
    const outs = t.emit(eq.op, eq.inputs.map(look), eq.attrs);
    eq.outputs.forEach((id, i) => {
      map.set(id, outs[i] as Tensor);
    });
  }
  return { outputs: program.outputs.map(look), map };
}

/** The one result of an equation, recorded where its inputs are, or in the open trace where there are none. */
export function one(op: string, inputs: readonly Tensor[], attrs: Parameters<Trace['emit']>[2] = {}): Tensor {
  const trace = inputs[0]?.trace ?? currentTrace();
  return trace.emit(op, inputs, attrs)[0] as Tensor;
}
