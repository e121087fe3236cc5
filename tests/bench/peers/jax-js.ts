/** Hand-written training steps in jax-js, compiled whole with `jit`: model, loss, derivative and Adam. Images are NCHW. */

import { defaultDevice, init, jit, lax, nn, numpy as np, random, valueAndGrad } from '@jax-js/jax';
import { checkLoss, type StepTiming, type TimingBudget, timeEpochs } from '../measure';
import { batchesOf, drawRows, type ReferenceModel, sourcesOf } from '../models';

type Tensor = np.Array;
/** Consumes its weights and inputs, as functions of jax-js do. */
type Call = (weights: Tensor[], inputs: Tensor[]) => Tensor;
interface Made {
  readonly call: Call;
  readonly weights: readonly (readonly number[])[];
  /** Shape of a row of the result. */
  readonly shape: readonly number[];
}
type Maker = (config: Record<string, unknown>, shape: readonly number[]) => Made;

const EPSILON = 1e-3;

/** The last layer's sigmoid or softmax is part of the loss. */
function activate(name: unknown, x: Tensor): Tensor {
  if (name === 'relu') return nn.relu(x);
  if (name === 'tanh') return np.tanh(x);
  return x;
}

function normalize(x: Tensor, axes: number[], gamma: Tensor, beta: Tensor): Tensor {
  const centred = x.ref.sub(np.mean(x, axes, { keepdims: true }));
  const variance = np.mean(np.square(centred.ref), axes, { keepdims: true });
  return centred
    .div(np.sqrt(variance.add(EPSILON)))
    .mul(gamma)
    .add(beta);
}

const dense = (x: Tensor, w: Tensor, b: Tensor): Tensor => np.matmul(x, w).add(b);

const convolution =
  (depthwise: boolean): Maker =>
  (config, shape) => {
    const [c, h, w] = shape as [number, number, number];
    const { kernel_size, strides = 1, padding = 'valid', activation } = config;
    const [size, step] = [kernel_size as number, strides as number];
    const count = depthwise ? c : (config.filters as number);
    const biased = !depthwise && config.use_bias !== false;
    const kernel = [count, depthwise ? 1 : c, size, size];
    const out = (n: number): number => Math.ceil((padding === 'same' ? n : n - size + 1) / step);
    return {
      weights: biased ? [kernel, [count, 1, 1]] : [kernel],
      shape: [count, out(h), out(w)],
      call: ([k, b], [x]) => {
        const y = lax.convGeneralDilated(
          x as Tensor,
          k as Tensor,
          [step, step],
          padding === 'same' ? 'SAME' : 'VALID',
          depthwise ? { featureGroupCount: c } : {},
        );
        return activate(activation, b ? y.add(b) : y);
      },
    };
  };

/** A loop written out step by step, as jax-js has no `scan`; one product makes all inputs of all steps. */
const recurrent =
  (gates: number, step: (x: Tensor, state: Tensor[], u: Tensor, inner: Tensor | undefined) => Tensor[]): Maker =>
  ({ units }, [, width]) => {
    const n = units as number;
    const weights = [[width as number, gates * n], [n, gates * n], [gates * n]];
    return {
      weights: gates === 3 ? [...weights, [gates * n]] : weights,
      shape: [n],
      call: ([w, u, b, inner], [x]) => {
        const batch = (x as Tensor).shape[0] as number;
        const steps = np.unstack(dense(x as Tensor, w as Tensor, b as Tensor), 1);
        let state = gates === 4 ? [np.zeros([batch, n]), np.zeros([batch, n])] : [np.zeros([batch, n])];
        for (const one of steps) state = step(one, state, (u as Tensor).ref, inner?.ref);
        for (const used of [u, inner, state[1]]) used?.dispose();
        return state[0] as Tensor;
      },
    };
  };

