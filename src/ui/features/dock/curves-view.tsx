/** The live curves: the loss, the metrics, and the picture that suits the problem beside them. */
import { memo, useEffect, useMemo, useRef, useState } from 'react';
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
import { useCurrentRun, useRuns } from './run-state';
import { bestEpoch, formatLoss, formatMetric, formatTick, isShare, metricKeys } from './run-words';
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
  const active = useRuns((r) => r.active);
  const live = useRuns((r) => (r.active === r.current ? r.live : null));
  const tick = useRuns((r) => r.tick);
  const all = useRuns((r) => r.runs);
  const hidden = useRuns((r) => r.hidden);
  const settings = useSettings((s) => s);
  const { xAxis: axis, smoothing, logScale, ghosts: showGhosts } = settings;
  const ghosts = useMemo(
    () =>
      showGhosts && run ? all.filter((r) => r.id !== run.id && r.number < run.number && !hidden.includes(r.id)) : [],
    [all, hidden, run, showGhosts],
  );
  const keys = run ? metricKeys(run) : [];
  const shown = keys.length > 0 ? keys : Object.keys(live?.logs ?? { loss: 0 });
  // biome-ignore lint/correctness/useExhaustiveDependencies: losses are mutable; `tick` says when they changed
  const charts = useMemo(
    () =>
      run
        ? shown.map((key) => ({
            key,
            series: curveSeries({
              run,
              live: active === run.id ? live : null,
              key,
              losses: studio.losses(run.id),
              axis,
              smoothing,
              ghosts,
            }),
          }))
        : [],
    [run, live, tick, axis, smoothing, ghosts, active, shown.join()],
  );

  if (!run) return <NoCurves />;

  const scale = axis === 'batch' ? Math.max(1, run.batches) : 1;
  const marks = run.history.events
    .filter((e) => EVENT_WORDS[e.kind])
    .map((e) => ({
      x: axis === 'batch' ? e.step : e.step / Math.max(1, run.batches),
      label: EVENT_WORDS[e.kind] as string,
    }));
  const best = bestEpoch(run);
  return (
    <div className={styles.grid}>
      {charts.map(({ key, series }, place) => (
        <LiveChart
          key={key}
          place={place}
          live={active === run.id}
          title={key === 'loss' ? 'Loss' : titleOf(key)}
          series={series}
          xLabel={axis}
          log={key === 'loss' && logScale}
          share={isShare(key)}
          tick={(v) => (isShare(key) ? `${Math.round(v * 100)}%` : formatTick(v))}
          format={(v) =>
            key === 'loss'
              ? formatLoss(v)
              : isShare(key)
                ? `${(v * 100).toFixed(v > 0.98 ? 1 : 0)}%`
                : formatMetric(key, v)
          }
          marks={key === 'loss' ? marks : []}
          best={
            key === 'loss' && best && run.history.epoch.length > 1
              ? { x: (best.epoch + 1) * scale, y: best.value, label: `best ${best.epoch + 1}` }
              : null
          }
          summary={summaryOf(key, run.history.logs, run.history.epoch.length)}
          controls={key === 'loss' ? <CurveTools /> : null}
        />
      ))}
      <ProblemPane run={run} />
      <WorstPane run={run} />
    </div>
  );
}

/** Milliseconds between two redraws of a chart while its run goes on; charts take turns, so that no task is long. */
const REDRAW_MS = 400;
const TURN_MS = 130;

const Chart = memo(CurveChart);

function LiveChart({ place, live, ...now }: CurveChartProps & { readonly place: number; readonly live: boolean }) {
  const [shown, setShown] = useState(now);
  const latest = useRef(now);
  latest.current = now;
  useEffect(() => {
    if (!live) return;
    let timer = setTimeout(function redraw() {
      setShown(latest.current);
      timer = setTimeout(redraw, REDRAW_MS);
    }, place * TURN_MS);
    return () => clearTimeout(timer);
  }, [live, place]);
  // What a person sets is seen at once.
  const same = shown.log === now.log && shown.xLabel === now.xLabel;
  return <Chart {...(live && same ? shown : now)} />;
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
