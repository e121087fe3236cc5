/** Numbers and names of runs in words. */
import type { RunRecord } from '../../../state';

/** Metrics that are shares and read best in percent. */
export function isShare(key: string): boolean {
  return /accuracy|acc$|precision|recall|auc|f1|top_k/.test(key);
}

export function formatMetric(key: string, v: number): string {
  if (!Number.isFinite(v)) return String(v);
  if (isShare(key)) return `${(v * 100).toFixed(1)}%`;
  return formatLoss(v);
}

export function formatLoss(v: number): string {
  if (!Number.isFinite(v)) return String(v);
  const size = Math.abs(v);
  if (size !== 0 && (size < 0.001 || size >= 100_000)) return v.toExponential(1);
  return v.toFixed(size >= 100 ? 1 : 3);
}

/** `0:09`, `12:40`, `1:02:00` */
export function formatDuration(ms: number): string {
  const total = Math.max(0, Math.round(ms / 1000));
  const [h, m, s] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const two = (n: number): string => String(n).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

export function runName(run: RunRecord): string {
  return run.name ?? `run ${run.number}`;
}

/** Keys of the History without their `val_` twins, loss first. */
export function metricKeys(run: RunRecord): string[] {
  const keys = Object.keys(run.history.logs).filter((k) => !k.startsWith('val_') && k !== 'learning_rate');
  return keys.sort((a, b) => Number(b === 'loss') - Number(a === 'loss'));
}

/** The epoch (from 0) with the best validation loss, or training loss without validation; null before the first. */
export function bestEpoch(
  run: RunRecord,
): { readonly epoch: number; readonly value: number; readonly key: string } | null {
  const key = run.history.logs.val_loss ? 'val_loss' : 'loss';
  const values = run.history.logs[key] ?? [];
  let best = -1;
  values.forEach((v, i) => {
    if (Number.isFinite(v) && (best < 0 || v < (values[best] as number))) best = i;
  });
  return best < 0 ? null : { epoch: run.history.epoch[best] as number, value: values[best] as number, key };
}
