/**
 * The leanest training loop that tfjs allows: the model's operations called directly, losses from logits, batches cut
 * beforehand and resident, `minimize` without reading; one read at the end. Moving averages of normalisation are left
 * out.
 */

import * as tf from '@tensorflow/tfjs';
import { checkLoss, type StepTiming, type TimingBudget, timeEpochs } from '../measure';
import { batchesOf, drawRows, type ReferenceLayer, type ReferenceModel, sourcesOf } from '../models';
import { startTfjs } from './tfjs-backend';

type Call = (inputs: tf.Tensor[]) => tf.Tensor;
interface Made {
  readonly call: Call;
  /** Shape of a row of the result. */
  readonly shape: number[];
}
type Maker = (config: Record<string, unknown>, shape: number[]) => Made;

const EPSILON = 1e-3;

function weight(shape: number[]): tf.Variable {
  const fan = shape.slice(0, -1).reduce((a, b) => a * b, 1) + (shape.at(-1) ?? 1);
  const limit = Math.sqrt(6 / fan);
  return tf.variable(tf.randomUniform(shape, -limit, limit));
}
const zeros = (length: number): tf.Variable => tf.variable(tf.zeros([length]));
const ones = (length: number): tf.Variable => tf.variable(tf.ones([length]));

/** Logits come out of the last layer: its sigmoid or softmax is part of the loss. */
function activate(name: unknown, x: tf.Tensor): tf.Tensor {
  if (name === 'relu') return tf.relu(x);
  if (name === 'tanh') return tf.tanh(x);
  return x;
}

function normalize(x: tf.Tensor, axes: number[], gamma: tf.Tensor, beta: tf.Tensor): tf.Tensor {
  const mean = tf.mean(x, axes, true);
  const centred = tf.sub(x, mean);
  const variance = tf.mean(tf.square(centred), axes, true);
  return tf.add(tf.mul(tf.mul(centred, tf.rsqrt(tf.add(variance, EPSILON))), gamma), beta);
}

function dense(x: tf.Tensor, w: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const width = w.shape[1] as number;
  const flat = x.rank === 2 ? x : tf.reshape(x, [-1, w.shape[0] as number]);
  const product = tf.add(tf.matMul(flat as tf.Tensor2D, w as tf.Tensor2D), b);
  return x.rank === 2 ? product : tf.reshape(product, [...x.shape.slice(0, -1), width]);
}

/** Steps of a recurrent layer after one product for all inputs of all steps. */
function recurrent(shape: number[], gates: number, units: number): { w: tf.Variable; u: tf.Variable; b: tf.Variable } {
  return { w: weight([shape[1] as number, gates * units]), u: weight([units, gates * units]), b: zeros(gates * units) };
}

/** Rows of a table. tfjs' own derivative sums rows by index very slowly, and not at all on its wasm backend. */
function rowsOf(table: tf.Variable, ids: tf.Tensor): tf.Tensor {
  const [count, width] = table.shape as [number, number];
  const lookUp = tf.customGrad((...args) => {
    const [rows, save] = args as [tf.Tensor, tf.GradSaveFunc];
    save([]);
    const gradFunc = (dy: tf.Tensor): tf.Tensor =>
      tf.scatterND(tf.reshape(ids, [-1, 1]), tf.reshape(dy, [-1, width]), [count, width]);
    return { value: tf.gather(rows, ids), gradFunc };
  });
  return lookUp(table);
}

