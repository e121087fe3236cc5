/** Turns runs into series a chart can draw: by epoch or by batch, smoothed, thinned to the pixels there are. */
import type { LiveFrame, LossSeries, RunRecord } from '../../../state';
import type { CurveSeries } from '../../charts/curve-chart';
import { decimate, smooth, type XY } from '../../charts/decimate';
import { runName } from './run-words';

/** Buckets a curve is thinned to: about one per pixel of a chart. */
const BUCKETS = 240;
/** Earlier runs drawn behind. */
const MOST_GHOSTS = 3;

function byEpoch(run: RunRecord, key: string): XY[] {
  const values = run.history.logs[key] ?? [];
  return values.map((y, i) => ({ x: (run.history.epoch[i] as number) + 1, y }));
}

export interface SeriesRequest {
  readonly run: RunRecord;
  readonly live: LiveFrame | null;
  readonly key: string;
  readonly losses: LossSeries;
  readonly axis: 'epoch' | 'batch';
  readonly smoothing: number;
  readonly ghosts: readonly RunRecord[];
}

/** Colours: the loss has the first pair, other metrics the second, as in every other place of the studio. */
const colors = (key: string): readonly [string, string] =>
  key === 'loss' ? ['var(--series-1)', 'var(--series-2)'] : ['var(--series-3)', 'var(--series-4)'];

export function curveSeries(request: SeriesRequest): CurveSeries[] {
  const { run, live, key, losses, axis, smoothing, ghosts } = request;
  const [trainColor, validationColor] = colors(key);
  const batches = Math.max(1, run.batches);
  const scale = axis === 'batch' ? batches : 1;
  const series: CurveSeries[] = [];
  if (axis === 'batch' && key === 'loss') {
    const raw = losses.points().flatMap((p): XY[] =>
      p.min === p.max
        ? [{ x: p.step, y: p.mean }]
        : [
            { x: p.step, y: p.min },
            { x: p.step + 0.01, y: p.max },
          ],
    );
    const means = losses.points().map((p): XY => ({ x: p.step, y: p.mean }));
    if (smoothing > 0)
      series.push({ id: 'raw', label: 'train', color: trainColor, points: decimate(raw, BUCKETS), look: 'faint' });
    series.push({
      id: 'train',
      label: 'train',
      color: trainColor,
      points: decimate(smooth(means, smoothing), BUCKETS),
    });
  } else {
    const points = byEpoch(run, key).map((p) => ({ x: p.x * scale, y: p.y }));
    const now = live?.logs[key];
    // The epoch in progress, as far as it has come.
    if (live && now !== undefined && live.batch < live.batches)
      points.push({ x: (live.epoch + live.batch / live.batches) * scale, y: now });
    series.push(...withSmoothing('train', 'train', trainColor, points, smoothing));
  }
  const validation = byEpoch(run, `val_${key}`).map((p) => ({ x: p.x * scale, y: p.y }));
  if (validation.length > 0)
    series.push(...withSmoothing('val', 'val', validationColor, validation, axis === 'batch' ? 0 : smoothing));
  for (const ghost of ghosts.slice(-MOST_GHOSTS)) {
    const from = ghost.history.logs[`val_${key}`] ? `val_${key}` : key;
    const points = byEpoch(ghost, from).map((p) => ({
      x: p.x * (axis === 'batch' ? Math.max(1, ghost.batches) : 1),
      y: p.y,
    }));
    if (points.length > 1)
      series.push({
        id: `ghost-${ghost.id}`,
        label: runName(ghost),
        color: 'var(--ghost)',
        points: decimate(points, BUCKETS / 2),
        look: 'ghost',
      });
  }
  return series;
}

function withSmoothing(id: string, label: string, color: string, points: readonly XY[], weight: number): CurveSeries[] {
  if (weight <= 0) return [{ id, label, color, points: decimate(points, BUCKETS) }];
  return [
    { id: `${id}-raw`, label, color, points: decimate(points, BUCKETS), look: 'faint' },
    { id, label, color, points: decimate(smooth(points, weight), BUCKETS) },
  ];
}
