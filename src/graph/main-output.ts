/** Which output of a model answers the question the data asks. */
import type { FitSpec } from './document';

/** The output predictions are shown of: the first that is compared with the target; null where none is. */
export function mainOutput(outputs: number, fit: Pick<FitSpec, 'y'>): number | null {
  const at = Array.from({ length: outputs }, (_, i) => fit.y?.[i] ?? 'target').indexOf('target');
  return at < 0 ? null : at;
}
