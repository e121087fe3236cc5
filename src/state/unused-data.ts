/**
 * Imported data that nothing names any more leaves storage when the page opens and no other tab is open: undo, data just
 * read and what could not be saved live in tabs, so only a tab that is alone and has just begun knows all there is.
 */
import type { DataClient } from '../rpc/client/data-client';
import type { ProjectDatabase } from './persistence/database';
import type { Locks } from './persistence/tab-guard';

/** Every open tab holds it together with the others; who clears away holds it alone. */
const TABS = 'strata:tabs';

export interface Freed {
  readonly sets: number;
  readonly bytes: number;
}

/**
 * Clears away what no project, run or part put aside names, if this tab is the only one, and says from then on that this
 * tab is open. Settles when data may be taken in; `onFreed` is told what went. Where the browser gives no locks nobody
 * knows of other tabs, and everything stays.
 */
export function clearUnusedData(
  locks: Locks | null,
  database: ProjectDatabase,
  client: DataClient,
  onFreed: (freed: Freed) => void,
): Promise<void> {
  if (!locks) return Promise.resolve();
  return new Promise((resolve) => {
    const alone = locks.request(TABS, { ifAvailable: true }, async (lock) => {
      if (lock === null) return;
      const freed = await clear(database, client);
      if (freed.sets > 0) onFreed(freed);
    });
    // What cannot be read or removed now is tried when the page is opened next.
    const hold = (): Promise<unknown> =>
      locks.request(TABS, { mode: 'shared' }, () => {
        resolve();
        return new Promise(() => undefined);
      });
    alone.then(hold, hold).catch(() => resolve());
  });
}

async function clear(database: ProjectDatabase, client: DataClient): Promise<Freed> {
  const { sets } = await client.call('storage', null);
  if (sets.length === 0) return { sets: 0, bytes: 0 };
  const used = await database.usedData();
  const unused = sets.filter((s) => !used.has(s.id));
  for (const { id } of unused) await client.call('remove', { datasetId: id });
  return { sets: unused.length, bytes: unused.reduce((n, s) => n + s.size, 0) };
}

/** A notice's words for it. */
export function freedInWords({ sets, bytes }: Freed): string {
  const size = bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
  return sets === 1
    ? `${size} of storage are free again: a data set that no project uses any more was removed.`
    : `${size} of storage are free again: ${sets} data sets that no project uses any more were removed.`;
}