const makers: Record<string, Maker> = {
  Dense: ({ units, activation }, shape) => ({
    weights: [[shape.at(-1) as number, units as number], [units as number]],
    shape: [...shape.slice(0, -1), units as number],
    call: ([w, b], [x]) => activate(activation, dense(x as Tensor, w as Tensor, b as Tensor)),
  }),
  Conv2D: convolution(false),
  DepthwiseConv2D: convolution(true),
  MaxPooling2D: (_, [c, h, w]) => ({
    weights: [],
    shape: [c as number, Math.floor((h as number) / 2), Math.floor((w as number) / 2)],
    call: (_w, [x]) => lax.reduceWindow(x as Tensor, np.max, [2, 2], [2, 2]),
  }),
  Flatten: (_, shape) => {
    const size = shape.reduce((a, b) => a * b, 1);
    return { weights: [], shape: [size], call: (_w, [x]) => (x as Tensor).reshape([-1, size]) };
  },
  BatchNormalization: (_, shape) => {
    const width = shape[0] as number;
    const trailing = shape.slice(1).map(() => 1);
    const axes = [0, ...shape.slice(1).map((_length, axis) => axis + 2)];
    return {
      weights: [
        [width, ...trailing],
        [width, ...trailing],
      ],
      shape,
      call: ([gamma, beta], [x]) => normalize(x as Tensor, axes, gamma as Tensor, beta as Tensor),
    };
  },
  LayerNormalization: (_, shape) => ({
    weights: [[shape.at(-1) as number], [shape.at(-1) as number]],
    shape,
    call: ([gamma, beta], [x]) => normalize(x as Tensor, [-1], gamma as Tensor, beta as Tensor),
  }),
  ReLU: (_, shape) => ({ weights: [], shape, call: (_w, [x]) => nn.relu(x as Tensor) }),
  Add: (_, shape) => ({ weights: [], shape, call: (_w, [a, b]) => (a as Tensor).add(b as Tensor) }),
  GlobalAveragePooling1D: (_, [, width]) => ({
    weights: [],
    shape: [width as number],
    call: (_w, [x]) => np.mean(x as Tensor, 1),
  }),
  GlobalAveragePooling2D: (_, [c]) => ({
    weights: [],
    shape: [c as number],
    call: (_w, [x]) => np.mean(x as Tensor, [2, 3]),
  }),
  Embedding: ({ input_dim, output_dim }, shape) => ({
    weights: [[input_dim as number, output_dim as number]],
    shape: [...shape, output_dim as number],
    call: ([table], [x]) => np.take(table as Tensor, x as Tensor, 0),
  }),
  LSTM: recurrent(4, (x, [h, c], u) => {
    const [i, f, g, o] = np.split(x.add(np.matmul(h as Tensor, u)), 4, 1) as [Tensor, Tensor, Tensor, Tensor];
    const cell = nn
      .sigmoid(f)
      .mul(c as Tensor)
      .add(nn.sigmoid(i).mul(np.tanh(g)));
    return [nn.sigmoid(o).mul(np.tanh(cell.ref)), cell];
  }),
  GRU: recurrent(3, (x, [h], u, inner) => {
    const [xz, xr, xh] = np.split(x, 3, 1) as [Tensor, Tensor, Tensor];
    const before = (h as Tensor).ref;
    const products = np.matmul(h as Tensor, u).add(inner as Tensor);
    const [hz, hr, hh] = np.split(products, 3, 1) as [Tensor, Tensor, Tensor];
    const z = nn.sigmoid(xz.add(hz));
    const next = np.tanh(xh.add(nn.sigmoid(xr.add(hr)).mul(hh)));
    return [next.ref.add(z.mul(before.sub(next)))];
  }),
  MultiHeadAttention: ({ num_heads, key_dim }, shape) => {
    const [length, width] = shape as [number, number];
    const [heads, depth] = [num_heads as number, key_dim as number];
    const inner = heads * depth;
    return {
      weights: [[width, inner], [inner], [width, inner], [inner], [width, inner], [inner], [inner, width], [width]],
      shape,
      call: (weights, [query, value]) => {
        const [wq, bq, wk, bk, wv, bv, wo, bo] = weights as [
          Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor,
        ]; // biome-ignore format: pairs
        const split = (x: Tensor, w: Tensor, b: Tensor): Tensor => dense(x, w, b).reshape([-1, length, heads, depth]);
        const q = split(query as Tensor, wq, bq);
        const k = split((value as Tensor).ref, wk, bk);
        const v = split(value as Tensor, wv, bv);
        return dense(nn.dotProductAttention(q, k, v).reshape([-1, length, inner]), wo, bo);
      },
    };
  },
};

interface Network {
  readonly shapes: readonly (readonly number[])[];
  /** Logits. Consumes both. */
  readonly call: (weights: Tensor[], x: Tensor) => Tensor;
}

function make(reference: ReferenceModel, inputShape: readonly number[]): Network {
  const made: Made[] = [];
  const readers = new Map<number, number>();
  reference.layers.forEach(({ className, config }, position) => {
    const maker = makers[className];
    if (!maker) throw new Error(`no operations for ${className}`);
    const sources = sourcesOf(reference, position);
    for (const s of sources) readers.set(s, (readers.get(s) ?? 0) + 1);
    const [first = -1] = sources;
    made.push(maker(config, first < 0 ? inputShape : (made[first] as Made).shape));
  });
  return {
    shapes: made.flatMap((m) => m.weights),
    call: (weights, x) => {
      const left = new Map(readers);
      const values: Tensor[] = [];
      let at = 0;
      const take = (source: number): Tensor => {
        const value = source < 0 ? x : (values[source] as Tensor);
        const more = (left.get(source) ?? 1) - 1;
        left.set(source, more);
        return more > 0 ? value.ref : value;
      };
      made.forEach((m, position) => {
        const own = weights.slice(at, at + m.weights.length);
        at += m.weights.length;
        values.push(m.call(own, sourcesOf(reference, position).map(take)));
      });
      return values[values.length - 1] as Tensor;
    },
  };
}

