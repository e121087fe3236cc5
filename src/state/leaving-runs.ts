/** Removed runs stay in storage for as long as they can be put back, and leave it then. */
import type { RunRecord } from '../rpc/run-record';
import type { Clock } from './deps';

/** How long a removed run is kept for: the notice that offers it back is gone by then. */
const PUT_BACK_MS = 30_000;

/** Answers what to call with the runs of a project before and after a change; `forget` clears one away. */
export function makeLeavingRuns(
  clock: Clock,
  forget: (run: string) => void,
): (before: readonly RunRecord[], now: readonly RunRecord[]) => void {
  const leaving = new Map<string, () => void>();
  return (before, now) => {
    const there = new Set(now.map((r) => r.id));
    for (const { id } of before) {
      if (there.has(id)) continue;
      leaving.set(
        id,
        clock.after(PUT_BACK_MS, () => {
          leaving.delete(id);
          forget(id);
        }),
      );
    }
    for (const [id, callOff] of leaving) {
      if (!there.has(id)) continue;
      callOff();
      leaving.delete(id);
    }
  };
}
