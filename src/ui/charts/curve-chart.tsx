/**
 * Curves over epochs or batches. The caller gives series that are thin enough to draw; the chart adds axes, reading by
 * hover, zoom by dragging, marks of events and of the best epoch, and export.
 */
import { useMemo, useRef, useState } from 'react';
import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceArea,
  ReferenceDot,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { IconButton } from '../components/button';
import { Menu } from '../components/menu';
import { type Axis, linearAxis, logAxis, ticksWithin } from './axis';
import styles from './charts.module.css';
import type { XY } from './decimate';
import { saveCsv, savePng, saveSvg } from './export-chart';

export interface CurveSeries {
  readonly id: string;
  readonly label: string;
  /** A CSS colour. */
  readonly color: string;
  readonly points: readonly XY[];
  readonly look?: 'line' | 'faint' | 'ghost';
}

export interface ChartMark {
  readonly x: number;
  readonly label: string;
}

export interface CurveChartProps {
  readonly title: string;
  readonly series: readonly CurveSeries[];
  readonly xLabel: string;
  readonly log?: boolean;
  /** Values are shares: the axis reads in percent and ends at 1, however close to it they come. */
  readonly share?: boolean;
  readonly format: (y: number) => string;
  readonly marks?: readonly ChartMark[];
  readonly best?: (XY & { readonly label: string }) | null;
  /** One or two sentences for screen readers. */
  readonly summary: string;
  readonly controls?: React.ReactNode;
}

type Row = { x: number } & Record<string, number>;

/** One row per x with the value each series has there. */
function mergeRows(series: readonly CurveSeries[], log: boolean): Row[] {
  const rows = new Map<number, Row>();
  for (const s of series) {
    for (const p of s.points) {
      if (!Number.isFinite(p.y) || (log && p.y <= 0)) continue;
      const row = rows.get(p.x) ?? ({ x: p.x } as Row);
      row[s.id] = p.y;
      rows.set(p.x, row);
    }
  }
  return [...rows.values()].sort((a, b) => a.x - b.x);
}

