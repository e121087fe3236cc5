/** Predicted against true values; on the diagonal the model is right. */
import { useCallback } from 'react';
import { linearAxis } from './axis';
import { useCanvas } from './canvas';
import styles from './charts.module.css';

export interface ScatterProps {
  readonly truth: Float32Array;
  readonly predicted: Float32Array;
  readonly xLabel: string;
  readonly yLabel: string;
}

const MARGIN = { right: 10, top: 8, bottom: 30 };
/** Pixels beside the labels of the vertical axis. */
const BESIDE = 12;

export function Scatter({ truth, predicted, xLabel, yLabel }: ScatterProps) {
  const draw = useCallback(
    (context: CanvasRenderingContext2D, width: number, height: number, color: (v: string) => string) => {
      context.clearRect(0, 0, width, height);
      let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (const values of [truth, predicted]) {
        for (const v of values) {
          if (!Number.isFinite(v)) continue;
          low = Math.min(low, v);
          high = Math.max(high, v);
        }
      }
      if (!(low <= high)) return;
      // One axis for both directions: on the diagonal the model is right.
      const axis = linearAxis(low, high);
      const [from, to] = axis.domain;
      context.font = `10px ${getComputedStyle(document.body).getPropertyValue('--mono')}`;
      const wide = (text: string): number => context.measureText(text).width;
      const left = Math.max(...axis.ticks.map((t) => wide(axis.label(t)))) + BESIDE;
      const [w, h] = [width - left - MARGIN.right, height - MARGIN.top - MARGIN.bottom];
      const x = (v: number): number => left + ((v - from) / (to - from)) * w;
      const y = (v: number): number => MARGIN.top + (1 - (v - from) / (to - from)) * h;
      /** A text about `at`, moved as far as it must be to stay in the picture, cut where it is longer than that. */
      const write = (text: string, at: number, below: number): void => {
        let words = text;
        while (words.length > 4 && wide(words) > width) words = `${words.slice(0, -2)}…`;
        const half = wide(words) / 2;
        context.fillText(words, Math.max(half + 1, Math.min(at, width - half - 1)), below);
      };
      context.fillStyle = color('--ink-3');
      context.strokeStyle = color('--line');
      let free = Number.NEGATIVE_INFINITY;
      for (const tick of axis.ticks) {
        const label = axis.label(tick);
        context.beginPath();
        context.moveTo(left, y(tick));
        context.lineTo(width - MARGIN.right, y(tick));
        context.stroke();
        context.textAlign = 'right';
        context.fillText(label, left - 6, y(tick) + 3);
        context.textAlign = 'center';
        if (x(tick) - wide(label) / 2 < free) continue;
        write(label, x(tick), height - MARGIN.bottom + 14);
        free = x(tick) + wide(label) / 2 + 6;
      }
      write(xLabel, left + w / 2, height - 4);
      context.strokeStyle = color('--ink-3');
      context.setLineDash([4, 4]);
      context.beginPath();
      context.moveTo(x(from), y(from));
      context.lineTo(x(to), y(to));
      context.stroke();
      context.setLineDash([]);
      context.fillStyle = color('--accent');
      context.globalAlpha = truth.length > 500 ? 0.35 : 0.7;
      for (let i = 0; i < truth.length; i++) {
        context.beginPath();
        context.arc(x(truth[i] as number), y(predicted[i] as number), 2.5, 0, 2 * Math.PI);
        context.fill();
      }
      context.globalAlpha = 1;
    },
    [truth, predicted, xLabel],
  );
  const ref = useCanvas(draw);
  return (
    <canvas
      ref={ref}
      className={styles.canvas}
      role="img"
      aria-label={`${yLabel} against ${xLabel}, ${truth.length} rows`}
    />
  );
}
