/** Every primitive's derivative against central finite differences, in float64 on the reference backend. */
import { describe, expect, test } from 'vitest';
import { evaluate, makeNd, type Nd } from '../../../src/backends/reference';
import { sizeOf } from '../../../src/base/shape';
import { getPrimitive, gradients, type Program, primitiveNames, type Tensor, Trace, withTrace } from '../../../src/ops';
import * as F from '../../../src/ops/functions';
import { type Case, valuesOf } from './case';
import { CASES } from './cases';

/** Central differences of step h err by h^2 times the third derivative, and by rounding over h. */
const STEP = 1e-5;
const CLOSE = 2e-6;

/** Primitives through which nothing is differentiated. */
const WITHOUT = new Set(
  [
    'and', 'argmax', 'argsort', 'constant', 'eq', 'full', 'ge', 'gt', 'iota', 'is_finite', 'le', 'lt', 'max_pool_grad', 'ne', 'not',
    'or', 'random_beta', 'random_gamma', 'random_integers', 'random_permutation', 'random_split', 'random_uniform',
    'stop_gradient',
  ], // biome-ignore format: a list
);

/** (inputs) -> loss and its gradients, where the loss weighs every float output element differently. */
function lossProgram(c: Case): Program {
  const t = new Trace();
  return withTrace(t, () => {
    const xs = c.inputs.map(({ shape, dtype }) => t.input({ shape, dtype }));
    const outs = t.emit(c.op, xs, c.attrs).filter((o) => o.dtype === 'float32');
    const terms = outs.map((o) => {
      const weights = Float64Array.from({ length: o.size }, (_, i) => Math.sin(1 + 2.3 * i));
      return F.sum(F.mul(o, F.constant(weights, o.shape)));
    });
    const loss = terms.reduce((a, b) => F.add(a, b));
    const grads = gradients(
      t,
      loss,
      c.smooth.map((i) => xs[i] as Tensor),
    );
    return t.finish([loss, ...grads]);
  });
}

function lossAt(program: Program, inputs: readonly Nd[]): number {
  return evaluate({ ...program, outputs: program.outputs.slice(0, 1) }, inputs)[0]?.data[0] as number;
}

describe('derivatives', () => {
  for (const op of primitiveNames()) {
    if (WITHOUT.has(op)) continue;
    test(op, () => {
      expect(getPrimitive(op).vjp, `${op} has a derivative`).toBeTypeOf('function');
      const cases = CASES.filter((c) => c.op === op && c.smooth.length > 0);
      expect(cases.length, `${op} has smooth cases`).toBeGreaterThan(0);
      for (const c of cases) compare(c);
    });
  }

  test('every primitive without a derivative is listed, and only those', () => {
    const smooth = new Set(CASES.filter((c) => c.smooth.length > 0).map((c) => c.op));
    for (const op of primitiveNames()) expect(WITHOUT.has(op), op).toBe(!smooth.has(op));
  });
});

function compare(c: Case): void {
  const program = lossProgram(c);
  const inputs = valuesOf(c).map((v, i) => {
    const { shape, dtype } = c.inputs[i] as Case['inputs'][number];
    return makeNd(shape, dtype, Float64Array.from(v));
  });
  const [, ...grads] = evaluate(program, inputs);
  c.smooth.forEach((position, k) => {
    const x = inputs[position] as Nd;
    const analytic = grads[k]?.data as Float64Array;
    const places = pick(sizeOf(x.shape));
    for (const i of places) {
      const kept = x.data[i] as number;
      x.data[i] = kept + STEP;
      const up = lossAt(program, inputs);
      x.data[i] = kept - STEP;
      const down = lossAt(program, inputs);
      x.data[i] = kept;
      const numeric = (up - down) / (2 * STEP);
      const slack = CLOSE * Math.max(1, Math.abs(numeric));
      if (!(Math.abs((analytic[i] as number) - numeric) <= slack)) {
        expect.fail(`${c.title}: input ${position} element ${i}: ${analytic[i]} instead of ${numeric}`);
      }
    }
  });
}

/** A handful of places, the first and last among them. */
function pick(n: number): number[] {
  const step = Math.max(1, Math.floor(n / 12));
  const places = Array.from({ length: Math.ceil(n / step) }, (_, i) => i * step);
  if (n > 0) places.push(n - 1);
  return places;
}