/** The axis of what is drawn. */
function axisOf(rows: readonly Row[], log: boolean, share: boolean): Axis {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const row of rows) {
    for (const id in row) {
      if (id === 'x') continue;
      const value = row[id] as number;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (log) return logAxis(low, high);
  return share ? linearAxis(low, high, { floor: 0, ceiling: 1, percent: true }) : linearAxis(low, high);
}

/** Pixels of a digit of the labels, and beside them. */
const DIGIT = 6.1;
const BESIDE = 14;

function labelOfX(x: number): string {
  return Number.isInteger(x) ? String(x) : x.toFixed(2);
}

// Plain texts: recharts' own measure every word, and each measurement lays out the whole page while curves move.

interface TickProps {
  readonly x: number | string;
  readonly y: number | string;
  readonly textAnchor?: string;
  readonly payload: { readonly value: number };
}

function Tick({ x, y, textAnchor, words, below = false }: TickProps & { words: string; below?: boolean }) {
  return (
    <text x={x} y={y} dy={below ? '0.71em' : '0.355em'} textAnchor={textAnchor as 'middle'} className={styles.tick}>
      {words}
    </text>
  );
}

interface NoteProps {
  /** Where recharts would put a label: the box of the point or line. */
  readonly viewBox?: { readonly x?: number; readonly y?: number; readonly width?: number };
  readonly words: string;
  readonly good?: boolean;
  /** Left of the top of a line; else above a point. */
  readonly beside?: boolean;
}

function Note({ viewBox: { x = 0, y = 0, width = 0 } = {}, words, good = false, beside = false }: NoteProps) {
  return (
    <text
      x={beside ? x - 4 : x + width / 2}
      y={beside ? y + 9 : y - 4}
      textAnchor={beside ? 'end' : 'middle'}
      className={good ? styles.goodNote : styles.note}
    >
      {words}
    </text>
  );
}

export function CurveChart(props: CurveChartProps) {
  const { title, series, xLabel, log = false, share = false, format, marks = [], best, summary, controls } = props;
  const [zoom, setZoom] = useState<readonly [number, number] | null>(null);
  const [drag, setDrag] = useState<readonly [number, number] | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => mergeRows(series, log), [series, log]);
  const shown = useMemo(() => (zoom ? rows.filter((r) => r.x >= zoom[0] && r.x <= zoom[1]) : rows), [rows, zoom]);
  const axis = useMemo(() => axisOf(shown, log, share), [shown, log, share]);
  const [from, to] = [shown[0]?.x ?? 0, shown.at(-1)?.x ?? 1];
  const times = useMemo(
    () => ticksWithin(from, to, to - from >= 2 || (Number.isInteger(from) && Number.isInteger(to))),
    [from, to],
  );
  const longest = Math.max(...axis.ticks.map((t) => axis.label(t).length));
  const name = title.toLowerCase().replaceAll(/\W+/g, '-');
  const svg = (): SVGSVGElement | null => frame.current?.querySelector('svg.recharts-surface') ?? null;
  const at = (event: { activeLabel?: string | number | undefined }): number | null => {
    const x = Number(event.activeLabel);
    return Number.isFinite(x) ? x : null;
  };
  return (
    <figure className={styles.chart} aria-label={title}>
      <figcaption className={styles.head}>
        <h3 className={styles.title}>{title}</h3>
        <ul className={styles.legend}>
          {series
            .filter((s) => s.look !== 'faint')
            .map((s) => (
              <li key={s.id}>
                <span className={styles.key} data-look={s.look} style={{ '--key': s.color } as React.CSSProperties} />
                {s.label}
              </li>
            ))}
        </ul>
        <span className={styles.tools}>
          {zoom && <IconButton icon="reset" label="Show everything" size={14} onClick={() => setZoom(null)} />}
          {controls}
          <Menu
            label={`Save ${title}`}
            align="end"
            items={[
              { id: 'png', label: 'Save as PNG', run: () => void (svg() && savePng(svg() as SVGSVGElement, name)) },
              { id: 'svg', label: 'Save as SVG', run: () => svg() && saveSvg(svg() as SVGSVGElement, name) },
              {
                id: 'csv',
                label: 'Save as CSV',
                run: () =>
                  saveCsv(
                    [
                      [xLabel, ...series.map((s) => s.label)],
                      ...rows.map((r) => [r.x, ...series.map((s) => r[s.id] ?? '')]),
                    ],
                    name,
                  ),
              },
            ]}
            trigger={(t) => <IconButton icon="more" label={`Save ${title}`} size={14} {...t} />}
          />
        </span>
      </figcaption>
      <p className="visually-hidden">{summary}</p>
      {/* What it shows is in the sentence above; reading by pointer adds to it. */}
      <div ref={frame} className={styles.plot} aria-hidden="true">
        <ResponsiveContainer width="100%" height="100%" debounce={50}>
          <LineChart
            data={shown}
            accessibilityLayer={false}
            margin={{ top: 8, right: 14, bottom: 4, left: 0 }}
            onMouseDown={(e) => {
              const x = at(e);
              if (x !== null) setDrag([x, x]);
            }}
            onMouseMove={(e) => {
              const x = at(e);
              if (drag && x !== null) setDrag([drag[0], x]);
            }}
            onMouseUp={() => {
              if (drag && Math.abs(drag[0] - drag[1]) > 0) setZoom([Math.min(...drag), Math.max(...drag)]);
              setDrag(null);
            }}
            onDoubleClick={() => setZoom(null)}
          >
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis
              dataKey="x"
              type="number"
              domain={[from, to]}
              ticks={times.ticks}
              tickLine={false}
              axisLine={false}
              tick={(p: TickProps) => <Tick {...p} words={times.label(p.payload.value)} below />}
              height={18}
              interval={0}
            />
            <YAxis
              scale={log ? 'log' : 'auto'}
              domain={axis.domain}
              ticks={axis.ticks}
              allowDataOverflow={false}
              tickLine={false}
              axisLine={false}
              width={Math.max(40, longest * DIGIT + BESIDE)}
              interval={0}
              tick={(p: TickProps) => <Tick {...p} words={axis.label(p.payload.value)} />}
            />
            <Tooltip
              isAnimationActive={false}
              labelFormatter={(x) => `${xLabel} ${labelOfX(Number(x))}`}
              formatter={(v) => format(Number(v))}
              contentStyle={{
                background: 'var(--panel-raised)',
                border: '1px solid var(--line-strong)',
                borderRadius: 8,
                fontSize: 12,
                padding: '6px 10px',
              }}
              labelStyle={{ color: 'var(--ink-3)' }}
              itemStyle={{ padding: 0 }}
            />
            {marks.map((m) => (
              <ReferenceLine
                key={`${m.x}-${m.label}`}
                x={m.x}
                stroke="var(--ink-3)"
                strokeDasharray="2 3"
                label={{ content: (p: object) => <Note {...p} words={m.label} beside /> }}
              />
            ))}
            {series.map((s) => (
              <Line
                key={s.id}
                dataKey={s.id}
                name={s.label}
                stroke={s.color}
                strokeWidth={s.look === 'faint' ? 1 : 1.75}
                strokeOpacity={s.look === 'faint' ? 0.28 : 1}
                strokeDasharray={s.look === 'ghost' ? '3 3' : undefined}
                dot={s.points.length === 1}
                activeDot={{ r: 3 }}
                isAnimationActive={false}
                connectNulls
                tooltipType={s.look === 'faint' ? 'none' : undefined}
              />
            ))}
            {best && (!zoom || (best.x >= zoom[0] && best.x <= zoom[1])) && (
              <ReferenceDot
                x={best.x}
                y={best.y}
                r={4}
                fill="var(--panel)"
                stroke="var(--good)"
                strokeWidth={2}
                label={{ content: (p: object) => <Note {...p} words={best.label} good /> }}
              />
            )}
            {drag && drag[0] !== drag[1] && (
              <ReferenceArea x1={drag[0]} x2={drag[1]} fill="var(--accent)" fillOpacity={0.12} />
            )}
          </LineChart>
        </ResponsiveContainer>
      </div>
    </figure>
  );
}
