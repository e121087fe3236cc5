/**
 * Measures the data for Normalization layers before a run, as a user of Keras does with `layer.adapt`: mean and variance
 * of the training part, for layers that read a model input directly and were not given numbers.
 */
import type { TypedArray } from '../base/dtype';
import { sizeOf } from '../base/shape';
import type { PreparedData } from '../data/prepared';
import { adaptNormalization } from '../keras/layers/preprocessing/adapt';
import { type TrainingPlan, variableSlot } from './training-plan';

interface NormalizationConfig {
  readonly axis: number | readonly number[] | null;
  readonly mean: unknown;
}

/** Starting values of the slots measured, by slot name. */
export function adaptedSlots(plan: TrainingPlan, data: PreparedData): Map<string, TypedArray> {
  const slots = new Map<string, TypedArray>();
  const { graph, layers } = plan.model;
  for (const node of graph.nodes) {
    const layer = layers.get(node.layer);
    const source = graph.inputs.indexOf(node.inputs[0]?.node ?? '');
    const rows = data.inputs[source];
    if (layer?.definition.name !== 'Normalization' || !rows) continue;
    const config = layer.config as NormalizationConfig;
    if (config.mean !== null) continue;
    const width = sizeOf(rows.shape);
    const { train } = data.parts;
    const values = new Float32Array(train.length * width);
    for (let r = 0; r < train.length; r++) {
      const from = (train[r] as number) * width;
      values.set(rows.data.subarray(from, from + width), r * width);
    }
    const { mean, variance } = adaptNormalization(config.axis, values, [train.length, ...rows.shape]);
    const count = Float32Array.of(train.length);
    for (const [name, value] of Object.entries({ mean, variance, count })) {
      const variable = layer.variables.get(name);
      if (variable) slots.set(variableSlot(variable), value);
    }
  }
  return slots;
}
