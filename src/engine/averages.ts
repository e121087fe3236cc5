/** Moving averages of the weights (an optimizer's use_ema): put in place of the weights, or exchanged with them. */
import type { TypedArray } from '../base/dtype';
import { ProblemError, problem } from '../base/problem';
import type { Variable } from '../keras';
import type { OptimizerState } from '../keras/core/optimizer-plan';
import type { DeviceModel } from './device-model';
import { optimizerSlot, type TrainingPlan, variableSlot } from './training-plan';

/** Slot of each moving average with the slot of its weight. */
function averagePairs({ optimizer, model }: TrainingPlan): Map<string, string> {
  const trainable = model.variables.filter((v) => v.trainable);
  const pairs = (optimizer.averages ?? []).flatMap((at, i): [string, string][] =>
    at === null
      ? []
      : [[optimizerSlot(optimizer.states[at] as OptimizerState), variableSlot(trainable[i] as Variable)]],
  );
  return new Map(pairs);
}

/** The averages become the weights, as when training is over. Source: Keras' finalize_variable_values. */
export async function putAverages(model: DeviceModel): Promise<void> {
  const pairs = averagePairs(model.plan);
  if (pairs.size === 0) return;
  const averages = await model.readSlots((s) => pairs.has(s.name));
  model.writeSlots(new Map([...averages].map(([name, values]) => [pairs.get(name) as string, values])));
}

/**
 * Sets the averages to the weights; with `both` the weights to the averages too.
 * @throws ProblemError code `averages-missing` where the optimizer keeps none
 */
export async function exchangeAverages(model: DeviceModel, both: boolean): Promise<void> {
  const pairs = averagePairs(model.plan);
  if (pairs.size === 0) {
    throw new ProblemError(
      problem('averages-missing', 'SwapEMAWeights needs an optimizer that keeps averages of the weights.', {
        where: 'callbacks',
        expected: 'an optimizer with use_ema',
        fixes: [
          { label: 'Turn on use_ema', action: 'set-optimizer-argument', params: { argument: 'use_ema', value: true } },
        ],
      }),
    );
  }
  const weights = new Set(pairs.values());
  const old = await model.readSlots((s) => pairs.has(s.name) || weights.has(s.name));
  const next = new Map<string, TypedArray>();
  for (const [average, weight] of pairs) {
    next.set(average, old.get(weight) as TypedArray);
    if (both) next.set(weight, old.get(average) as TypedArray);
  }
  model.writeSlots(next);
}
