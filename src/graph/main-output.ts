/** Which output of a model answers the question the data asks, and the scale of what outputs are compared with. */
import type { FitSpec } from './document';

/** The output predictions are shown of: the first that is compared with the target; null where none is. */
export function mainOutput(outputs: number, fit: Pick<FitSpec, 'y'>): number | null {
  const at = Array.from({ length: outputs }, (_, i) => fit.y?.[i] ?? 'target').indexOf('target');
  return at < 0 ? null : at;
}

/** What the target of an output is multiplied by: 1 where it is not the input. */
export const targetScale = (fit: Pick<FitSpec, 'y' | 'y_scale'>, output: number): number =>
  (fit.y?.[output] === 'input' ? fit.y_scale?.[output] : null) ?? 1;
