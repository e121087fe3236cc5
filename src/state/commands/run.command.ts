/** Starting, pausing, stepping and stopping runs. */
import { type Command, defineCommands } from '../command';
import type { Studio } from '../studio';

const status = (s: Studio): string => s.training.store.getState().status;

const going = (s: Studio): string | null => (status(s) === 'idle' ? 'No run is going on.' : null);
const resting = (s: Studio): string | null => (status(s) === 'idle' ? null : 'A run is going on.');

const TOGGLE: { readonly [status: string]: string } = {
  idle: 'Train',
  preparing: 'Pause',
  running: 'Pause',
  paused: 'Go on',
  stopping: 'Stopping',
};

function step(unit: 'batch' | 'epoch', keys: readonly string[]): Command {
  return {
    id: `run.step-${unit}`,
    group: 'run',
    label: `Train one ${unit}`,
    keywords: 'step single',
    shortcuts: keys,
    blocked: (s) => (['preparing', 'stopping'].includes(status(s)) ? 'The run is changing: wait a moment.' : null),
    undo: 'none',
    run: (s) => s.training.step(unit),
  };
}

function current(s: Studio): ReturnType<Studio['runs']['getState']>['runs'][number] | undefined {
  const { runs, current: id } = s.runs.getState();
  return runs.find((r) => r.id === id);
}

export default defineCommands([
  {
    id: 'run.toggle',
    group: 'run',
    label: (s) => TOGGLE[status(s)] ?? 'Train',
    keywords: 'fit play start pause resume',
    shortcuts: ['Space'],
    blocked: (s) => (status(s) === 'stopping' ? 'The run is stopping.' : null),
    undo: 'none',
    run: (s) => s.training.toggle(),
  },
  {
    id: 'run.start',
    group: 'run',
    label: 'Start a new run',
    keywords: 'fit train',
    blocked: resting,
    undo: 'none',
    run: (s) => s.training.start(),
  },
  step('batch', ['.']),
  step('epoch', ['>']),
  {
    id: 'run.stop',
    group: 'run',
    label: 'Stop the run',
    keywords: 'end cancel',
    shortcuts: ['Mod+.'],
    blocked: going,
    undo: 'none',
    run: (s) => s.training.stop(),
  },
  {
    id: 'run.continue',
    group: 'run',
    label: 'Go on with the interrupted run',
    keywords: 'resume checkpoint',
    blocked: (s) => resting(s) ?? (current(s)?.status === 'interrupted' ? null : 'No run was interrupted.'),
    undo: 'none',
    run: async (s) => {
      const run = current(s);
      if (!run) return;
      const result = await s.training.resumeRun(run.id);
      if (!result.ok) s.report(result.problem);
    },
  },
  {
    id: 'run.remove',
    group: 'run',
    label: 'Remove the shown run',
    keywords: 'delete',
    blocked: (s) =>
      current(s)
        ? current(s)?.id === s.training.store.getState().run
          ? 'The run is going on.'
          : null
        : 'There is no run.',
    undo: 'notice',
    run: (s) => {
      const run = current(s);
      if (run) s.removeRun(run.id);
    },
  },
  {
    id: 'run.bring-back',
    group: 'run',
    label: 'Make the project what the shown run was made from',
    keywords: 'restore settings model revert compare',
    blocked: (s) => {
      const run = current(s);
      if (!run) return 'There is no run.';
      return s.isStale(run.id) ? null : 'The project is what this run was made from.';
    },
    undo: 'document',
    run: (s) => {
      const run = current(s);
      if (run) s.bringBack(run.id);
    },
  },
  {
    id: 'run.evaluate',
    group: 'run',
    label: 'Evaluate on the test part',
    keywords: 'score',
    blocked: (s) => (current(s) ? null : 'Train the model first.'),
    undo: 'none',
    run: async (s) => {
      s.view.setState({ dock: 'evaluate', place: 'dock' });
      const result = await s.training.evaluate('test');
      if (!result.ok) s.report(result.problem);
    },
  },
]);
