/** Evaluates a program in float64, equation by equation. No memory planning, no caching: the plain meaning. */
import { sizeOf } from '../../base/shape';
import { type ScanAttributes, scanAttributes } from '../../ops/primitives/scan';
import { type Equation, type Program, type ValueId, valueType } from '../../ops/program';
import { makeNd, type Nd } from './array';
import { kernels } from './kernels';

/** @throws Error when the inputs do not fit the program. */
export function evaluate(program: Program, inputs: readonly Nd[]): Nd[] {
  const values = new Map<ValueId, Nd>();
  program.inputs.forEach((id, i) => {
    const given = inputs[i];
    const want = valueType(program, id);
    if (!given || given.data.length !== sizeOf(want.shape))
      throw new Error(`Input ${i} does not have shape [${want.shape}].`);
    values.set(id, given);
  });
  const look = (id: ValueId): Nd => {
    const v = values.get(id);
    if (!v) throw new Error(`Value ${id} is used before it is made.`);
    return v;
  };
  for (const eq of program.equations) {
    const outs = evaluateEquation(program, eq, eq.inputs.map(look));
    eq.outputs.forEach((id, i) => {
      values.set(id, outs[i] as Nd);
    });
  }
  return program.outputs.map(look);
}

function evaluateEquation(program: Program, eq: Equation, inputs: readonly Nd[]): Nd[] {
  const types = eq.outputs.map((id) => valueType(program, id));
  if (eq.op === 'scan')
    return runScan(
      scanAttributes(eq.attrs),
      inputs,
      types.map((t) => makeNd(t.shape, t.dtype)),
    );
  const kernel = kernels[eq.op];
  if (!kernel) throw new Error(`The reference backend has no ${eq.op}.`);
  return kernel(inputs, eq.attrs, types);
}

function runScan(a: ScanAttributes, inputs: readonly Nd[], outs: Nd[]): Nd[] {
  const constants = inputs.slice(0, a.constants);
  let carries = inputs.slice(a.constants, a.constants + a.carries);
  const sequences = inputs.slice(a.constants + a.carries);
  for (let step = 0; step < a.length; step++) {
    const i = a.reverse ? a.length - 1 - step : step;
    const rows = sequences.map((s) => {
      const width = s.data.length / a.length;
      return makeNd(s.shape.slice(1), s.dtype, s.data.slice(i * width, (i + 1) * width));
    });
    const results = evaluate(a.body, [...constants, ...carries, ...rows]);
    carries = results.slice(0, a.carries);
    results.slice(a.carries).forEach((r, k) => {
      (outs[a.carries + k] as Nd).data.set(r.data, i * r.data.length);
    });
  }
  return [...carries, ...outs.slice(a.carries)];
}
