/** Points of a data set with two inputs, coloured by class or by value; drawn on a canvas, as many as there are. */
import { useEffect, useRef } from 'react';
import { useData, useSettings, useStudio } from '../../studio';
import { resolveColors, useIsDark } from '../../theme/theme';
import styles from './points-plot.module.css';

const SERIES = [
  '--series-1',
  '--series-2',
  '--series-3',
  '--series-4',
  '--series-5',
  '--series-6',
  '--series-7',
  '--series-8',
] as const;

export function PointsPlot({ height = 130 }: { readonly height?: number }) {
  const { data } = useStudio();
  const facts = useData((d) => d.facts);
  const dark = useIsDark(useSettings((s) => s.theme));
  const canvas = useRef<HTMLCanvasElement>(null);
  // The theme decides the colours that are read from the page.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    const element = canvas.current;
    const rows = data.rows();
    if (!element || !rows?.points || !facts) return;
    const { points, targets } = rows;
    const draw = (): void => {
      const ratio = window.devicePixelRatio;
      const { clientWidth: wide, clientHeight: high } = element;
      element.width = wide * ratio;
      element.height = high * ratio;
      const context = element.getContext('2d');
      if (!context) return;
      context.scale(ratio, ratio);
      context.clearRect(0, 0, wide, high);
      const colors = Object.values(resolveColors(element.parentElement ?? element, SERIES));
      let reach = 0;
      for (const v of points) reach = Math.max(reach, Math.abs(v));
      const scale = (Math.min(wide, high) / 2 - 6) / (reach || 1);
      const radius = targets.length > 1500 ? 1.2 : targets.length > 400 ? 1.8 : 2.4;
      const classes = facts.target.classes?.length ?? 0;
      for (let i = 0; i < targets.length; i++) {
        const value = targets[i] as number;
        context.fillStyle = colors[classes > 0 ? value % colors.length : value > 0 ? 0 : 1] as string;
        context.beginPath();
        context.arc(
          wide / 2 + (points[2 * i] as number) * scale,
          high / 2 - (points[2 * i + 1] as number) * scale,
          radius,
          0,
          7,
        );
        context.fill();
      }
    };
    draw();
    const observer = new ResizeObserver(draw);
    observer.observe(element);
    return () => observer.disconnect();
  }, [data, facts, dark]);
  return (
    <div className={styles.plot} style={{ height }}>
      <canvas ref={canvas} role="img" aria-label={`${facts?.rows ?? 0} points with two inputs, coloured by target`} />
    </div>
  );
}
