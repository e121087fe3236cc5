/** Predicted against true values; on the diagonal the model is right. */
import { useCallback } from 'react';
import { formatValue } from '../components/format';
import { useCanvas } from './canvas';
import styles from './charts.module.css';

export interface ScatterProps {
  readonly truth: Float32Array;
  readonly predicted: Float32Array;
  readonly xLabel: string;
  readonly yLabel: string;
}

const MARGIN = { left: 44, right: 10, top: 8, bottom: 30 };

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
      const pad = (high - low || 1) * 0.04;
      [low, high] = [low - pad, high + pad];
      const [w, h] = [width - MARGIN.left - MARGIN.right, height - MARGIN.top - MARGIN.bottom];
      const x = (v: number): number => MARGIN.left + ((v - low) / (high - low)) * w;
      const y = (v: number): number => MARGIN.top + (1 - (v - low) / (high - low)) * h;
      context.font = `10px ${getComputedStyle(document.body).getPropertyValue('--mono')}`;
      context.fillStyle = color('--ink-3');
      context.strokeStyle = color('--line');
      for (let i = 0; i <= 4; i++) {
        const v = low + ((high - low) * i) / 4;
        context.beginPath();
        context.moveTo(MARGIN.left, y(v));
        context.lineTo(width - MARGIN.right, y(v));
        context.stroke();
        context.textAlign = 'right';
        context.fillText(formatValue(v), MARGIN.left - 6, y(v) + 3);
        context.textAlign = 'center';
        context.fillText(formatValue(v), x(v), height - MARGIN.bottom + 14);
      }
      context.fillText(xLabel, MARGIN.left + w / 2, height - 4);
      context.strokeStyle = color('--ink-3');
      context.setLineDash([4, 4]);
      context.beginPath();
      context.moveTo(x(low), y(low));
      context.lineTo(x(high), y(high));
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
