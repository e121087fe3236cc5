/** Gives each stored equation its step: which kernels run, on which buffers. */
import { allocate, type TypedArray, toTyped } from '../../base/dtype';
import { ProblemError, problem } from '../../base/problem';
import { type Shape, sizeOf } from '../../base/shape';
import { convAttributes, poolAttributes } from '../../ops/primitives/window';
import { type ValueId, type ValueType, valueType } from '../../ops/program';
import { lowerConv, lowerConvGradInput, lowerConvGradKernel } from './convolution';
import type { Device, DeviceBuffer, Runnable } from './device';
import { elementwiseKernel } from './expression';
import { isAlias, isHostEquation, isInlinable, isReduction } from './graph';
import { HostBuffer, hostEvaluator, retain } from './host';
import type { Kernel } from './kernel';
import type { Lowered, Lowering } from './lowering';
import {
  argmaxKernel,
  concatKernel,
  cumsumKernel,
  gatherKernel,
  padKernel,
  scatterAddKernel,
  scatterAddKernels,
} from './moves';
import { reductionKernels } from './reduction';
import { lowerScan } from './scan';
import { lowerArgsort, permuteKernel } from './sorting';
import { maxPoolGradKernel, maxPoolKernel, sumPoolGradKernel, sumPoolKernel } from './windows';

export function lowerEquation(l: Lowering): Lowered {
  const { device, graph, eq } = l;
  if (isHostEquation(graph.program, eq)) return device.words ? lowerWords(l, device.words) : lowerHost(l);
  const [out] = types(l, eq.outputs) as [ValueType];
  if (eq.op !== 'scan' && !isAlias(eq.op) && sizeOf(out.shape) === 0) {
    return () => [device.upload(allocate(out.dtype, 0), out.dtype)];
  }
  if (isAlias(eq.op)) {
    return ([x]) => {
      retain(device, x as DeviceBuffer);
      return [x as DeviceBuffer];
    };
  }
  if (isInlinable(eq.op)) return kernelStep(device, elementwiseKernel(graph, l.inlined, eq, l.reads));
  if (isReduction(eq.op)) {
    return chain(device, reductionKernels(graph, l.inlined, eq, l.reads, device.parallel));
  }
  const ready = device.ready?.plan(eq, types(l, eq.inputs), types(l, eq.outputs));
  if (ready) {
    const run = device.ready?.prepare(ready);
    if (run) return (args) => [run(args)];
  }
  const lower = LOWERINGS[eq.op];
  return lower ? lower(l, types(l, eq.inputs), types(l, eq.outputs)) : unsupported(device, eq.op);
}

const types = (l: Lowering, ids: readonly ValueId[]): ValueType[] => ids.map((id) => valueType(l.graph.program, id));

function kernelStep(device: Device, kernel: Kernel): Lowered {
  const run = device.prepare(kernel);
  return (args) => [run(args)];
}

/** Kernels of one input each, the first of several; what lies between is given back. */
function chain(device: Device, kernels: readonly Kernel[]): Lowered {
  const [first, ...rest] = kernels.map((k) => device.prepare(k));
  return (args) => {
    let value = (first as (inputs: readonly DeviceBuffer[]) => DeviceBuffer)(args);
    for (const run of rest) {
      const next = run([value]);
      device.release(value);
      value = next;
    }
    return [value];
  };
}

type Lower = (l: Lowering, inputs: readonly ValueType[], outputs: readonly ValueType[]) => Lowered;

const shapes = (list: readonly ValueType[]): Shape[] => list.map((t) => t.shape);

/** A primitive that is one generated kernel. */
const kernel =
  (make: (inputs: ValueType[], out: ValueType, l: Lowering) => Kernel): Lower =>
  (l, inputs, outputs) =>
    kernelStep(l.device, make([...inputs], outputs[0] as ValueType, l));

const pair =
  (run: (a: DeviceBuffer, b: DeviceBuffer) => DeviceBuffer): Lowered =>
  ([a, b]) => [run(a as DeviceBuffer, b as DeviceBuffer)];

