/** Where checkpoints of runs are kept: the database, and memory for what it does not take. */
import type { Problem } from '../../base/problem';
import type { Checkpoint } from '../../rpc/train-client';
import type { CheckpointStore } from '../training-types';
import { type ProjectDatabase, storageProblem } from './database';

/** Checkpoints in the database; what it cannot take is kept as long as the tab is. */
export function checkpointStore(database: ProjectDatabase | null, onTrouble: (p: Problem) => void): CheckpointStore {
  const unsaved = new Map<string, Checkpoint>();
  return {
    async save(run, slot, checkpoint) {
      const key = `${run} ${slot}`;
      unsaved.set(key, checkpoint);
      if (!database) return;
      try {
        await database.saveCheckpoint(run, slot, checkpoint);
        if (unsaved.get(key) === checkpoint) unsaved.delete(key);
      } catch (error) {
        onTrouble(storageProblem(error));
      }
    },
    load: async (run, slot) => unsaved.get(`${run} ${slot}`) ?? (await database?.loadCheckpoint(run, slot)) ?? null,
  };
}
