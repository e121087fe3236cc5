/** The picture that suits the problem: decision boundary, confusion matrix, or predicted against true. */
import { useCallback, useMemo } from 'react';
import { useStore } from 'zustand';
import type { DataFacts, DataRows, PartPredictions, RunRecord } from '../../../state';
import { Boundary } from '../../charts/boundary';
import { ConfusionMatrix } from '../../charts/confusion-matrix';
import { Scatter } from '../../charts/scatter';
import { useStudio } from '../../studio';
import { readable, rebuildsInput } from './answers';
import styles from './dock.module.css';
import { PaneBody } from './pane-body';
import { alike, classVerdicts, numberVerdicts } from './predictions';
import { RebuiltTiles } from './rebuilt';
import { type Answered, useAnswer, useRowsOf, useTraining } from './run-state';

interface ProblemPaneProps {
  readonly run: RunRecord;
  /** Of the validation part, where there is one. */
  readonly predictions: Answered<PartPredictions>;
}

export function ProblemPane({ run, predictions }: ProblemPaneProps) {
  const { data } = useStudio();
  const facts = useStore(data.store, (s) => s.facts);
  const rows = useRowsOf(run);
  if (!facts || !rows)
    return (
      <Pane title="Predictions">
        {words('The data has changed since this run; train again to see its predictions.')}
      </Pane>
    );
  if (rebuildsInput(run)) return <RebuiltPane run={run} rows={rows} predictions={predictions} />;
  if (rows.points) return <BoundaryPane run={run} rows={rows} facts={facts} />;
  return <PartPane rows={rows} facts={facts} predictions={predictions} />;
}

const words = (text: string) => <p className={styles.quietWords}>{text}</p>;

function Pane({
  title,
  note,
  children,
}: {
  readonly title: string;
  /** What more there is to say of it, in full; the head says `unweighted`. */
  readonly note?: string | null;
  readonly children: React.ReactNode;
}) {
  return (
    <section className={styles.pane} aria-label={title}>
      <div className={styles.paneHead}>
        <h3 data-tip={note ?? undefined}>{title}</h3>
        {note && <span className={styles.quietWords}>unweighted</span>}
      </div>
      <PaneBody>{children}</PaneBody>
    </section>
  );
}

interface PaneProps {
  readonly run: RunRecord;
  readonly rows: DataRows;
  readonly facts: DataFacts;
  readonly predictions: Answered<PartPredictions>;
}

/** Cells along a side while training, and at rest. */
const LIVE_SIDE = 40;
const STILL_SIDE = 72;

function BoundaryPane({ run, rows, facts }: Omit<PaneProps, 'predictions'>) {
  const { training } = useStudio();
  const running = useTraining((t) => t.run === run.id && t.status === 'running');
  const side = running ? LIVE_SIDE : STILL_SIDE;
  const points = rows.points as Float32Array;
  const extent = useMemo(() => extentOf(points), [points]);
  const grid = useMemo(() => gridOf(extent, side), [extent, side]);
  const { value, message } = useAnswer(run, async () => {
    const result = await training.predict([grid], side * side, run.id);
    return result.ok ? { ok: true as const, value: { ...readable(run, result.value), side } } : result;
  }, ['boundary']);
  const dots = useMemo(() => {
    const used = [...rows.parts.train, ...rows.parts.validation].slice(0, 1500);
    return used.map((r) => ({
      x: points[2 * r] as number,
      y: points[2 * r + 1] as number,
      target: rows.targets[r] as number,
    }));
  }, [rows, points]);
  return (
    <Pane title="Decision boundary">
      {message && !value ? words(message) : null}
      <Boundary
        grid={value}
        extent={extent}
        points={dots}
        classes={facts.target.classes?.length ?? 0}
        label={`What the model says over ${facts.features.map((f) => f.column).join(' and ')}`}
      />
    </Pane>
  );
}

/** Left, right, bottom, top of the points with a margin. */
function extentOf(points: Float32Array): readonly [number, number, number, number] {
  const box: [number, number, number, number] = [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = [points[i] as number, points[i + 1] as number];
    box[0] = Math.min(box[0], x);
    box[1] = Math.max(box[1], x);
    box[2] = Math.min(box[2], y);
    box[3] = Math.max(box[3], y);
  }
  const [w, h] = [(box[1] - box[0]) * 0.06 || 1, (box[3] - box[2]) * 0.06 || 1];
  return [box[0] - w, box[1] + w, box[2] - h, box[3] + h];
}

/** Inputs of a square grid over the extent, row by row from the top. */
function gridOf([left, right, bottom, top]: readonly [number, number, number, number], side: number): Float32Array {
  const out = new Float32Array(side * side * 2);
  for (let r = 0; r < side; r++) {
    for (let c = 0; c < side; c++) {
      out[(r * side + c) * 2] = left + ((c + 0.5) / side) * (right - left);
      out[(r * side + c) * 2 + 1] = top - ((r + 0.5) / side) * (top - bottom);
    }
  }
  return out;
}

const SHOWN = 12;

function RebuiltPane({ run, rows, predictions: { value, message } }: Omit<PaneProps, 'facts'>) {
  const part = rows.parts.validation.length > 0 ? 'validation' : 'train';
  const positions = useMemo(
    () => Array.from({ length: Math.min(SHOWN, value?.rows.length ?? 0) }, (_, i) => i),
    [value],
  );
  const name = part === 'validation' ? 'val' : 'train';
  return (
    <Pane title={`Input and output · ${name}`}>
      {value ? (
        <RebuiltTiles run={run} predictions={value} positions={positions} label="Input and output" />
      ) : (
        words(message ?? 'After the first epoch, outputs appear here.')
      )}
    </Pane>
  );
}

function PartPane({ rows, facts, predictions: { value, message } }: Omit<PaneProps, 'run'>) {
  const { view } = useStudio();
  const part = rows.parts.validation.length > 0 ? 'validation' : 'train';
  const onSelect = useCallback(() => view.setState({ dock: 'predictions' }), [view]);
  const verdicts = useMemo(() => (value ? classVerdicts(value, rows, facts) : null), [value, rows, facts]);
  const numbers = useMemo(
    () => (value && !facts.target.classes ? numberVerdicts(value, rows, facts) : null),
    [value, rows, facts],
  );
  const name = part === 'validation' ? 'val' : 'train';
  if (!value)
    return <Pane title="Predictions">{words(message ?? 'After the first epoch, predictions appear here.')}</Pane>;
  if (verdicts) {
    return (
      <Pane title={`Confusion · ${name}`} note={alike(facts)}>
        <ConfusionMatrix confusion={verdicts.confusion} selected={null} onSelect={onSelect} />
      </Pane>
    );
  }
  return (
    <Pane title={`Predicted against true · ${name}`}>
      {numbers && (
        <Scatter {...numbers} xLabel={`true ${facts.target.column}`} yLabel={`predicted ${facts.target.column}`} />
      )}
    </Pane>
  );
}