const LOWERINGS: Readonly<Record<string, Lower>> = {
  matmul: (l, [a, b], [out]) => {
    const [x, z] = [(a as ValueType).shape, (out as ValueType).shape];
    const rank = z.length;
    const transposeA = l.eq.attrs.transposeA === true;
    const transposeB = l.eq.attrs.transposeB === true;
    const k = x[transposeA ? rank - 2 : rank - 1] as number;
    if (isEmpty([a as ValueType, b as ValueType])) return zeros(l.device, sizeOf(z));
    const spec = { batch: sizeOf(z.slice(0, -2)), m: z[rank - 2] as number, k, n: z[rank - 1] as number };
    return pair(l.device.matmul({ ...spec, transposeA, transposeB }));
  },
  conv: (l, inputs, outputs) => {
    const [x, k] = shapes(inputs) as [Shape, Shape];
    if (isEmpty(inputs)) return zeros(l.device, sizeOf((outputs[0] as ValueType).shape));
    return pair(lowerConv(l.device, x, k, (outputs[0] as ValueType).shape, convAttributes(l.eq.attrs)));
  },
  conv_grad_input: (l, inputs, outputs) => {
    const [dy, k] = shapes(inputs) as [Shape, Shape];
    if (isEmpty(inputs)) return zeros(l.device, sizeOf((outputs[0] as ValueType).shape));
    return pair(lowerConvGradInput(l.device, (outputs[0] as ValueType).shape, k, dy, convAttributes(l.eq.attrs)));
  },
  conv_grad_kernel: (l, inputs, outputs) => {
    const [x, dy] = shapes(inputs) as [Shape, Shape];
    if (isEmpty(inputs)) return zeros(l.device, sizeOf((outputs[0] as ValueType).shape));
    return pair(lowerConvGradKernel(l.device, x, (outputs[0] as ValueType).shape, dy, convAttributes(l.eq.attrs)));
  },
  max_pool: kernel(([x], y, l) => maxPoolKernel((x as ValueType).shape, y.shape, poolAttributes(l.eq.attrs))),
  max_pool_grad: kernel(([x, y], _out, l) =>
    maxPoolGradKernel((x as ValueType).shape, (y as ValueType).shape, poolAttributes(l.eq.attrs)),
  ),
  sum_pool: kernel(([x], y, l) => sumPoolKernel((x as ValueType).shape, y.shape, poolAttributes(l.eq.attrs))),
  sum_pool_grad: kernel(([dy], x, l) =>
    sumPoolGradKernel(x.shape, (dy as ValueType).shape, poolAttributes(l.eq.attrs)),
  ),
  pad: kernel(([x], out, l) => padKernel(x as ValueType, out, l.eq.attrs)),
  gather: kernel(([table, indices]) => gatherKernel(table as ValueType, indices as ValueType)),
  scatter_add: (l, [indices, updates], [out]) => {
    const [i, u, rows] = [indices as ValueType, updates as ValueType, (out as ValueType).shape[0] as number];
    const own = u.dtype === 'float32' && rows > 0 ? l.device.scatterAdd : undefined;
    const count = sizeOf(i.shape);
    if (!own)
      return count > FEW_UPDATES
        ? lowerScatter(l.device, i, u, rows)
        : kernelStep(l.device, scatterAddKernel(i, u, rows));
    return pair(own({ count, rows, width: sizeOf(u.shape.slice(i.shape.length)) }));
  },
  cumsum: kernel(([x], _out, l) =>
    cumsumKernel(x as ValueType, l.eq.attrs.axis as number, l.eq.attrs.reverse === true),
  ),
  argmax: kernel(([x], _out, l) => argmaxKernel(x as ValueType, l.eq.attrs.axis as number)),
  argsort: (l, [x]) => lowerArgsort(l.device, x as ValueType, l.eq.attrs.descending === true),
  permute: kernel(([x]) => permuteKernel(x as ValueType)),
  concat: (l, inputs, outputs) =>
    lowerConcat(l.device, shapes(inputs), l.eq.attrs.axis as number, (outputs[0] as ValueType).dtype),
  random_uniform: (l, _inputs, [out]) => {
    const n = sizeOf((out as ValueType).shape);
    const { words } = l.device;
    if (words) return ([key]) => [words.uniform(key as DeviceBuffer, n)];
    return ([key]) => {
      const [a, b] = (key as HostBuffer).values as unknown as [number, number];
      return [l.device.randomUniform([a, b], n)];
    };
  },
  scan: lowerScan,
};

