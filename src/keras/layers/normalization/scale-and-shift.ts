/** The learned factor (gamma) and shift (beta) that follow a normalisation: arguments and weights. */
import type { Shape } from '../../../base/shape';
import { type ArgValues, arg } from '../../core/args';
import type { LayerBuilder } from '../../core/definitions';
import { weightArgs } from '../../core/weight-args';

/** Whether there are any, and how they start. */
export const startArgs = {
  center: arg.bool(true, { doc: 'Whether a learned shift (beta) is added.' }),
  scale: arg.bool(true, { doc: 'Whether a learned factor (gamma) multiplies.' }),
  beta_initializer: arg.initializer('zeros', { doc: 'Starting values of the shift.', rare: true }),
  gamma_initializer: arg.initializer('ones', { doc: 'Starting values of the factor.', rare: true }),
};

/** What they cost and are held to. */
export const limitArgs = {
  beta_regularizer: arg.regularizer({ doc: 'Penalty on the shift, added to the loss.', rare: true }),
  gamma_regularizer: arg.regularizer({ doc: 'Penalty on the factor, added to the loss.', rare: true }),
  beta_constraint: arg.constraint({ doc: 'Projection applied to the shift after each update.', rare: true }),
  gamma_constraint: arg.constraint({ doc: 'Projection applied to the factor after each update.', rare: true }),
};

export function buildScaleAndShift(
  b: LayerBuilder,
  c: ArgValues<typeof startArgs & typeof limitArgs>,
  shape: Shape,
): void {
  if (c.scale) b.weight({ name: 'gamma', shape, ...weightArgs(c, 'gamma') });
  if (c.center) b.weight({ name: 'beta', shape, ...weightArgs(c, 'beta') });
}
