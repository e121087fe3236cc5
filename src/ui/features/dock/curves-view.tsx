/** The live curves: the loss, the metrics, and the picture that suits the problem beside them. */
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { FRAME_MS, type RunRecord, type Studio } from '../../../state';
import { CurveChart, type CurveChartProps } from '../../charts/curve-chart';
import { IconButton } from '../../components/button';
import { Popover } from '../../components/popover';
import { Slider } from '../../components/slider';
import { Switch } from '../../components/switch';
import { useSettings, useStudio } from '../../studio';
import { curveSeries } from './curve-series';
import styles from './dock.module.css';
import { NoCurves } from './no-curves';
import { ProblemPane } from './problem-pane';
import { useCurrentRun, usePredictions, useRowsOf, useRuns } from './run-state';
import { bestEpoch, formatLoss, formatMetric, isShare, metricKeys } from './run-words';
import { WorstPane } from './worst-pane';

/** Events worth a mark, in a word. */
const EVENT_WORDS: { readonly [kind: string]: string } = {
  'learning-rate': 'lr',
  'early-stop': 'stop',
  epochs: 'epochs',
  resume: 'resumed',
};

export default function CurvesView() {
  const studio = useStudio();
  const run = useCurrentRun();
  const live = useRuns((r) => r.active !== null && r.active === r.current);
  const first = useRuns((r) => (r.active === r.current && r.live ? Object.keys(r.live.logs).join() : 'loss'));
  const all = useRuns((r) => r.runs);
  const hidden = useRuns((r) => r.hidden);
  const settings = useSettings((s) => s);
  const { xAxis: axis, smoothing, logScale, ghosts: showGhosts } = settings;
  const ghosts = useMemo(
    () =>
      showGhosts && run ? all.filter((r) => r.id !== run.id && r.number < run.number && !hidden.includes(r.id)) : [],
    [all, hidden, run, showGhosts],
  );

  if (!run) return <NoCurves />;

  const keys = metricKeys(run);
  const topic = [run.id, axis, smoothing, logScale, ...ghosts.map((g) => g.id)].join();
  return (
    <div className={styles.grid}>
      {(keys.length > 0 ? keys : first.split(',')).map((key, place) => (
        <LiveChart
          key={key}
          place={place}
          live={live}
          topic={topic}
          draw={() => drawn(studio, run, key, { axis, smoothing, log: logScale, ghosts })}
        />
      ))}
      <Pictures run={run} />
    </div>
  );
}

/** What the model says by now, asked once for both. */
function Pictures({ run }: { readonly run: RunRecord }) {
  const rows = useRowsOf(run);
  const part = rows && rows.parts.validation.length > 0 ? 'validation' : 'train';
  const predictions = usePredictions(run, part);
  return (
    <>
      <ProblemPane run={run} predictions={predictions} />
      <WorstPane run={run} predictions={predictions} />
    </>
  );
}

interface Look {
  readonly axis: 'epoch' | 'batch';
  readonly smoothing: number;
  readonly log: boolean;
  readonly ghosts: readonly RunRecord[];
}

/** A run's chart of one metric as of now. */
function drawn(studio: Studio, run: RunRecord, key: string, { axis, smoothing, log, ghosts }: Look): CurveChartProps {
  const { active, live } = studio.runs.getState();
  const loss = key === 'loss';
  const share = isShare(key);
  const batches = Math.max(1, run.batches);
  const best = loss && run.history.epoch.length > 1 ? bestEpoch(run) : null;
  return {
    title: loss ? 'Loss' : titleOf(key),
    series: curveSeries({
      run,
      live: active === run.id ? live : null,
      key,
      losses: studio.losses(run.id),
      axis,
      smoothing,
      ghosts,
    }),
    xLabel: axis,
    log: loss && log,
    share,
    format: (v) => (loss ? formatLoss(v) : share ? `${(v * 100).toFixed(v > 0.98 ? 1 : 0)}%` : formatMetric(key, v)),
    marks: loss
      ? run.history.events.flatMap((e) => {
          const label = EVENT_WORDS[e.kind];
          return label === undefined ? [] : [{ x: axis === 'batch' ? e.step : e.step / batches, label }];
        })
      : [],
    best: best && {
      x: (best.epoch + 1) * (axis === 'batch' ? batches : 1),
      y: best.value,
      label: `best ${best.epoch + 1}`,
    },
    summary: summaryOf(key, run.history.logs, run.history.epoch.length),
    controls: loss ? <CurveTools /> : null,
  };
}