const makers: Record<string, Maker> = {
  Dense: ({ units, activation }, shape) => {
    const width = units as number;
    const [w, b] = [weight([shape.at(-1) as number, width]), zeros(width)];
    return {
      call: ([x]) => activate(activation, dense(x as tf.Tensor, w, b)),
      shape: [...shape.slice(0, -1), width],
    };
  },
  Conv2D: ({ filters, kernel_size: k, strides = 1, padding = 'valid', activation, use_bias = true }, shape) => {
    const [h, w, c] = shape as [number, number, number];
    const [size, step, count] = [k as number, strides as number, filters as number];
    const kernel = weight([size, size, c, count]) as tf.Variable<tf.Rank.R4>;
    const bias = use_bias ? zeros(count) : null;
    const out = (n: number): number => Math.ceil((padding === 'same' ? n : n - size + 1) / step);
    return {
      call: ([x]) => {
        const y = tf.conv2d(x as tf.Tensor4D, kernel, step, padding as 'same');
        return activate(activation, bias ? tf.add(y, bias) : y);
      },
      shape: [out(h), out(w), count],
    };
  },
  DepthwiseConv2D: ({ kernel_size: k, strides = 1, padding = 'valid' }, shape) => {
    const [h, w, c] = shape as [number, number, number];
    const [size, step] = [k as number, strides as number];
    const kernel = weight([size, size, c, 1]) as tf.Variable<tf.Rank.R4>;
    const out = (n: number): number => Math.ceil((padding === 'same' ? n : n - size + 1) / step);
    return {
      call: ([x]) => tf.depthwiseConv2d(x as tf.Tensor4D, kernel, step, padding as 'same'),
      shape: [out(h), out(w), c],
    };
  },
  MaxPooling2D: (_, [h, w, c]) => ({
    call: ([x]) => tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid'),
    shape: [Math.floor((h as number) / 2), Math.floor((w as number) / 2), c as number],
  }),
  Flatten: (_, shape) => {
    const size = shape.reduce((a, b) => a * b, 1);
    return { call: ([x]) => tf.reshape(x as tf.Tensor, [-1, size]), shape: [size] };
  },
  BatchNormalization: (_, shape) => {
    const width = shape.at(-1) as number;
    const [gamma, beta] = [ones(width), zeros(width)];
    const axes = shape.map((_length, axis) => axis);
    return { call: ([x]) => normalize(x as tf.Tensor, axes, gamma, beta), shape };
  },
  LayerNormalization: (_, shape) => {
    const width = shape.at(-1) as number;
    const [gamma, beta] = [ones(width), zeros(width)];
    return { call: ([x]) => normalize(x as tf.Tensor, [shape.length], gamma, beta), shape };
  },
  ReLU: (_, shape) => ({ call: ([x]) => tf.relu(x as tf.Tensor), shape }),
  Add: (_, shape) => ({ call: ([a, b]) => tf.add(a as tf.Tensor, b as tf.Tensor), shape }),
  GlobalAveragePooling1D: (_, shape) => ({
    call: ([x]) => tf.mean(x as tf.Tensor, 1),
    shape: [shape[1] as number],
  }),
  GlobalAveragePooling2D: (_, shape) => ({
    call: ([x]) => tf.mean(x as tf.Tensor, [1, 2]),
    shape: [shape[2] as number],
  }),
  Embedding: ({ input_dim, output_dim }, shape) => {
    const table = weight([input_dim as number, output_dim as number]);
    return { call: ([x]) => rowsOf(table, x as tf.Tensor), shape: [...shape, output_dim as number] };
  },
  LSTM: ({ units }, shape) => {
    const n = units as number;
    const { w, u, b } = recurrent(shape, 4, n);
    return {
      call: ([x]) => {
        const steps = tf.unstack(dense(x as tf.Tensor, w, b), 1);
        let h = tf.zeros([(x as tf.Tensor).shape[0] as number, n]);
        let c = h;
        for (const step of steps) {
          const z = tf.add(step, tf.matMul(h as tf.Tensor2D, u as tf.Tensor as tf.Tensor2D));
          const [i, f, g, o] = tf.split(z, 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
          c = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
          h = tf.mul(tf.sigmoid(o), tf.tanh(c));
        }
        return h;
      },
      shape: [n],
    };
  },
  GRU: ({ units }, shape) => {
    const n = units as number;
    const { w, u, b } = recurrent(shape, 3, n);
    const inner = zeros(3 * n);
    return {
      call: ([x]) => {
        const steps = tf.unstack(dense(x as tf.Tensor, w, b), 1);
        let h = tf.zeros([(x as tf.Tensor).shape[0] as number, n]);
        for (const step of steps) {
          const [xz, xr, xh] = tf.split(step, 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
          const state = tf.add(tf.matMul(h as tf.Tensor2D, u as tf.Tensor as tf.Tensor2D), inner);
          const [hz, hr, hh] = tf.split(state, 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
          const z = tf.sigmoid(tf.add(xz, hz));
          const next = tf.tanh(tf.add(xh, tf.mul(tf.sigmoid(tf.add(xr, hr)), hh)));
          h = tf.add(next, tf.mul(z, tf.sub(h, next)));
        }
        return h;
      },
      shape: [n],
    };
  },
  MultiHeadAttention: ({ num_heads, key_dim }, shape) => {
    const [length, width] = shape as [number, number];
    const [heads, depth] = [num_heads as number, key_dim as number];
    const projection = (from: number, to: number) => ({ w: weight([from, to]), b: zeros(to) });
    const inner = heads * depth;
    const [q, k, v] = [projection(width, inner), projection(width, inner), projection(width, inner)];
    const out = projection(inner, width);
    const split = (x: tf.Tensor, { w, b }: { w: tf.Tensor; b: tf.Tensor }): tf.Tensor =>
      tf.transpose(tf.reshape(dense(x, w, b), [-1, length, heads, depth]), [0, 2, 1, 3]);
    return {
      call: ([query, value]) => {
        const [a, c] = [query as tf.Tensor, value as tf.Tensor];
        const scores = tf.matMul(tf.mul(split(a, q), 1 / Math.sqrt(depth)), split(c, k), false, true);
        const mixed = tf.transpose(tf.matMul(tf.softmax(scores), split(c, v)), [0, 2, 1, 3]);
        return dense(tf.reshape(mixed, [-1, length, inner]), out.w, out.b);
      },
      shape,
    };
  },
};

function make(reference: ReferenceModel): (x: tf.Tensor) => tf.Tensor {
  const made: Made[] = [];
  reference.layers.forEach(({ className, config }: ReferenceLayer, position) => {
    const maker = makers[className];
    if (!maker) throw new Error(`no operations for ${className}`);
    const [first = -1] = sourcesOf(reference, position);
    made.push(maker(config, first < 0 ? [...reference.inputShape] : (made[first] as Made).shape));
  });
  return (x) => {
    const values: tf.Tensor[] = [];
    made.forEach(({ call }, position) => {
      values.push(call(sourcesOf(reference, position).map((s) => (s < 0 ? x : (values[s] as tf.Tensor)))));
    });
    return values[values.length - 1] as tf.Tensor;
  };
}

/** Batches that go round. */
const BATCHES = 16;

/** Milliseconds per training step of a reference model in the leanest tfjs loop on one of its backends. */
export async function timeTfjsLean(
  reference: ReferenceModel,
  backend: string,
  budget: TimingBudget,
): Promise<StepTiming> {
  await startTfjs(backend);
  const { batchSize, classes } = reference;
  const batches = batchesOf(reference, BATCHES);
  const { x, y } = drawRows(reference, batches * batchSize);
  const type = reference.vocabulary === undefined ? 'float32' : 'int32';
  const xs = tf.split(tf.tensor(x, [batches * batchSize, ...reference.inputShape], type), batches);
  const labels = tf.tensor1d(y, 'int32');
  const targets = classes === 1 ? tf.cast(tf.expandDims(labels, 1), 'float32') : tf.oneHot(labels, classes);
  const ys = tf.split(classes === 1 ? targets : tf.cast(targets, 'float32'), batches);
  const begin = performance.now();
  const model = make(reference);
  const optimizer = tf.train.adam();
  const loss = (batch: number): tf.Scalar => {
    const [logits, wanted] = [model(xs[batch] as tf.Tensor), ys[batch] as tf.Tensor];
    return classes === 1
      ? (tf.losses.sigmoidCrossEntropy(wanted, logits) as tf.Scalar)
      : (tf.losses.softmaxCrossEntropy(wanted, logits) as tf.Scalar);
  };
  return timeEpochs(
    async (steps) => {
      for (let step = 0; step + 1 < steps; step++) optimizer.minimize(() => loss(step % batches));
      const last = optimizer.minimize(() => loss(0), true);
      if (!last) throw new Error('no loss');
      checkLoss((await last.data())[0]);
      last.dispose();
    },
    budget,
    begin,
  );
}
