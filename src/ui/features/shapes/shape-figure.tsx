/** Tensors drawn before and after a layer: a bar for features, a grid for steps, a block for an image with its channels. */
import { formatShape, type PartialShape } from '../../../base/shape';
import type { ShapeEffect } from './effect';
import styles from './shapes.module.css';

const BOX = { width: 64, height: 44 };

/** Sizes grow with the logarithm: what doubles looks a little larger. */
const scaled = (n: number | null, most: number): number => Math.min(most, 5 + 5 * Math.log2(Math.max(1, n ?? 8)));

function Block({ width, height, depth }: { readonly width: number; readonly height: number; readonly depth: number }) {
  const x = (BOX.width - width - depth) / 2;
  const y = (BOX.height - height - depth) / 2 + depth;
  return (
    <g>
      <path d={`M${x} ${y}l${depth} ${-depth}h${width}l${-depth} ${depth}z`} className={styles.top} />
      <path d={`M${x + width} ${y}l${depth} ${-depth}v${height}l${-depth} ${depth}z`} className={styles.side} />
      <rect x={x} y={y} width={width} height={height} className={styles.front} />
    </g>
  );
}

/** One tensor without its batch. */
function Tensor({ shape }: { readonly shape: PartialShape }) {
  const [a = null, b = null, c = null, d = null] = shape.slice(1);
  switch (shape.length - 1) {
    case 0:
      return <circle cx={BOX.width / 2} cy={BOX.height / 2} r={3} className={styles.front} />;
    case 1: {
      const height = scaled(a, 40);
      return (
        <rect x={BOX.width / 2 - 3} y={(BOX.height - height) / 2} width={6} height={height} className={styles.front} />
      );
    }
    case 2: {
      // Steps from left to right, features from top to bottom.
      const columns = Math.max(1, Math.min(9, a ?? 5));
      const height = scaled(b, 38);
      const step = Math.min(6, 50 / columns);
      const left = (BOX.width - columns * step) / 2;
      return Array.from({ length: columns }, (_, i) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
          key={i}
          x={left + i * step}
          y={(BOX.height - height) / 2}
          width={step - 1.2}
          height={height}
          className={styles.front}
        />
      ));
    }
    case 3:
      return <Block height={scaled(a, 30)} width={scaled(b, 36)} depth={Math.max(2, scaled(c, 40) / 3)} />;
    default:
      return (
        <Block
          height={scaled(b, 30)}
          width={scaled(c, 36)}
          depth={Math.max(4, scaled((a ?? 1) * (d ?? 1), 40) / 2.6)}
        />
      );
  }
}

function Side({ shapes }: { readonly shapes: readonly PartialShape[] }) {
  const drawn = shapes.slice(0, 2);
  return (
    <span className={styles.tensors}>
      <span className={styles.row}>
        {drawn.map((shape, i) => (
          <svg
            // biome-ignore lint/suspicious/noArrayIndexKey: a tensor is its place
            key={i}
            width={BOX.width}
            height={BOX.height}
            viewBox={`0 0 ${BOX.width} ${BOX.height}`}
            aria-hidden="true"
          >
            <Tensor shape={shape} />
          </svg>
        ))}
      </span>
      <span className={styles.words}>
        {formatShape(shapes[0] ?? [])}
        {shapes.length > 1 && ` ×${shapes.length}`}
      </span>
    </span>
  );
}

const heard = (shapes: readonly PartialShape[]): string => shapes.map(formatShape).join(' and ');

export function ShapeFigure({ effect }: { readonly effect: ShapeEffect }) {
  const { before, after, example } = effect;
  return (
    <span
      role="img"
      aria-label={`${example ? 'For example ' : ''}${heard(before)} becomes ${heard(after)}`}
      className={styles.figure}
    >
      <Side shapes={before} />
      <span className={styles.arrow}>→</span>
      <Side shapes={after} />
      {example && <span className={styles.example}>for example</span>}
    </span>
  );
}
