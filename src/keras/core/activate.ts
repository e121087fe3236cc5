/** Applies an activation argument; none is the identity. */
import type { Tensor } from '../../ops';
import type { ObjectValue } from './args';
import { resolve } from './registry';

export function activate(value: ObjectValue | null, x: Tensor): Tensor {
  if (value === null || value === 'linear') return x;
  const { definition, config } = resolve('activation', value);
  return definition.call(x, config);
}

/** What a card shows of an activation argument: its name, or nothing for the identity. */
export function activationLabel(value: ObjectValue | null): string | null {
  if (value === null || value === 'linear') return null;
  return typeof value === 'string' ? value : value.className;
}
