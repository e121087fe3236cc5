/** A run's History as CSV (one row per epoch, as Keras' CSVLogger writes it) and as JSON. */

/** The part of a run's History that is written. */
export interface HistoryTable {
  readonly epoch: readonly number[];
  readonly logs: { readonly [key: string]: readonly number[] };
  readonly events?: readonly {
    readonly kind: string;
    readonly epoch: number;
    readonly step: number;
    readonly message: string;
  }[];
}

/** A field as RFC 4180 wants it. */
const field = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

/** Numbers as Python's float() reads them back. */
function number(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return 'nan';
  if (value === Number.POSITIVE_INFINITY) return 'inf';
  if (value === Number.NEGATIVE_INFINITY) return '-inf';
  return String(value);
}

/** Keys in Keras' order of showing: training first, then validation, the learning rate last. */
function columns(history: HistoryTable): string[] {
  const rank = (key: string): number => (key === 'learning_rate' ? 2 : key.startsWith('val_') ? 1 : 0);
  return Object.keys(history.logs).sort((a, b) => rank(a) - rank(b));
}

/** One row per epoch, header first, `\n` between lines. */
export function historyCsv(history: HistoryTable): string {
  const keys = columns(history);
  const rows = history.epoch.map((epoch, i) =>
    [String(epoch), ...keys.map((k) => number(history.logs[k]?.[i]))].join(','),
  );
  return `${[['epoch', ...keys].map(field).join(','), ...rows].join('\n')}\n`;
}

/** The form of Keras' `History`: `epoch`, `history`, and beside them what happened during the run. NaN is null. */
export function historyJson(history: HistoryTable): string {
  return `${JSON.stringify({ epoch: history.epoch, history: history.logs, events: history.events ?? [] }, null, 2)}\n`;
}
