/**
 * Finds what a product's kernel can do as it stores its sums: a bias along the last axis added, and the result of that
 * cut off below zero, where nothing else reads what lies between.
 */
import { sizeOf } from '../../base/shape';
import { type Equation, type ValueId, type ValueType, valueType } from '../../ops/program';
import type { Fusion } from './fusion';
import { type Graph, isAlias } from './graph';

export interface Ending {
  /** The matrix product or convolution. */
  readonly product: Equation;
  readonly bias: ValueId;
  readonly relu: boolean;
}

const PRODUCTS = new Set(['matmul', 'conv']);

/** By the result that the product's kernel then gives. */
export function planEndings(graph: Graph, fusion: Fusion): ReadonlyMap<ValueId, Ending> {
  const out = new Map<ValueId, Ending>();
  for (const eq of graph.program.equations) {
    const result = eq.outputs[0] as ValueId;
    const loads = fusion.loads.get(result);
    if (fusion.inlined.has(result) || loads?.length !== 2) continue;
    const relu = eq.op === 'select';
    const sum = relu ? sumUnderRelu(graph, fusion, eq) : eq;
    const ending = sum?.op === 'add' ? endingOf(graph, fusion, sum) : null;
    if (ending && loads.includes(ending.bias) && loads.includes(ending.product.outputs[0] as ValueId)) {
      out.set(result, { ...ending, relu });
    }
  }
  return out;
}

/** In select(x <= 0, 0, x) what makes x, if nothing else reads it. */
function sumUnderRelu(graph: Graph, fusion: Fusion, eq: Equation): Equation | null {
  const [condition, cut, x] = eq.inputs as [ValueId, ValueId, ValueId];
  const test = graph.producer.get(condition);
  if (test?.op !== 'le' || test.inputs[0] !== x || !isZero(graph, test.inputs[1]) || !isZero(graph, cut)) {
    return null;
  }
  return own(graph, fusion, condition, [eq]) && own(graph, fusion, x, [eq, test])
    ? (graph.producer.get(x) ?? null)
    : null;
}

function endingOf(graph: Graph, fusion: Fusion, sum: Equation): Omit<Ending, 'relu'> | null {
  for (const [z, b] of [sum.inputs, [...sum.inputs].reverse()] as [ValueId, ValueId][]) {
    const product = productBehind(graph, fusion, z, sum);
    if (!product) continue;
    const { shape } = typeOf(graph, product.outputs[0] as ValueId);
    const n = shape[shape.length - 1] as number;
    const total = typeOf(graph, sum.outputs[0] as ValueId).shape;
    if (sizeOf(total) !== sizeOf(shape) || total[total.length - 1] !== n) continue;
    const bias = biasBehind(graph, fusion, b, n);
    if (bias !== null && [...product.inputs, bias].every((id) => typeOf(graph, id).dtype === 'float32')) {
      return { product, bias };
    }
  }
  return null;
}

/** The product that a value is in another shape. */
function productBehind(graph: Graph, fusion: Fusion, value: ValueId, reader: Equation): Equation | null {
  if (graph.outputs.has(value) || !onlyRead(graph, value, [reader])) return null;
  const maker = graph.producer.get(value);
  if (!maker) return null;
  if (PRODUCTS.has(maker.op)) return maker;
  const alias = isAlias(maker.op) && fusion.inlined.has(value);
  return alias ? productBehind(graph, fusion, maker.inputs[0] as ValueId, maker) : null;
}

const SPREADING = new Set(['reshape', 'stop_gradient', 'broadcast']);

/** The `n` numbers that a value repeats along its last axis. */
function biasBehind(graph: Graph, fusion: Fusion, value: ValueId, n: number): ValueId | null {
  const { shape } = typeOf(graph, value);
  if (shape[shape.length - 1] !== n) return null;
  if (!fusion.inlined.has(value)) return sizeOf(shape) === n ? value : null;
  const maker = graph.producer.get(value);
  return maker && SPREADING.has(maker.op) ? biasBehind(graph, fusion, maker.inputs[0] as ValueId, n) : null;
}

/** Whether a value is computed inside these readers and nowhere else. */
const own = (graph: Graph, fusion: Fusion, value: ValueId, readers: readonly Equation[]): boolean =>
  fusion.inlined.has(value) && !graph.outputs.has(value) && onlyRead(graph, value, readers);

const onlyRead = (graph: Graph, value: ValueId, readers: readonly Equation[]): boolean =>
  (graph.readers.get(value) ?? []).every((eq) => readers.includes(eq));

const typeOf = (graph: Graph, id: ValueId): ValueType => valueType(graph.program, id);

function isZero(graph: Graph, id: ValueId | undefined): boolean {
  const made = id === undefined ? undefined : graph.producer.get(id);
  return made?.op === 'full' && Object.is(made.attrs.value, 0);
}
