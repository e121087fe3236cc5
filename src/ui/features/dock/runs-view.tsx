/** All runs of the project: what came of each, choosing, going on, saving History, removing. */

import { useEffect, useMemo, useRef, useState } from 'react';
import type { RunRecord } from '../../../state';
import { download, saveCsv } from '../../charts/export-chart';
import { IconButton } from '../../components/button';
import { classes } from '../../components/classes';
import { Empty } from '../../components/empty';
import { formatAgo, formatCount } from '../../components/format';
import { Menu } from '../../components/menu';
import { useStudio } from '../../studio';
import { backendName } from '../shell/backend-names';
import styles from './dock.module.css';
import { PaneBody } from './pane-body';
import { runChanges } from './run-changes';
import { useRuns } from './run-state';
import { bestEpoch, formatMetric, runName } from './run-words';

export default function RunsView() {
  const studio = useStudio();
  const runs = useRuns((r) => r.runs);
  const current = useRuns((r) => r.current);
  const active = useRuns((r) => r.active);
  const hidden = useRuns((r) => r.hidden);
  const [renaming, setRenaming] = useState<string | null>(null);
  if (runs.length === 0)
    return (
      <Empty icon="layers" title="No runs yet">
        Each training is kept here with its History.
      </Empty>
    );
  const resume = async (run: RunRecord): Promise<void> => {
    const result = await studio.training.resumeRun(run.id);
    if (!result.ok) studio.report(result.problem);
  };
  const extend = async (run: RunRecord): Promise<void> => {
    const result = await studio.training.setEpochs(run.id, run.epochs + run.spec.fit.epochs);
    if (!result.ok) studio.report(result.problem);
  };
  return (
    <PaneBody>
      <table className={classes(styles.table, styles.runs)}>
        <thead>
          <tr>
            <th scope="col">run</th>
            <th scope="col">what changed</th>
            <th scope="col">what</th>
            <th scope="col" className={styles.number}>
              epochs
            </th>
            <th scope="col" className={styles.number}>
              best loss
            </th>
            <th scope="col" className={styles.number}>
              last metrics
            </th>
            <th scope="col">when</th>
            <th scope="col">
              <span className="visually-hidden">actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.toReversed().map((run, i) => {
            const before = runs[runs.length - 2 - i];
            const best = bestEpoch(run);
            const file = `${runName(run).replaceAll(/\W+/g, '-')}-history`;
            return (
              <tr key={run.id} aria-selected={run.id === current}>
                <td>
                  <span
                    className={styles.swatch}
                    style={
                      { '--swatch': run.id === current ? 'var(--series-1)' : 'var(--ghost)' } as React.CSSProperties
                    }
                  />
                  {renaming === run.id ? (
                    <NameField
                      run={run}
                      onDone={(name) => {
                        if (name !== null) studio.renameRun(run.id, name);
                        setRenaming(null);
                      }}
                    />
                  ) : (
                    <button
                      type="button"
                      className={styles.rowButton}
                      onClick={() => studio.runs.setState({ current: run.id })}
                      disabled={active !== null && active !== run.id}
                    >
                      {runName(run)}
                    </button>
                  )}
                </td>
                <td className={styles.changes}>
                  <Changes run={run} before={before} />
                </td>
                <td>
                  {run.spec.compile.optimizer.className} · {run.dataName} · {formatCount(run.parameters)} parameters
                  {run.backend ? ` · ${backendName(run.backend.chosen)}` : ''}
                </td>
                <td className={styles.number}>
                  {run.history.epoch.length}/{run.epochs}
                </td>
                <td className={styles.number}>
                  {best ? `${formatMetric('loss', best.value)} @ ${best.epoch + 1}` : '–'}
                </td>
                <td className={styles.number}>{lastMetric(run)}</td>
                <td>{run.id === active ? 'now' : formatAgo(run.createdAt)}</td>
                <td>
                  <span className={styles.actions}>
                    {run.status === 'interrupted' && active === null && (
                      <IconButton icon="play" label={`Go on with ${runName(run)}`} onClick={() => void resume(run)} />
                    )}
                    <IconButton
                      icon="chart"
                      label={
                        hidden.includes(run.id) ? `Draw ${runName(run)} behind` : `Do not draw ${runName(run)} behind`
                      }
                      pressed={!hidden.includes(run.id)}
                      onClick={() =>
                        studio.runs.setState({
                          hidden: hidden.includes(run.id) ? hidden.filter((h) => h !== run.id) : [...hidden, run.id],
                        })
                      }
                    />
                    <Menu
                      label={`More about ${runName(run)}`}
                      align="end"
                      items={[
                        { id: 'rename', label: 'Rename', run: () => setRenaming(run.id) },
                        {
                          id: 'csv',
                          label: 'History as CSV',
                          icon: 'download',
                          run: () => saveCsv(historyRows(run), file),
                        },
                        {
                          id: 'json',
                          label: 'History as JSON',
                          icon: 'download',
                          run: () =>
                            download(
                              `${file}.json`,
                              new Blob([JSON.stringify(run.history, null, 2)], { type: 'application/json' }),
                            ),
                        },
                        ...Object.entries(run.files).map(([name, text]) => ({
                          id: name,
                          label: name,
                          icon: 'file' as const,
                          run: () => download(name, new Blob([text], { type: 'text/plain' })),
                        })),
                        {
                          id: 'more',
                          label: `Train ${run.spec.fit.epochs} more epochs`,
                          icon: 'play',
                          disabled: active !== null || !run.checkpoints.resume,
                          run: () => void extend(run),
                        },
                        {
                          id: 'remove',
                          label: 'Remove',
                          icon: 'trash',
                          danger: true,
                          ruled: true,
                          disabled: run.id === active,
                          run: () => studio.removeRun(run.id),
                        },
                      ]}
                      trigger={(t) => <IconButton icon="more" label={`More about ${runName(run)}`} {...t} />}
                    />
                  </span>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </PaneBody>
  );
}

/** The name in place, to be typed anew. */
function NameField({ run, onDone }: { readonly run: RunRecord; readonly onDone: (name: string | null) => void }) {
  const [text, setText] = useState(runName(run));
  const field = useRef<HTMLInputElement>(null);
  const done = useRef(false);
  useEffect(() => {
    // The menu that led here gives the focus back to its button first.
    const frame = requestAnimationFrame(() => field.current?.select());
    return () => cancelAnimationFrame(frame);
  }, []);
  const end = (name: string | null): void => {
    if (done.current) return;
    done.current = true;
    onDone(name === runName(run) ? null : name);
  };
  return (
    <input
      ref={field}
      type="text"
      aria-label={`Name of ${runName(run)}`}
      autoComplete="off"
      spellCheck={false}
      className={styles.runName}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => end(text)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') end(text);
        else if (event.key === 'Escape') end(null);
      }}
    />
  );
}

const MOST_CHANGES = 3;

/** What is different from the run before. */
function Changes({ run, before }: { readonly run: RunRecord; readonly before: RunRecord | undefined }) {
  const changes = useMemo(() => (before ? runChanges(before, run) : null), [before, run]);
  if (!changes) return 'the first';
  if (changes.length === 0) return 'nothing';
  const more = changes.length - MOST_CHANGES;
  return (
    <span title={changes.join('\n')}>
      {changes.slice(0, MOST_CHANGES).join(' · ')}
      {more > 0 && ` and ${more} more`}
    </span>
  );
}

/** History as a table: one line per epoch, Keras' keys as columns. */
function historyRows(run: RunRecord): (string | number)[][] {
  const keys = Object.keys(run.history.logs);
  return [
    ['epoch', ...keys],
    ...run.history.epoch.map((e, i) => [e, ...keys.map((k) => run.history.logs[k]?.[i] ?? '')]),
  ];
}

/** The last value of the metric that says most: validation before training, a metric before the loss. */
function lastMetric(run: RunRecord): string {
  const keys = Object.keys(run.history.logs).filter((k) => k !== 'learning_rate');
  const rank = (k: string): number => (k.startsWith('val_') ? 2 : 0) + (k.endsWith('loss') ? 0 : 1);
  const [key] = keys.sort((a, b) => rank(b) - rank(a));
  const v = key ? run.history.logs[key]?.at(-1) : undefined;
  return key && v !== undefined ? `${key} ${formatMetric(key, v)}` : '–';
}
