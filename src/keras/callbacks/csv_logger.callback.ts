/** CSVLogger: writes the logs of each epoch as a line of a CSV file. Source: keras/src/callbacks/csv_logger.py. */
import { problem } from '../../base/problem';
import { arg } from '../core/args';
import type { Logs } from '../core/callback-hooks';
import { defineCallback } from '../core/definitions';
import { csvLine, pythonFloat } from './csv-line';

/** Columns: the keys of the first epoch, sorted; val_ columns follow when there was no validation yet. */
function columns(logs: Logs): string[] {
  const keys = Object.keys(logs).sort();
  return keys.some((k) => k.startsWith('val_')) ? keys : [...keys, ...keys.map((k) => `val_${k}`)];
}

export default defineCallback({
  name: 'CSVLogger',
  aliases: ['export', 'history', 'log file', 'export history'],
  summary: 'Writes the logs of every epoch to a CSV file.',
  args: {
    filename: arg.string(undefined, { doc: 'Name of the file.' }),
    separator: arg.string(',', { doc: 'Character between columns.' }),
    append: arg.bool(false, { doc: 'Goes on with the file of an earlier run.', rare: true }),
  },
  together: (c) =>
    [...c.separator].length === 1
      ? null
      : problem('csv-separator', 'The separator of CSVLogger is a single character.', {
          where: 'separator',
          expected: 'one character',
          received: JSON.stringify(c.separator),
          fixes: [{ label: 'Use a comma', action: 'set-argument', params: { argument: 'separator', value: ',' } }],
        }),
  create(c, host) {
    let keys: string[] | null = null;
    return {
      onEpochEnd(epoch, logs) {
        let text = '';
        if (keys === null) {
          keys = columns(logs);
          text = csvLine(['epoch', ...keys], c.separator);
        }
        const values = keys.map((k) => {
          const v = logs[k];
          return v === undefined ? 'NA' : pythonFloat(v);
        });
        host.appendFile(c.filename, text + csvLine([String(epoch), ...values], c.separator));
      },
      save: () => ({ keys }),
      load(saved) {
        keys = Array.isArray(saved.keys) ? (saved.keys as string[]) : null;
      },
    };
  },
  cases: [
    {
      name: 'with validation',
      config: { filename: 'log.csv' },
      inputs: [],
      extra: {
        logs: [
          { loss: 0.5, accuracy: 0.25, val_loss: 0.75, val_accuracy: 0.125 },
          { loss: 0.0000001, accuracy: 0.875, val_loss: 123456.5, val_accuracy: 0.3 },
        ],
      },
    },
    {
      name: 'validation every second epoch, separator',
      config: { filename: 'log.csv', separator: ';' },
      inputs: [],
      extra: {
        logs: [
          { loss: 0.5, mae: 0.25 },
          { loss: 0.4, mae: 0.2, val_loss: 0.7, val_mae: 0.1 },
          { loss: 0.3, mae: 0.2 },
        ],
      },
    },
    {
      name: 'a key that comes later, odd numbers',
      config: { filename: 'log.csv', append: true },
      inputs: [],
      extra: {
        logs: [
          { loss: 'NaN', val_loss: 'Infinity' },
          { loss: 1.5, val_loss: 1e21, learning_rate: 0.1 },
        ],
      },
    },
  ],
});
