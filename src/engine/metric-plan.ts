/** The metrics of a run: which object, on which output, under which History key, and where its accumulators live. */
import { sizeOf } from '../base/shape';
import type { MetricDefinition } from '../keras';
import { applyMask } from '../keras/core/loss-reduction';
import type { Tensor, ValueType } from '../ops';
import * as ops from '../ops';
import { at, type CompilePlace } from './compile-place';
import { filledSlot, type Slot, type SlotGroup, type SlotValues } from './state-layout';

export type Phase = 'train' | 'eval';

export interface MetricPlan {
  /** Key in the logs; `loss` is the first. */
  readonly key: string;
  readonly definition: MetricDefinition;
  readonly config: never;
  /** Index of the model output it watches. */
  readonly output: number;
  /** Sample weights count (compile's weighted_metrics). */
  readonly weighted: boolean;
  /** Where in compile it is. */
  readonly place: CompilePlace;
  readonly yTrue: ValueType;
  readonly yPred: ValueType;
}

/** Running averages of the loss and of each output's loss: Keras' loss trackers, weighted by batch size. */
export interface TrackerPlan {
  readonly key: string;
}

const group = (phase: Phase): SlotGroup => (phase === 'train' ? 'train-metric' : 'eval-metric');
const slotName = (phase: Phase, key: string, state: string): string => `${group(phase)}:${key}/${state}`;

export function metricSlots(trackers: readonly TrackerPlan[], metrics: readonly MetricPlan[], phase: Phase): Slot[] {
  const g = group(phase);
  return [
    ...trackers.flatMap(({ key }) =>
      ['total', 'count'].map((s) => filledSlot(slotName(phase, key, s), g, [], 'float32')),
    ),
    ...metrics.flatMap((m) =>
      m.definition
        .states(m.config, m.yTrue, m.yPred)
        .map((s) => filledSlot(slotName(phase, m.key, s.name), g, s.shape, s.dtype ?? 'float32')),
    ),
  ];
}

/** Adds a batch's loss to a tracker. */
export function updateTracker(values: SlotValues, phase: Phase, key: string, loss: Tensor, batch: number): void {
  const [total, count] = [slotName(phase, key, 'total'), slotName(phase, key, 'count')];
  values.write(total, ops.add(values.read(total), ops.mul(loss, batch)));
  values.write(count, ops.add(values.read(count), batch));
}

function states(m: MetricPlan, values: SlotValues, phase: Phase): { names: string[]; tensors: Tensor[] } {
  const names = m.definition.states(m.config, m.yTrue, m.yPred).map((s) => slotName(phase, m.key, s.name));
  return { names, tensors: names.map((n) => values.read(n)) };
}

/** Adds a batch to a metric's accumulators. */
export function updateMetric(
  m: MetricPlan,
  values: SlotValues,
  phase: Phase,
  yTrue: Tensor,
  yPred: Tensor,
  sampleWeight: Tensor | null,
  mask: Tensor | null,
): void {
  const { names, tensors } = states(m, values, phase);
  const weight = m.definition.masking === 'weights' ? applyMask(sampleWeight, mask, 'sum') : sampleWeight;
  const next = at(m.place, () => m.definition.update(m.config, tensors, yTrue, yPred, weight));
  names.forEach((n, i) => {
    values.write(n, next[i] as Tensor);
  });
}

/** All results as one vector, so that reading them is one transfer. */
export function results(
  trackers: readonly TrackerPlan[],
  metrics: readonly MetricPlan[],
  values: SlotValues,
  phase: Phase,
): { vector: Tensor; keys: string[] } {
  const keys: string[] = [];
  const parts: Tensor[] = [];
  for (const { key } of trackers) {
    const [total, count] = [values.read(slotName(phase, key, 'total')), values.read(slotName(phase, key, 'count'))];
    parts.push(ops.reshape(ops.div(total, ops.maximum(count, 1)), [1]));
    keys.push(key);
  }
  for (const m of metrics) {
    const r = m.definition.result(m.config, states(m, values, phase).tensors);
    const n = sizeOf(r.shape);
    parts.push(ops.reshape(r, [n]));
    for (let i = 0; i < n; i++) keys.push(n === 1 ? m.key : `${m.key}_${i}`);
  }
  return { vector: ops.concat(parts, 0), keys };
}
