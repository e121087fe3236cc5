/** Which column weighs the rows for an output: fit's `sample_weight`, one array for all outputs or a list of one for each. */
import type { FitSpec } from './document';

/**
 * The column that weighs rows for an output; null for none. What was chosen may not be among the columns any more.
 * @param columns those of the data that weigh rows: the first does where nothing was chosen
 */
export function weightOf(
  fit: Pick<FitSpec, 'sample_weight'>,
  columns: readonly string[],
  output: number,
): string | null {
  const chosen = fit.sample_weight?.[output];
  return chosen === undefined ? (columns[0] ?? null) : chosen;
}