/** A sum over nothing is zero. */
const isEmpty = (inputs: readonly ValueType[]): boolean => inputs.some((t) => sizeOf(t.shape) === 0);

function zeros(device: Device, length: number): Lowered {
  return () => [device.upload(new Float32Array(length), 'float32')];
}

/** Up to so many updates, each element of a result may look at all of them. */
const FEW_UPDATES = 64;

function lowerScatter(device: Device, indices: ValueType, updates: ValueType, rows: number): Lowered {
  const kernels = scatterAddKernels(indices, updates, rows);
  const [first, length, next, sum] = [kernels.first, kernels.length, kernels.next, kernels.sum].map((k) =>
    device.prepare(k),
  ) as [Runnable, Runnable, Runnable, Runnable];
  return ([places, rowsToAdd]) => {
    const chains = [first, length, next].map((run) => run([places as DeviceBuffer]));
    const out = sum([...chains, rowsToAdd as DeviceBuffer]);
    for (const c of chains) device.release(c);
    return [out];
  };
}

/** Joins any number of arrays, as many at a time as a kernel may read. */
function lowerConcat(device: Device, parts: readonly Shape[], axis: number, dtype: ValueType['dtype']): Lowered {
  if (parts.length <= device.maxInputs) return kernelStep(device, concatKernel(parts, axis, dtype));
  const groups: { from: number; to: number; run: Lowered }[] = [];
  const joined: Shape[] = [];
  for (let from = 0; from < parts.length; from += device.maxInputs) {
    const group = parts.slice(from, from + device.maxInputs);
    groups.push({ from, to: from + group.length, run: kernelStep(device, concatKernel(group, axis, dtype)) });
    const total = group.reduce((n, s) => n + (s[axis] as number), 0);
    joined.push((group[0] as Shape).map((d, i) => (i === axis ? total : d)));
  }
  const finish = lowerConcat(device, joined, axis, dtype);
  return (args) => {
    const pieces = groups.map((g) => g.run(args.slice(g.from, g.to))[0] as DeviceBuffer);
    const out = finish(pieces);
    for (const p of pieces) device.release(p);
    return out;
  };
}

/** An equation over random keys: computed on the host, its float and integer results uploaded. */
function lowerHost(l: Lowering): Lowered {
  const run = hostEvaluator(l.graph.program, l.eq);
  const outputs = types(l, l.eq.outputs);
  return (args) => {
    const values = args.map((b): TypedArray => (b instanceof HostBuffer ? b.values : l.device.readNow(b)));
    return run(values).map((v, i) => {
      const { dtype } = outputs[i] as ValueType;
      return dtype === 'uint32' ? new HostBuffer(v as Uint32Array) : l.device.upload(toTyped(dtype, v), dtype);
    });
  };
}

/** Operations that give the same bits whether or not the top one is a sign. */
const WORDWISE = new Set(['transpose', 'broadcast', 'slice', 'reverse', 'select', 'add', 'sub', 'mul']);

/** An equation over random keys that are the device's: a kernel where bits are bits, else a pause for the host. */
function lowerWords(l: Lowering, words: NonNullable<Device['words']>): Lowered {
  const { device, graph, eq } = l;
  if (isAlias(eq.op)) return ([x]) => [x as DeviceBuffer];
  const outputs = types(l, eq.outputs);
  if (outputs[0]?.dtype === 'uint32' && outputs.every((t) => sizeOf(t.shape) > 0)) {
    if (WORDWISE.has(eq.op)) return kernelStep(device, elementwiseKernel(graph, new Set(), eq, eq.inputs));
    if (eq.op === 'concat') {
      return lowerConcat(device, shapes(types(l, eq.inputs)), eq.attrs.axis as number, 'uint32');
    }
  }
  const run = hostEvaluator(graph.program, eq);
  return (args) => words.evaluate(run, args, outputs);
}

/** @throws ProblemError code `backend-unsupported`: the primitive has no form here. */
function unsupported(device: Device, op: string): never {
  throw new ProblemError(
    problem('backend-unsupported', `${device.label} cannot run the operation ${op}.`, { where: op }),
  );
}