/**
 * Least milliseconds between two redraws of a chart while its run goes on: with every second change of the run bar's
 * figures, every other chart with those between, so that few frames are painted and no task is long.
 */
const REDRAW_MS = 2 * FRAME_MS;
/** Most of the page's time that a chart may take: what draws slowly is drawn less often. */
const SHARE = 1 / 15;

const Chart = memo(CurveChart);

interface LiveChartProps {
  readonly place: number;
  readonly live: boolean;
  /** What a person sets: when it changes, the chart is drawn at once. */
  readonly topic: string;
  /** Works the chart out; asked only when it is drawn. */
  draw(): CurveChartProps;
}

function LiveChart({ place, live, topic, draw }: LiveChartProps) {
  const latest = useRef({ topic, draw });
  latest.current = { topic, draw };
  const [shown, setShown] = useState(() => ({ topic, chart: draw() }));
  const { runs } = useStudio();
  useEffect(() => {
    if (!live) return;
    let due = performance.now() + (place % 2) * FRAME_MS;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const soon = (): void => {
      timer ??= setTimeout(redraw, Math.max(0, due - performance.now()));
    };
    function redraw(): void {
      timer = null;
      const begin = performance.now();
      flushSync(() => setShown({ topic: latest.current.topic, chart: latest.current.draw() }));
      due = begin + Math.max(REDRAW_MS, (performance.now() - begin) / SHARE);
    }
    soon();
    // Where nothing new came, nothing is drawn.
    const stop = runs.subscribe((now, before) => {
      if (now.tick !== before.tick) soon();
    });
    return () => {
      stop();
      if (timer !== null) clearTimeout(timer);
    };
  }, [live, place, runs]);
  return <Chart {...(live && shown.topic === topic ? shown.chart : draw())} />;
}

function titleOf(key: string): string {
  const words = key.replaceAll('_', ' ');
  return words.length <= 4 ? words.toUpperCase() : words.charAt(0).toUpperCase() + words.slice(1);
}

function summaryOf(key: string, logs: { readonly [key: string]: readonly number[] }, epochs: number): string {
  const last = logs[key]?.at(-1);
  if (last === undefined) return `No epoch of ${key} has ended yet.`;
  const validation = logs[`val_${key}`]?.at(-1);
  const val = validation === undefined ? '' : `, validation ${formatMetric(key, validation)}`;
  return `${key} after ${epochs} epochs: training ${formatMetric(key, last)}${val}.`;
}

/** Log scale at hand; axis, smoothing and earlier runs one press away. They hold for all charts. */
function CurveTools() {
  const { settings } = useStudio();
  const { logScale, xAxis, smoothing, ghosts } = useSettings((s) => s);
  return (
    <span className={styles.toolbar}>
      <button
        type="button"
        className={styles.toggle}
        aria-pressed={logScale}
        data-tip="Logarithmic scale"
        onClick={() => settings.setState({ logScale: !logScale })}
      >
        log
      </button>
      <Popover
        label="Chart settings"
        align="end"
        trigger={(t) => <IconButton icon="sliders" label="Chart settings" size={14} {...t} />}
        content={() => (
          <div className={styles.options}>
            <div className={styles.option}>
              <span>Draw every batch</span>
              <Switch
                label="Draw every batch"
                checked={xAxis === 'batch'}
                onChange={(on) => settings.setState({ xAxis: on ? 'batch' : 'epoch' })}
              />
            </div>
            <div className={styles.option}>
              <span>Earlier runs behind</span>
              <Switch
                label="Earlier runs behind"
                checked={ghosts}
                onChange={(on) => settings.setState({ ghosts: on })}
              />
            </div>
            <div className={styles.option}>
              <span>Smoothing {smoothing > 0 ? smoothing.toFixed(2) : 'off'}</span>
              <Slider
                label="Smoothing"
                min={0}
                max={0.98}
                step={0.02}
                value={smoothing}
                onChange={(v) => settings.setState({ smoothing: v })}
              />
            </div>
          </div>
        )}
      />
    </span>
  );
}
