/** The run bar: train, pause, step, stop, how far it is and how well it goes. */
import { useEffect, useState } from 'react';
import type { Result } from '../../../state';
import { IconButton } from '../../components/button';
import { Icon } from '../../components/icon';
import { NumberField } from '../../components/number-field';
import { Popover } from '../../components/popover';
import { Progress } from '../../components/progress';
import { useStudio } from '../../studio';
import styles from './dock.module.css';
import { useCurrentRun, useRuns, useStale, useTraining } from './run-state';
import { formatDuration, formatMetric, runName } from './run-words';

type Run = NonNullable<ReturnType<typeof useCurrentRun>>;

const MOST_METRICS = 5;

const OUTCOME: { readonly [reason: string]: string } = {
  finished: 'done',
  stopped: 'stopped',
  'early-stop': 'stopped early',
  diverged: 'diverged',
  failed: 'failed',
};

export function RunBar({ compact }: { readonly compact: boolean }) {
  const studio = useStudio();
  const status = useTraining((t) => t.status);
  const quiet = useTraining((t) => t.quiet);
  const live = useRuns((r) => r.live);
  const active = useRuns((r) => r.active);
  const run = useCurrentRun();
  const going = run !== null && run.id === active;
  const epochs = run?.epochs ?? 0;
  const done = going && live ? live.epoch + live.batch / Math.max(1, live.batches) : (run?.history.epoch.length ?? 0);
  const shownEpoch = going && live ? Math.min(live.epoch + 1, epochs) : (run?.history.epoch.length ?? 0);
  const toggle = studio.command('run.toggle');
  const playing = status === 'running' || status === 'preparing';
  const stale = useStale(going ? null : (run?.id ?? null));
  const logs = currentLogs(run, going ? (live?.logs ?? null) : null);

  return (
    <div className={styles.run}>
      <button
        type="button"
        className={styles.play}
        aria-label={toggle.label}
        data-tip={`${toggle.label}  Space`}
        data-status={status}
        disabled={status === 'stopping'}
        onClick={() => studio.run('run.toggle')}
      >
        <Icon name={playing ? 'pause' : 'play'} size={18} />
      </button>
      {!compact && (
        <>
          <IconButton
            icon="stepBatch"
            label="Train one batch"
            shortcut="."
            disabled={status === 'preparing' || status === 'stopping'}
            onClick={() => studio.run('run.step-batch')}
          />
          <IconButton
            icon="stepEpoch"
            label="Train one epoch"
            shortcut=">"
            disabled={status === 'preparing' || status === 'stopping'}
            onClick={() => studio.run('run.step-epoch')}
          />
        </>
      )}
      <IconButton
        icon="stop"
        label="Stop the run"
        shortcut="Ctrl+."
        disabled={status === 'idle' || status === 'stopping'}
        onClick={() => studio.run('run.stop')}
      />
      {run ? (
        <>
          <span className={styles.epoch}>
            epoch <b>{shownEpoch}</b> <span>/{epochs}</span>
          </span>
          {!compact && (
            <span className={styles.progress}>
              <Progress
                label={`Progress of ${runName(run)}`}
                value={status === 'preparing' && going ? null : Math.min(1, done / Math.max(1, epochs))}
              />
            </span>
          )}
          <span className={styles.left} data-quiet={quiet || undefined}>
            {going ? (
              leftWords(status, quiet, live?.remainingMs ?? null)
            ) : (
              <Outcome reason={run.reason} status={run.status} />
            )}
          </span>
          {going && !compact && (status === 'running' || status === 'paused') && <LiveControls run={run} />}
          {stale && (
            <button
              type="button"
              className={styles.stale}
              aria-label="changed since · train again"
              data-tip="The model, data or settings changed after this run"
              onClick={() => studio.run('run.start')}
            >
              <span>changed since · </span>train again
            </button>
          )}
          {!compact && (
            <dl className={styles.metrics} aria-label="Current metrics">
              {logs.slice(0, MOST_METRICS).map(([key, v]) => (
                <div key={key}>
                  <dt>{key}</dt>
                  <dd>{formatMetric(key, v)}</dd>
                </div>
              ))}
            </dl>
          )}
        </>
      ) : (
        <span className={styles.left}>
          {status === 'preparing' ? 'preparing…' : 'Press play (Space) to train the model'}
        </span>
      )}
    </div>
  );
}

/** What may change while a run goes on: the learning rate, unless a schedule sets it, and the number of epochs. */
function LiveControls({ run }: { readonly run: Run }) {
  const { training, report } = useStudio();
  const rate = useRuns((r) => r.live?.learningRate ?? null);
  // A paused run tells its rate only once it goes on; until then what was asked for is what holds.
  const [asked, setAsked] = useState<number | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a rate the run tells is the newer one
  useEffect(() => setAsked(null), [rate, run.id]);
  const ask = async (v: number): Promise<void> => {
    const result = await training.setLearningRate(v);
    if (result.ok) setAsked(v);
    else report(result.problem);
  };
  const scheduled = typeof run.spec.compile.optimizer.config.learning_rate === 'object';
  const act = async (change: Promise<Result<null>>): Promise<void> => {
    const result = await change;
    if (!result.ok) report(result.problem);
  };
  return (
    <Popover
      label="Change the run"
      trigger={(t) => <IconButton icon="sliders" label="Change learning rate and epochs" size={15} {...t} />}
      content={() => (
        <div className={styles.options}>
          <div className={styles.option}>
            <span>learning_rate</span>
            <NumberField
              label="learning_rate"
              value={asked ?? rate}
              min={0}
              exclusive
              disabled={scheduled}
              onChange={(v) => v !== null && void ask(v)}
            />
          </div>
          <div className={styles.option}>
            <span>epochs</span>
            <NumberField
              label="epochs"
              integer
              min={1}
              value={run.epochs}
              onChange={(v) => v !== null && void act(training.setEpochs(run.id, v))}
            />
          </div>
          <p className={styles.about}>
            {scheduled
              ? 'A schedule sets the learning rate of this run.'
              : 'Takes effect with the next batch, and is marked on the curves.'}
          </p>
        </div>
      )}
    />
  );
}

function leftWords(status: string, quiet: boolean, remaining: number | null): React.ReactNode {
  if (quiet) return 'a long step is running…';
  if (status === 'preparing') return 'preparing…';
  if (status === 'paused') return 'paused';
  if (status === 'stopping') return 'stopping…';
  if (remaining === null) return null;
  return (
    <>
      ETA <b>{formatDuration(remaining)}</b>
    </>
  );
}

function Outcome({ reason, status }: { readonly reason: string | null; readonly status: string }) {
  if (status === 'interrupted') return <b className={styles.warn}>interrupted</b>;
  return <span>{reason ? (OUTCOME[reason] ?? reason) : status}</span>;
}

/** Running averages of the epoch, with the last epoch's validation figures behind them; loss first. */
function currentLogs(run: Run | null, live: { readonly [key: string]: number } | null): [string, number][] {
  if (!run) return [];
  const at = run.history.epoch.length - 1;
  const last = Object.fromEntries(Object.entries(run.history.logs).map(([k, v]) => [k, v[at] as number]));
  const all = { ...last, ...live };
  const order = (k: string): number => (k === 'loss' ? 0 : k === 'val_loss' ? 1 : k.startsWith('val_') ? 3 : 2);
  return Object.entries(all)
    .filter(([k, v]) => k !== 'learning_rate' && v !== undefined)
    .sort(([a], [b]) => order(a) - order(b));
}