const BETAS = [0.9, 0.999] as const;
const RATE = 0.001;

/** Adam over all weights. Consumes everything. */
function update(weights: Tensor[], slots: Tensor[][], count: Tensor, grads: Tensor[]): [Tensor[], Tensor[][], Tensor] {
  const step = count.add(1);
  const correction = BETAS.map((beta) =>
    np
      .exp(step.ref.mul(Math.log(beta)))
      .mul(-1)
      .add(1),
  ) as [Tensor, Tensor];
  const [means, squares] = slots as [Tensor[], Tensor[]];
  const newMeans = means.map((m, i) => m.mul(BETAS[0]).add((grads[i] as Tensor).ref.mul(1 - BETAS[0])));
  const newSquares = squares.map((v, i) => v.mul(BETAS[1]).add(np.square(grads[i] as Tensor).mul(1 - BETAS[1])));
  const newWeights = weights.map((w, i) => {
    const m = (newMeans[i] as Tensor).ref.div(correction[0].ref);
    const v = (newSquares[i] as Tensor).ref.div(correction[1].ref);
    return w.sub(m.mul(RATE).div(np.sqrt(v).add(1e-7)));
  });
  for (const c of correction) c.dispose();
  return [newWeights, [newMeans, newSquares], step];
}

/** Batches that go round. */
const BATCHES = 16;

/** Milliseconds per training step of a reference model in jax-js on one of its devices. */
export async function timeJaxJs(reference: ReferenceModel, device: string, budget: TimingBudget): Promise<StepTiming> {
  const wanted = (['wasm', 'webgpu', 'webgl'] as const).find((known) => known === device);
  if (!wanted || !(await init(wanted)).includes(wanted)) throw new Error(`jax-js cannot start ${device}`);
  defaultDevice(wanted);
  const { batchSize, classes, vocabulary, inputShape } = reference;
  const shape = inputShape.length === 3 ? [inputShape[2] as number, ...inputShape.slice(0, 2)] : inputShape;
  const batches = batchesOf(reference, BATCHES);
  const { x, y } = drawRows(reference, batches * batchSize);
  const size = x.length / batches;
  const xs = Array.from({ length: batches }, (_, i) => {
    const part = x.slice(i * size, (i + 1) * size);
    return np.array(vocabulary === undefined ? part : Int32Array.from(part)).reshape([batchSize, ...shape]);
  });
  const ys = Array.from({ length: batches }, (_, i) => {
    const part = y.slice(i * batchSize, (i + 1) * batchSize);
    return classes === 1
      ? np.array(Float32Array.from(part)).reshape([batchSize, 1])
      : nn.oneHot(np.array(part), classes);
  });
  for (const array of [...xs, ...ys]) await array.blockUntilReady();

  const begin = performance.now();
  const network = make(reference, shape);
  const loss = (weights: Tensor[], input: Tensor, target: Tensor): Tensor => {
    const logits = network.call(weights, input);
    if (classes > 1) return np.sum(nn.logSoftmax(logits).mul(target)).mul(-1 / batchSize);
    return np.mean(nn.softplus(logits.ref).sub(logits.mul(target)));
  };
  const step = jit((weights: Tensor[], slots: Tensor[][], count: Tensor, input: Tensor, target: Tensor) => {
    const [value, grads] = valueAndGrad(loss)(
      weights.map((w) => w.ref),
      input,
      target,
    );
    return [...update(weights, slots, count, grads as Tensor[]), value] as [Tensor[], Tensor[][], Tensor, Tensor];
  });
  let weights: Tensor[] = network.shapes.map((s, i) =>
    random
      .uniform(random.key(i), [...s])
      .sub(0.5)
      .mul(0.1),
  );
  const empty = (): Tensor[] => network.shapes.map((s) => np.zeros([...s]));
  let slots = [empty(), empty()];
  let count: Tensor = np.zeros([]);
  return timeEpochs(
    async (steps) => {
      let value: Tensor | undefined;
      for (let i = 0; i < steps; i++) {
        value?.dispose();
        const batch = i % batches;
        [weights, slots, count, value] = step(
          weights,
          slots,
          count,
          (xs[batch] as Tensor).ref,
          (ys[batch] as Tensor).ref,
        );
      }
      checkLoss((await value?.data())?.[0]);
    },
    budget,
    begin,
  );
}
