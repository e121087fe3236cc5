/** Predicting one sample: a form for a row of a table with its texts, a drawing pad or file for an image. */
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { Cell, DataFacts, DataRows, FeatureInfo, InputRows } from '../../../state';
import { predictedClass } from '../../charts/confusion';
import { Empty } from '../../components/empty';
import { formatShare, formatValue } from '../../components/format';
import { useStudio } from '../../studio';
import { pixelsOf, Thumbnail } from '../data/thumbnail';
import { useSample } from '../data/use-sample';
import { readable, rebuildsInput, rebuiltScale } from './answers';
import { DrawPad, type ImageSize } from './draw-pad';
import styles from './predict.module.css';
import { truthOf } from './predictions';
import { RowPicker } from './row-picker';
import { useCurrentRun, useRowsOf, useRuns } from './run-state';
import { useSamples } from './sample-tiles';

interface Outputs {
  readonly outputs: Float32Array;
  readonly width: number;
}

export default function PredictView() {
  const { data, training, report } = useStudio();
  const run = useCurrentRun();
  const facts = useStore(data.store, (s) => s.facts);
  const rows = useRowsOf(run);
  const epoch = useRuns((r) => r.runs.find((x) => x.id === r.current)?.history.epoch.length ?? 0);
  const [input, setInput] = useState<readonly InputRows[] | null>(null);
  const [answer, setAnswer] = useState<Outputs | null>(null);
  const [row, setRow] = useState<number | null>(null);
  const given = useCallback<InputProps['onInput']>((next, of) => {
    setInput(next);
    setRow(of);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when the weights have changed, too
  useEffect(() => {
    if (!input || !run) return setAnswer(null);
    let gone = false;
    void training.predict(input, 1, run.id).then((result) => {
      if (gone) return;
      if (result.ok) setAnswer(readable(run, result.value));
      else report(result.problem, 'predict');
    });
    return () => {
      gone = true;
    };
  }, [input, run?.id, training, report, epoch]);
  if (!run || !facts)
    return (
      <Empty icon="spark" title="No model to ask yet">
        Train the model first.
      </Empty>
    );
  if (!rows)
    return (
      <Empty icon="spark" title="The data has changed">
        Train again to predict with it.
      </Empty>
    );
  return (
    <div className={styles.layout}>
      {facts.inputKind === 'image' ? (
        <ImageInput facts={facts} rows={rows} onInput={given} />
      ) : facts.inputKind === 'series' ? (
        <SeriesInput facts={facts} rows={rows} onInput={given} />
      ) : (
        <RowForm key={facts.key} facts={facts} rows={rows} onInput={given} />
      )}
      {answer ? (
        rebuildsInput(run) ? (
          <RebuiltAnswer facts={facts} answer={answer} scale={rebuiltScale(run)} />
        ) : (
          <Answer facts={facts} answer={answer} truth={row === null ? null : truthOf(row, rows, facts)} />
        )
      ) : (
        <p className={styles.hint}>{HINTS[facts.inputKind]}</p>
      )}
    </div>
  );
}

const HINTS: { readonly [K in DataFacts['inputKind']]: string } = {
  image: 'Draw something, choose an image file, or take a row of the data.',
  vector: 'Fill in the row.',
  series: 'Choose a window.',
  text: 'Write something.',
  mixed: 'Fill in the row.',
};

interface InputProps {
  readonly facts: DataFacts;
  readonly rows: DataRows;
  /** With the prepared row it is, where it is one of the data. */
  readonly onInput: (input: readonly InputRows[] | null, row: number | null) => void;
}

function ImageInput({ facts, rows, onInput }: InputProps) {
  const shape = facts.inputs[0]?.shape ?? [];
  const size = useMemo(
    (): ImageSize => ({ height: shape[0] ?? 1, width: shape[1] ?? 1, channels: shape[2] === 3 ? 3 : 1 }),
    [shape],
  );
  // Drawn samples should look like the data: light on dark if the data is mostly dark.
  const sample = useSample({ count: 20 });
  const lightOnDark = useMemo(
    () =>
      sample?.kind !== 'images' || sample.pixels.reduce((a, b) => a + b, 0) / Math.max(1, sample.pixels.length) < 128,
    [sample],
  );
  const [row, setRow] = useState<number | null>(null);
  const given = useCallback(
    (image: Float32Array | null) => {
      setRow(null);
      onInput(image && [image], null);
    },
    [onInput],
  );
  const found = useSamples(row === null ? [] : [row]);
  const shown = found?.kind === 'images' && row !== null && found.rows[0]?.prepared === row ? found : null;
  useEffect(() => {
    if (shown) onInput([Float32Array.from(shown.pixels)], row);
  }, [shown, row, onInput]);
  return (
    <div className={styles.images}>
      <DrawPad size={size} lightOnDark={lightOnDark} onImage={given} />
      <div className={styles.chosen}>
        <RowPicker rows={rows} row={row} onPick={setRow} />
        {shown && (
          <div className={styles.picture}>
            <Thumbnail
              sample={shown}
              index={0}
              label={`A picture of ${truthOf(shown.rows[0]?.prepared ?? 0, rows, facts)}`}
            />
          </div>
        )}
      </div>
    </div>
  );
}

/** Columns of the input, one field each, started with the first row of the data. */
function RowForm({ facts, rows, onInput }: InputProps) {
  const { data, report } = useStudio();
  const sample = useSample({ count: 1 });
  const columns = useMemo(
    () => facts.features.filter((f, i) => facts.features.findIndex((g) => g.column === f.column) === i),
    [facts],
  );
  const [values, setValues] = useState<{ readonly [column: string]: string } | null>(null);
  useEffect(() => {
    if (values || sample?.kind !== 'table') return;
    const first = sample.rows[0]?.cells ?? [];
    setValues(Object.fromEntries(sample.columns.map((c, i) => [c, textOf(first[i])])));
  }, [sample, values]);
  const [picked, setPicked] = useState<number | null>(null);
  const [own, setOwn] = useState(true);
  const found = useSamples(picked === null ? [] : [picked]);
  useEffect(() => {
    const [first] = found?.kind === 'table' ? found.rows : [];
    if (found?.kind !== 'table' || !first || first.prepared !== picked) return;
    setOwn(false);
    setValues(Object.fromEntries(found.columns.map((c, i) => [c, textOf(first.cells[i])])));
  }, [found, picked]);
  const of = own ? null : picked;
  useEffect(() => {
    if (!values) return;
    let gone = false;
    const row = Object.fromEntries(columns.map((f) => [f.column, cellOf(f, values[f.column] ?? '')]));
    data
      .encodeRows([row])
      .then((encoded) => {
        if (!gone) onInput(encoded, of);
      })
      .catch((error: unknown) =>
        report(
          { code: 'encode', severity: 'error', message: error instanceof Error ? error.message : String(error) },
          'predict',
        ),
      );
    return () => {
      gone = true;
    };
  }, [values, columns, data, onInput, report, of]);
  if (!values) return <p className={styles.hint}>Loading…</p>;
  const set = (column: string, value: string): void => {
    setValues({ ...values, [column]: value });
    // Another row than that of the data, though it began as it.
    setOwn(true);
    setPicked(null);
  };
  return (
    <form className={styles.form} aria-label="A row to predict" onSubmit={(e) => e.preventDefault()}>
      <div className={styles.wide}>
        <RowPicker rows={rows} row={of} onPick={setPicked} />
      </div>
      {columns.map((f) => (
        <div key={f.column} className={f.encoding === 'text' ? styles.wide : styles.field}>
          <label htmlFor={`predict-${f.column}`} title={f.column}>
            {f.column}
          </label>
          {f.encoding === 'text' ? (
            <textarea
              id={`predict-${f.column}`}
              rows={facts.inputKind === 'text' ? 4 : 3}
              value={values[f.column] ?? ''}
              placeholder="Write something"
              onChange={(e) => set(f.column, e.currentTarget.value)}
            />
          ) : f.categories ? (
            <select
              id={`predict-${f.column}`}
              value={values[f.column] ?? ''}
              onChange={(e) => set(f.column, e.currentTarget.value)}
            >
              {!f.categories.includes(values[f.column] ?? '') && (
                <option value={values[f.column] ?? ''}>{values[f.column] || '(missing)'}</option>
              )}
              {f.categories.map((c) => (
                <option key={c} value={c}>
                  {c}
                </option>
              ))}
            </select>
          ) : (
            <>
              <input
                id={`predict-${f.column}`}
                inputMode="decimal"
                value={values[f.column] ?? ''}
                placeholder="missing"
                aria-invalid={isNoNumber(f, values) || undefined}
                aria-describedby={isNoNumber(f, values) ? `predict-${f.column}-why` : undefined}
                onChange={(e) => set(f.column, e.currentTarget.value)}
              />
              {isNoNumber(f, values) && (
                <small id={`predict-${f.column}-why`} className={styles.why} role="status">
                  no number: counts as missing
                </small>
              )}
            </>
          )}
        </div>
      ))}
    </form>
  );
}

const textOf = (cell: Cell | undefined): string => (cell === null || cell === undefined ? '' : String(cell));

/** Whether what is typed for a number is none; empty is missing on purpose. */
const isNoNumber = (f: FeatureInfo, values: { readonly [column: string]: string }): boolean => {
  const text = values[f.column] ?? '';
  return text.trim() !== '' && cellOf(f, text) === null;
};

function cellOf(f: FeatureInfo, text: string): Cell {
  if (f.encoding === 'text') return text;
  if (text.trim() === '') return null;
  if (f.categories) return text;
  const n = Number(text.replace(',', '.'));
  return Number.isNaN(n) ? null : n;
}

/** The last window of the series, to see the step after it. */
function SeriesInput({ facts, rows, onInput }: InputProps) {
  const total = facts.rows;
  const [at, setAt] = useState(total - 1);
  const sample = useSample({ count: 1, offset: at });
  const { shift = 0, scale = 1 } = facts.target;
  useEffect(() => {
    const [first] = sample?.kind === 'series' ? sample.rows : [];
    const values = first?.values;
    const n = facts.inputs[0]?.shape[0] ?? 0;
    if (values) onInput([Float32Array.from(values.slice(0, n), (v) => (v - shift) / scale)], first?.prepared ?? null);
  }, [sample, facts, shift, scale, onInput]);
  return (
    <div className={styles.chosen}>
      <label className={styles.field}>
        <span>window (0 to {total - 1})</span>
        <input type="range" min={0} max={total - 1} value={at} onChange={(e) => setAt(Number(e.currentTarget.value))} />
      </label>
      <RowPicker rows={rows} row={at} onPick={setAt} />
    </div>
  );
}

/** What a model that gives its input back made of it: a picture, or its numbers. */
function RebuiltAnswer({
  facts,
  answer,
  scale,
}: {
  readonly facts: DataFacts;
  readonly answer: Outputs;
  readonly scale: number;
}) {
  const [height = 1, width = 1, channels = 1] = facts.inputs[0]?.shape ?? [];
  if (facts.inputKind === 'image' && answer.width === height * width * channels) {
    const pixels = pixelsOf(answer.outputs, scale);
    const sample = {
      kind: 'images',
      total: 1,
      width,
      height,
      channels: channels === 3 ? 3 : 1,
      pixels,
      rows: [],
    } as const;
    return (
      <div className={styles.answer}>
        <p className={styles.verdict}>
          <small>output</small>
        </p>
        <div className={styles.picture}>
          <Thumbnail sample={sample} index={0} label="The output for this picture" />
        </div>
      </div>
    );
  }
  return (
    <div className={styles.answer} aria-live="polite">
      <p className={styles.verdict}>
        {Array.from(answer.outputs.subarray(0, 12), (v) => formatValue(v * scale)).join(' · ')}{' '}
        {answer.width > 12 ? '…' : ''}
        <small>output</small>
      </p>
    </div>
  );
}

/** What is true, beside what was predicted. */
function Truth({ truth, right }: { readonly truth: string; readonly right?: boolean }) {
  return (
    <p className={styles.truth} data-wrong={right === false || undefined}>
      true: <b>{truth}</b>
      {right !== undefined && (right ? ', as predicted' : ', not as predicted')}
    </p>
  );
}

interface AnswerProps {
  readonly facts: DataFacts;
  readonly answer: Outputs;
  /** Of a row of the data. */
  readonly truth: string | null;
}

function Answer({ facts, answer, truth }: AnswerProps) {
  const { classes, shift = 0, scale = 1, column } = facts.target;
  if (!classes) {
    return (
      <div className={styles.answer} aria-live="polite">
        <p className={styles.verdict}>
          {formatValue((answer.outputs[0] as number) * scale + shift)} <small>{column}</small>
        </p>
        {truth !== null && <Truth truth={truth} />}
      </div>
    );
  }
  const p =
    answer.width === 1
      ? [1 - (answer.outputs[0] as number), answer.outputs[0] as number]
      : [...answer.outputs.subarray(0, answer.width)];
  const best = predictedClass(answer.outputs, answer.width, 0);
  return (
    <div className={styles.answer}>
      <p className={styles.verdict} aria-live="polite">
        {classes[best]} <small>{formatShare(p[best] as number)} sure</small>
      </p>
      {truth !== null && <Truth truth={truth} right={truth === classes[best]} />}
      <dl className={styles.probabilities}>
        {p.map((v, i) => (
          <Probability key={classes[i] ?? i} name={classes[i] ?? String(i)} value={v} />
        ))}
      </dl>
    </div>
  );
}

function Probability({ name, value }: { readonly name: string; readonly value: number }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className={styles.bar} style={{ '--share': Math.min(1, Math.max(0, value)) } as React.CSSProperties} />
      <dd>{formatShare(value)}</dd>
    </>
  );
}
