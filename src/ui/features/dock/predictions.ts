/** What predictions of a part mean in the terms of the problem: classes right and wrong, or numbers in the target's units. */
import type { DataFacts, DataRows, PartPredictions } from '../../../state';
import { type Confusion, confusionOf, predictedClass } from '../../charts/confusion';
import { formatValue } from '../../components/format';

export interface ClassVerdicts {
  readonly truth: Int32Array;
  readonly predicted: Int32Array;
  readonly confusion: Confusion;
}

/** Null for problems without classes. */
export function classVerdicts(p: PartPredictions, rows: DataRows, facts: DataFacts): ClassVerdicts | null {
  const { classes } = facts.target;
  if (!classes) return null;
  const truth = Int32Array.from(p.rows, (r) => rows.targets[r] as number);
  const predicted = Int32Array.from(p.rows, (_, i) => predictedClass(p.outputs, p.width, i));
  return { truth, predicted, confusion: confusionOf(truth, predicted, classes) };
}

/** True and predicted numbers in the target's own units. */
export function numberVerdicts(
  p: PartPredictions,
  rows: DataRows,
  facts: DataFacts,
): { truth: Float32Array; predicted: Float32Array } {
  const { shift = 0, scale = 1 } = facts.target;
  return {
    truth: Float32Array.from(p.rows, (r) => (rows.targets[r] as number) * scale + shift),
    predicted: Float32Array.from(p.rows, (_, i) => (p.outputs[i * p.width] as number) * scale + shift),
  };
}

/** That sample weights do not count in what is counted here, where there are any; else null. */
export function alike(facts: Pick<DataFacts, 'weights'>): string | null {
  const names = facts.weights.map((w) => w.name);
  return names.length === 0 ? null : `each row counts once here, whatever its ${names.join(', ')}`;
}

/** Positions (not rows) of the predictions with the largest loss, worst first. */
export function worst(p: PartPredictions, count: number): number[] {
  const order = Array.from(p.losses, (_, i) => i).filter((i) => Number.isFinite(p.losses[i]));
  return order.sort((a, b) => (p.losses[b] as number) - (p.losses[a] as number)).slice(0, count);
}

/** What is true of a row of the prepared data, in the user's words. */
export function truthOf(row: number, rows: DataRows, { target: { classes, shift = 0, scale = 1 } }: DataFacts): string {
  const target = rows.targets[row] as number;
  return classes ? (classes[target] ?? String(target)) : formatValue(target * scale + shift);
}
