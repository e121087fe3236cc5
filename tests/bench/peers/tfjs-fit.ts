/** The reference models in plain tfjs layers, trained by its own `fit`. */

import * as tf from '@tensorflow/tfjs';
import { checkLoss, type StepTiming, type TimingBudget, timeEpochs } from '../measure';
import { batchesOf, drawRows, type ReferenceModel, sourcesOf } from '../models';
import { startTfjs } from './tfjs-backend';

const makers: Record<string, (args: never) => tf.layers.Layer> = {
  Dense: tf.layers.dense,
  Conv2D: tf.layers.conv2d,
  DepthwiseConv2D: tf.layers.depthwiseConv2d,
  MaxPooling2D: tf.layers.maxPooling2d,
  Flatten: tf.layers.flatten,
  BatchNormalization: tf.layers.batchNormalization,
  LayerNormalization: tf.layers.layerNormalization,
  Add: tf.layers.add,
  ReLU: tf.layers.reLU,
  GlobalAveragePooling1D: tf.layers.globalAveragePooling1d,
  GlobalAveragePooling2D: tf.layers.globalAveragePooling2d,
  LSTM: tf.layers.lstm,
  GRU: tf.layers.gru,
  Embedding: tf.layers.embedding,
};

const camelCase = (name: string): string => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

function build(reference: ReferenceModel): tf.LayersModel {
  const input = tf.input({ shape: [...reference.inputShape] });
  const made: tf.SymbolicTensor[] = [];
  reference.layers.forEach(({ className, config }, position) => {
    const make = makers[className];
    if (!make) throw new Error(`tfjs has no layer ${className}`);
    const args = Object.fromEntries(Object.entries(config).map(([name, value]) => [camelCase(name), value]));
    const sources = sourcesOf(reference, position).map((s) => (s < 0 ? input : made[s]) as tf.SymbolicTensor);
    const [only] = sources;
    made.push(make(args as never).apply(sources.length === 1 && only ? only : sources) as tf.SymbolicTensor);
  });
  const model = tf.model({ inputs: input, outputs: made[made.length - 1] as tf.SymbolicTensor });
  const loss = camelCase(reference.loss);
  model.compile({ optimizer: tf.train.adam(), loss, metrics: ['accuracy'] });
  return model;
}

/** Milliseconds per training step of a reference model in tfjs on one of its backends. */
export async function timeTfjsFit(
  reference: ReferenceModel,
  backend: string,
  budget: TimingBudget,
): Promise<StepTiming> {
  await startTfjs(backend);
  const cached = new Map<number, [tf.Tensor, tf.Tensor]>();
  const data = (batches: number): [tf.Tensor, tf.Tensor] => {
    const known = cached.get(batches);
    if (known) return known;
    const rows = batches * reference.batchSize;
    const { x, y } = drawRows(reference, rows);
    const made: [tf.Tensor, tf.Tensor] = [
      tf.tensor(x, [rows, ...reference.inputShape]),
      tf.tensor(Float32Array.from(y), [rows, 1]),
    ];
    cached.set(batches, made);
    return made;
  };
  data(1);
  const begin = performance.now();
  const model = build(reference);
  return timeEpochs(
    async (batches) => {
      const [xs, ys] = data(batches);
      // `fit` reads the losses of the epoch at its end, which waits for the device.
      const { history } = await model.fit(xs, ys, { batchSize: reference.batchSize, epochs: 1, verbose: 0 });
      checkLoss(Number(history.loss?.[0]));
    },
    budget,
    begin,
    batchesOf(reference, 500),
  );
}
