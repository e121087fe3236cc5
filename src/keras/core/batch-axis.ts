/** Weights along the batch: Keras refuses them in models, where nobody knows how many rows there will be. */
import { ProblemError, problem } from '../../base/problem';
import type { ObjectValue } from './args';
import { resolve } from './registry';

/** @throws ProblemError where the weights of a normalization would have a number for each row of a batch. */
export function refuseBatchAxis(layer: ObjectValue, rank: number): void {
  const { definition, config } = resolve('layer', layer);
  if (definition.family !== 'normalization' || !Object.hasOwn(definition.args, 'axis')) return;
  const { axis, scale, center } = config as { axis?: unknown; scale?: unknown; center?: unknown };
  const always = definition.name === 'BatchNormalization' || definition.name === 'RMSNormalization';
  if (definition.name === 'UnitNormalization' || (!always && scale === false && center === false)) return;
  if (![axis].flat().some((a) => a === 0 || a === -rank)) return;
  throw new ProblemError(
    problem('batch-axis', `${definition.name} cannot have weights along the batch: its size changes.`, {
      where: 'axis',
      expected: 'other axes than the first',
      received: JSON.stringify(axis),
      fixes: [
        {
          label: 'Normalise the last axis',
          action: 'set-argument',
          params: { argument: 'axis', value: Array.isArray(axis) ? [-1] : -1 },
        },
      ],
    }),
  );
}
