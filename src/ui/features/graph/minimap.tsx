/** The whole graph in small, with the part that is shown; a press there goes there. For the pointer only. */
import { memo, type PointerEvent, useRef } from 'react';
import { find } from '../../../keras';
import { familyColor } from '../../theme/families';
import styles from './graph.module.css';
import type { Bounds, Scene, SceneNode } from './scene';
import { useViewOf, type Viewport } from './viewport';

const WIDTH = 132;
const HEIGHT = 96;
/** A tall graph gets a narrow strip, which stretches it sideways. */
const TALL = 3;
const STRIP = 40;
const STRIP_MOST = 300;
const NARROW = 640;
const SHORT = 470;
/** So much of the graph in sight needs no map. */
const ENOUGH = 0.7;

const overlap = (from: number, length: number, low: number, size: number): number =>
  Math.max(0, Math.min(from + length, low + size) - Math.max(from, low)) / Math.max(1, length);

const rectPath = ({ x, y, width, height }: Bounds): string => `M${x} ${y}h${width}v${height}h${-width}z`;

/** A card of the map, which is the same while its own stays. */
const Card = memo(({ card: { x, y, width, height, isInput, layer } }: { readonly card: SceneNode }) => (
  <rect
    x={x}
    y={y}
    width={width}
    height={height}
    rx={8}
    style={{ fill: familyColor(isInput ? undefined : find('layer', layer.className)?.family) }}
  />
));

/** The cards, which do not change while the window moves. */
const Cards = memo(({ scene }: { readonly scene: Scene }) =>
  scene.nodes.map((card) => <Card key={card.node.id} card={card} />),
);

export function Minimap({ scene, viewport }: { readonly scene: Scene; readonly viewport: Viewport }) {
  const { x, y, k } = useViewOf(viewport);
  const svg = useRef<SVGSVGElement>(null);
  const { width, height } = viewport.size();
  const { bounds } = scene;
  const shown = { x: -x / k, y: -y / k, width: width / k, height: height / k };
  const seen =
    overlap(bounds.x, bounds.width, shown.x, shown.width) * overlap(bounds.y, bounds.height, shown.y, shown.height);
  // Where nearly everything is in sight a map says little, and on a narrow canvas it would lie on the cards.
  if (seen >= ENOUGH || width < NARROW || scene.nodes.length < 6) return null;
  const tall = bounds.height > TALL * bounds.width;
  if (!tall && height < SHORT) return null;
  const size = tall
    ? { width: STRIP, height: Math.min(STRIP_MOST, Math.max(HEIGHT, height - 90)) }
    : { width: WIDTH, height: HEIGHT };
  const scaleY = Math.min(size.height / Math.max(1, bounds.height), tall ? 1 : size.width / Math.max(1, bounds.width));
  const scaleX = tall ? size.width / Math.max(1, bounds.width) : scaleY;
  const box = {
    x: bounds.x - (size.width / scaleX - bounds.width) / 2,
    y: bounds.y - (size.height / scaleY - bounds.height) / 2,
    width: size.width / scaleX,
    height: size.height / scaleY,
  };
  const go = (event: PointerEvent): void => {
    const rect = svg.current?.getBoundingClientRect();
    if (!rect || event.buttons === 0) return;
    const cx = box.x + ((event.clientX - rect.left) / rect.width) * box.width;
    const cy = box.y + ((event.clientY - rect.top) / rect.height) * box.height;
    viewport.set({ k, x: width / 2 - cx * k, y: height / 2 - cy * k });
  };
  return (
    <svg
      ref={svg}
      data-still
      aria-hidden="true"
      className={styles.minimap}
      width={size.width}
      height={size.height}
      preserveAspectRatio="none"
      viewBox={`${box.x} ${box.y} ${box.width} ${box.height}`}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={go}
    >
      <Cards scene={scene} />
      <path className={styles.minimapRest} fillRule="evenodd" d={`${rectPath(box)}${rectPath(shown)}`} />
      <rect
        className={styles.minimapView}
        x={shown.x}
        y={shown.y}
        width={shown.width}
        height={shown.height}
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
