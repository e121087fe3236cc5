/** What a model of two numbers says everywhere: classes as colours, sure places strong, the data's points on top. */
import { useCallback } from 'react';
import { rgb, useCanvas } from './canvas';
import styles from './charts.module.css';

export interface BoundaryProps {
  /** Outputs on a square grid, row by row from the top, `width` numbers a cell. */
  readonly grid: { readonly side: number; readonly outputs: Float32Array; readonly width: number } | null;
  /** What the grid covers, in encoded inputs: [left, right, bottom, top]. */
  readonly extent: readonly [number, number, number, number];
  readonly points: readonly { readonly x: number; readonly y: number; readonly target: number }[];
  /** Number of classes; 0 for regression. */
  readonly classes: number;
  readonly label: string;
}

const SERIES = 8;
const colorOf = (c: number): string => `--series-${(c % SERIES) + 1}`;

/** Class and sureness (0..1) a cell of the grid shows. */
function verdict(outputs: Float32Array, width: number, cell: number): [number, number] {
  if (width === 1) {
    const p = outputs[cell] as number;
    return [p > 0.5 ? 1 : 0, Math.abs(p - 0.5) * 2];
  }
  let best = 0;
  for (let c = 1; c < width; c++)
    if ((outputs[cell * width + c] as number) > (outputs[cell * width + best] as number)) best = c;
  const p = outputs[cell * width + best] as number;
  return [best, Math.max(0, (p - 1 / width) / (1 - 1 / width))];
}

export function Boundary({ grid, extent, points, classes, label }: BoundaryProps) {
  const draw = useCallback(
    (context: CanvasRenderingContext2D, width: number, height: number, color: (v: string) => string) => {
      const ground = rgb(color('--panel'));
      context.fillStyle = color('--panel-sunk');
      context.fillRect(0, 0, width, height);
      if (grid) {
        const image = new ImageData(grid.side, grid.side);
        const values = grid.outputs;
        const finite = classes === 0 ? values.filter(Number.isFinite) : values;
        const [low, high] = classes === 0 ? [Math.min(...finite), Math.max(...finite)] : [0, 1];
        for (let i = 0; i < grid.side * grid.side; i++) {
          const raw = values[i] as number;
          const [c, sure] =
            classes === 0
              ? [raw > (low + high) / 2 ? 1 : 0, Math.abs((raw - low) / (high - low || 1) - 0.5) * 2]
              : verdict(values, grid.width, i);
          const ink = rgb(color(colorOf(c)));
          const share = 0.12 + 0.68 * Math.min(1, sure);
          for (let k = 0; k < 3; k++)
            image.data[i * 4 + k] = (ink[k] as number) * share + (ground[k] as number) * (1 - share);
          image.data[i * 4 + 3] = 255;
        }
        const small = new OffscreenCanvas(grid.side, grid.side);
        small.getContext('2d')?.putImageData(image, 0, 0);
        context.imageSmoothingEnabled = true;
        context.drawImage(small, 0, 0, width, height);
      }
      const [left, right, bottom, top] = extent;
      for (const p of points) {
        const x = ((p.x - left) / (right - left)) * width;
        const y = ((top - p.y) / (top - bottom)) * height;
        context.beginPath();
        context.arc(x, y, 2.6, 0, 2 * Math.PI);
        context.fillStyle = color(colorOf(classes === 0 ? 0 : p.target));
        context.fill();
        context.lineWidth = 1;
        context.strokeStyle = color('--panel');
        context.stroke();
      }
    },
    [grid, extent, points, classes],
  );
  const ref = useCanvas(draw);
  return (
    <div className={styles.square}>
      <canvas ref={ref} role="img" aria-label={label} />
    </div>
  );
}
