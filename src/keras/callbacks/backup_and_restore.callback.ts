/**
 * BackupAndRestore: says when the state a run is resumed from is written. Strata writes one in any case, at epoch ends
 * and at most every two seconds, and resumes at the very batch. Source: keras/src/callbacks/backup_and_restore.py.
 */
import type { Json, JsonObject } from '../../base/json';
import { type Problem, problem } from '../../base/problem';
import { arg } from '../core/args';
import { defineCallback } from '../core/definitions';

/** The problem of a save_freq that is neither "epoch" nor a number of batches, or of no folder; or null. */
function unfit(c: { readonly backup_dir: string; readonly save_freq: Json }): Problem | null {
  if (c.backup_dir === '')
    return problem('backup-folder', 'backup_dir needs a name.', {
      where: 'backup_dir',
      expected: 'the name of a folder',
    });
  const { save_freq: value } = c;
  if (value === 'epoch' || (typeof value === 'number' && Number.isInteger(value) && value > 0)) return null;
  return problem('backup-frequency', 'save_freq is "epoch" or a number of batches.', {
    where: 'save_freq',
    expected: '"epoch" or a whole number above 0',
    received: JSON.stringify(value),
    fixes: [{ label: 'Save every epoch', action: 'set-argument', params: { argument: 'save_freq', value: 'epoch' } }],
  });
}

export default defineCallback({
  name: 'BackupAndRestore',
  aliases: ['resume', 'backup', 'crash'],
  summary: 'Keeps the state of the run at every epoch, or more often, so that it can be resumed there.',
  args: {
    backup_dir: arg.string(undefined, { doc: 'A folder in Python; here the state is kept with the run.' }),
    save_freq: arg.json('epoch', { doc: '"epoch", or after how many batches the state is kept.' }),
    double_checkpoint: arg.bool(false, {
      doc: 'Also keeps the state before, against torn files; here a state is written whole or not at all.',
      rare: true,
    }),
    delete_checkpoint: arg.bool(true, {
      doc: 'Removes the state after training; here it stays, so that the run can be trained further.',
      rare: true,
    }),
  },
  together: unfit,
  create(c, host) {
    const frequency = typeof c.save_freq === 'number' ? c.save_freq : null;
    let seen = 0;
    let last = 0;
    return {
      ...(frequency === null ? {} : { batchInterval: frequency }),
      async onBatchEnd(batch) {
        if (frequency === null) return;
        seen += batch <= last ? batch + 1 : batch - last;
        last = batch;
        if (seen < frequency) return;
        seen = 0;
        await host.backup();
      },
      async onEpochEnd() {
        last = 0;
        if (frequency === null) await host.backup();
      },
      save: (): JsonObject => ({ seen, last }),
      load(saved) {
        [seen, last] = [Number(saved.seen), Number(saved.last)];
      },
    };
  },
  cases: [
    {
      name: 'every epoch',
      config: { backup_dir: 'backup' },
      inputs: [],
      extra: { logs: [{ loss: 1 }, { loss: 2 }, { loss: 3 }], batches: [[{ loss: 1 }], [{ loss: 1 }], [{ loss: 1 }]] },
    },
    {
      name: 'every third batch',
      config: { backup_dir: 'backup', save_freq: 3, double_checkpoint: true, delete_checkpoint: false },
      inputs: [],
      extra: {
        logs: [{ loss: 1 }, { loss: 2 }, { loss: 2 }],
        batches: [1, 2, 3].map(() => [{ loss: 1 }, { loss: 1 }, { loss: 1 }, { loss: 1 }]),
      },
    },
  ],
});
