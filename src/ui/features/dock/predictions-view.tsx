/** Predictions of a part in full: the confusion matrix with its samples and per-class figures, or errors of numbers. */
import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { DataFacts, DataPart, DataRows, PartPredictions, RunRecord } from '../../../state';
import { ConfusionMatrix } from '../../charts/confusion-matrix';
import { Scatter } from '../../charts/scatter';
import { Bars } from '../../components/bars';
import { classes } from '../../components/classes';
import { Empty } from '../../components/empty';
import { formatCount, formatShare, formatValue } from '../../components/format';
import { Segmented } from '../../components/segmented';
import { useStudio } from '../../studio';
import { rebuildsInput } from './answers';
import styles from './dock.module.css';
import { PaneBody } from './pane-body';
import { alike, classVerdicts, numberVerdicts, worst } from './predictions';
import { RebuiltTiles } from './rebuilt';
import { useCurrentRun, usePredictions, useRowsOf } from './run-state';
import { SampleTiles } from './sample-tiles';
import { judge } from './worst-pane';

const MOST_SAMPLES = 60;

export default function PredictionsView() {
  const { data } = useStudio();
  const run = useCurrentRun();
  const facts = useStore(data.store, (s) => s.facts);
  const rows = useRowsOf(run);
  const [part, setPart] = useState<DataPart>('validation');
  const shown = rows && rows.parts[part].length === 0 ? 'train' : part;
  const { value, message } = usePredictions(run, shown);
  if (!run)
    return (
      <Empty icon="table" title="No predictions yet">
        Train the model first.
      </Empty>
    );
  if (!rows || !facts)
    return (
      <Empty icon="table" title="The data has changed">
        Train again to see predictions on it.
      </Empty>
    );
  return (
    <div className={classes(styles.pane, styles.alone)}>
      <div className={styles.paneHead}>
        <Segmented<DataPart>
          label="Part of the data"
          value={shown}
          onChange={setPart}
          segments={(['train', 'validation', 'test'] as const)
            .filter((p) => rows.parts[p].length > 0)
            .map((p) => ({ value: p, label: p }))}
        />
        <span className={styles.quietWords}>
          {[
            message,
            value && value.rows.length < rows.parts[shown].length
              ? `the first ${formatCount(value.rows.length)} of ${formatCount(rows.parts[shown].length)} rows`
              : null,
            value && alike(facts),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </div>
      <PaneBody>
        {value &&
          (rebuildsInput(run) ? (
            <Rebuilt run={run} predictions={value} />
          ) : (
            <Verdicts predictions={value} rows={rows} facts={facts} />
          ))}
      </PaneBody>
    </div>
  );
}

/** Inputs given back, the worst first. */
function Rebuilt({ run, predictions }: { readonly run: RunRecord; readonly predictions: PartPredictions }) {
  const positions = useMemo(() => worst(predictions, MOST_SAMPLES), [predictions]);
  return (
    <>
      <p className={styles.quietWords}>Input, output and loss of each sample, the largest loss first.</p>
      <RebuiltTiles run={run} predictions={predictions} positions={positions} label="Input and output" />
    </>
  );
}

interface VerdictsProps {
  readonly predictions: PartPredictions;
  readonly rows: DataRows;
  readonly facts: DataFacts;
}

function Verdicts({ predictions, rows, facts }: VerdictsProps) {
  const verdicts = useMemo(() => classVerdicts(predictions, rows, facts), [predictions, rows, facts]);
  const [cell, setCell] = useState<{ truth: number; predicted: number } | null>(null);
  if (!verdicts) return <Residuals predictions={predictions} rows={rows} facts={facts} />;
  const { confusion, truth, predicted } = verdicts;
  const picked = cell
    ? Array.from(truth, (_, i) => i)
        .filter((i) => truth[i] === cell.truth && predicted[i] === cell.predicted)
        .slice(0, MOST_SAMPLES)
    : [];
  const name = (c: number): string => confusion.classes[c] ?? String(c);
  return (
    <div className={styles.split}>
      <div>
        <ConfusionMatrix
          confusion={confusion}
          selected={cell}
          onSelect={(t, p) => setCell(cell?.truth === t && cell.predicted === p ? null : { truth: t, predicted: p })}
        />
        <p className={styles.quietWords}>
          {formatShare(confusion.accuracy)} of {formatCount(confusion.total)} right · rows are true classes, columns
          predicted · press a cell to see its samples
        </p>
      </div>
      <div>
        {cell ? (
          <>
            <h3 className={styles.subhead}>
              {name(cell.truth)} predicted as {name(cell.predicted)}
            </h3>
            <SampleTiles
              judged={picked.map((i) => judge(predictions, i, rows, facts))}
              label={`${name(cell.truth)} predicted as ${name(cell.predicted)}`}
            />
          </>
        ) : (
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">class</th>
                <th scope="col" className={styles.number}>
                  precision
                </th>
                <th scope="col" className={styles.number}>
                  recall
                </th>
                <th scope="col" className={styles.number}>
                  F1
                </th>
                <th scope="col" className={styles.number}>
                  samples
                </th>
              </tr>
            </thead>
            <tbody>
              {confusion.perClass.map((c, i) => (
                <tr key={name(i)}>
                  <td>{name(i)}</td>
                  {[c.precision, c.recall, c.f1].map((v, k) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: the three figures of a row keep their places
                    <td key={k} className={styles.number}>
                      {formatShare(v)}
                    </td>
                  ))}
                  <td className={styles.number}>{formatCount(c.support)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </div>
  );
}

const BINS = 30;

function Residuals({ predictions, rows, facts }: VerdictsProps) {
  const { truth, predicted } = useMemo(() => numberVerdicts(predictions, rows, facts), [predictions, rows, facts]);
  const errors = Float32Array.from(truth, (t, i) => (predicted[i] as number) - t).filter(Number.isFinite);
  const most = errors.reduce((m, e) => Math.max(m, Math.abs(e)), 0);
  const counts = new Array<number>(BINS).fill(0);
  for (const e of errors) {
    const bin = most === 0 ? BINS / 2 : Math.min(BINS - 1, Math.floor(((e + most) / (2 * most)) * BINS));
    counts[bin] = (counts[bin] as number) + 1;
  }
  const mean = (f: (e: number) => number): number => errors.reduce((a, e) => a + f(e), 0) / Math.max(1, errors.length);
  return (
    <div className={styles.split}>
      <div className={styles.tall}>
        <Scatter
          truth={truth}
          predicted={predicted}
          xLabel={`true ${facts.target.column}`}
          yLabel={`predicted ${facts.target.column}`}
        />
      </div>
      <div>
        <h3 className={styles.subhead}>Residuals (predicted − true)</h3>
        <Bars
          counts={counts}
          width={320}
          height={90}
          label={`Residuals between ${formatValue(-most)} and ${formatValue(most)}`}
        />
        <p className={styles.quietWords}>
          mean {formatValue(mean((e) => e))} · mean absolute {formatValue(mean(Math.abs))} · root mean square{' '}
          {formatValue(Math.sqrt(mean((e) => e * e)))}, in the units of {facts.target.column}
        </p>
        <h3 className={styles.subhead}>Largest errors</h3>
        <SampleTiles
          judged={Array.from(predictions.losses, (_, i) => i)
            .sort((a, b) => (predictions.losses[b] as number) - (predictions.losses[a] as number))
            .slice(0, 8)
            .map((i) => judge(predictions, i, rows, facts))}
          label="Largest errors"
        />
      </div>
    </div>
  );
}
