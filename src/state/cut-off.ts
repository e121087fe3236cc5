/** Runs that were going on when their page went away, or when they were written to a file. */
import { type Problem, problem } from '../base/problem';
import type { RunRecord } from '../rpc/run-record';

/** Whether a record says of a run that nobody trains that it goes on. */
export const unfinished = (run: RunRecord): boolean =>
  run.status === 'running' || run.status === 'paused' || run.status === 'preparing';

/** The run as one that was cut off, with the way on where a checkpoint was kept. */
export function cutOff(run: RunRecord): RunRecord {
  const { resume } = run.checkpoints;
  const where = resume ? ` in epoch ${resume.epoch + 1} of ${run.epochs}` : '';
  const told: Problem = problem('run-cut-off', `Run ${run.number} was cut off${where}.`, {
    severity: 'info',
    fixes: resume ? [{ label: 'Go on', action: 'run.resume', params: { run: run.id } }] : [],
  });
  return { ...run, status: resume ? 'interrupted' : 'ended', reason: 'failed', message: told.message, problem: told };
}
