/** The whole graph in small, with the part that is shown; a press there goes there. For the pointer only. */
import { memo, type PointerEvent, useRef } from 'react';
import { find } from '../../../keras';
import { familyColor } from '../../theme/families';
import styles from './graph.module.css';
import type { Scene } from './scene';
import { useViewOf, type Viewport } from './viewport';

const WIDTH = 132;
const HEIGHT = 96;
const NARROW = 640;

/** The cards, which do not change while the window moves. */
const Cards = memo(({ scene }: { readonly scene: Scene }) =>
  scene.nodes.map((n) => (
    <rect
      key={n.node.id}
      x={n.x}
      y={n.y}
      width={n.width}
      height={n.height}
      rx={8}
      style={{ fill: familyColor(n.isInput ? undefined : find('layer', n.layer.className)?.family) }}
    />
  )),
);

export function Minimap({ scene, viewport }: { readonly scene: Scene; readonly viewport: Viewport }) {
  const { x, y, k } = useViewOf(viewport);
  const svg = useRef<SVGSVGElement>(null);
  const { width, height } = viewport.size();
  const { bounds } = scene;
  const shown = { x: -x / k, y: -y / k, width: width / k, height: height / k };
  const whole =
    shown.x <= bounds.x &&
    shown.y <= bounds.y &&
    shown.x + shown.width >= bounds.x + bounds.width &&
    shown.y + shown.height >= bounds.y + bounds.height;
  // Where everything is in sight a map says nothing, and on a narrow canvas it would lie on the cards.
  if (whole || width < NARROW || scene.nodes.length < 6) return null;
  const scale = Math.min(WIDTH / Math.max(1, bounds.width), HEIGHT / Math.max(1, bounds.height));
  const box = {
    x: bounds.x - (WIDTH / scale - bounds.width) / 2,
    y: bounds.y - (HEIGHT / scale - bounds.height) / 2,
    width: WIDTH / scale,
    height: HEIGHT / scale,
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
      width={WIDTH}
      height={HEIGHT}
      viewBox={`${box.x} ${box.y} ${box.width} ${box.height}`}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={go}
    >
      <Cards scene={scene} />
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
