/** Wires between cards, the one being drawn, and dashed lines between calls that share their weights. */
import { memo } from 'react';
import { groupBy } from '../../../base/group';
import type { Point } from '../../../graph/layered-layout';
import { classes } from '../../components/classes';
import styles from './graph.module.css';
import { type Bounds, type Scene, type SceneWire, wirePath } from './scene';
import { type Sight, wireInSight } from './sight';
import type { Guide } from './snap';

export interface WiresProps {
  readonly scene: Scene;
  readonly sight: Sight;
  /** Key of the chosen wire, and of the one something is held over. */
  readonly chosen: string | null;
  readonly marked: string | null;
  /** Calls that are chosen: their wires stand out. */
  readonly picked: ReadonlySet<string>;
}

/** Calls of one layer, from each to the next. */
function sharedLines(scene: Scene): { readonly key: string; readonly path: string }[] {
  const groups = groupBy(
    scene.nodes.filter((n) => n.calls > 1),
    (n) => n.layer.id,
  );
  return [...groups.values()].flatMap((group) =>
    group.slice(1).map((to, i) => {
      const from = group[i] ?? to;
      const [left, right] = from.x <= to.x ? [from, to] : [to, from];
      const beside = Math.abs(from.x - to.x) < from.width;
      const a = { x: left.x + left.width, y: left.y + left.height / 2 };
      const b = { x: beside ? right.x + right.width : right.x, y: right.y + right.height / 2 };
      // Cards above one another are linked round the right side.
      const path = beside
        ? `M${a.x} ${a.y}C${a.x + 44} ${a.y} ${b.x + 44} ${b.y} ${b.x} ${b.y}`
        : `M${a.x} ${a.y}L${b.x} ${b.y}`;
      return { key: `${from.node.id}-${to.node.id}`, path };
    }),
  );
}

interface WireProps {
  readonly wire: SceneWire;
  /** A card at one of its ends is chosen. */
  readonly near: boolean;
  readonly chosen: boolean;
  readonly marked: boolean;
}

/** Wires of a moved card are new objects, all others the same. */
const Wire = memo(({ wire, near, chosen, marked }: WireProps) => (
  <g data-wire={wire.key}>
    <path d={wire.path} className={styles.wireHit} />
    <path
      d={wire.path}
      className={classes(
        styles.wire,
        wire.dead && styles.wireDead,
        near && styles.wireNear,
        chosen && styles.wireChosen,
        marked && styles.wireMarked,
      )}
    />
  </g>
));

export const Wires = memo(function Wires({ scene, sight, chosen, marked, picked }: WiresProps) {
  return (
    <svg className={styles.wires} aria-hidden="true" width="1" height="1">
      {sharedLines(scene).map(({ key, path }) => (
        <path key={key} d={path} className={styles.sharedLine} />
      ))}
      {scene.wires
        .filter((wire) => wireInSight(sight, wire))
        .map((wire) => (
          <Wire
            key={wire.key}
            wire={wire}
            near={picked.has(wire.to) || picked.has(wire.from.node)}
            chosen={wire.key === chosen}
            marked={wire.key === marked}
          />
        ))}
    </svg>
  );
});

export interface HeldWireProps {
  readonly from: Point;
  readonly to: Point;
  readonly tone: 'plain' | 'good' | 'bad';
}

/** A wire that hangs on the pointer. */
export function HeldWire({ from, to, tone }: HeldWireProps) {
  return (
    <svg className={classes(styles.wires, styles.above)} aria-hidden="true" width="1" height="1">
      <path d={wirePath([from, to])} className={styles.heldWire} data-tone={tone} />
      <circle cx={to.x} cy={to.y} r={4} className={styles.heldEnd} data-tone={tone} />
    </svg>
  );
}

/** Lines along which a held card stands with others. */
export function Guides({ guides }: { readonly guides: readonly Guide[] }) {
  return (
    <svg className={classes(styles.wires, styles.above)} aria-hidden="true" width="1" height="1">
      {guides.map(({ from, to }) => (
        <line
          key={from.x === to.x ? 'column' : 'row'}
          x1={from.x}
          y1={from.y}
          x2={to.x}
          y2={to.y}
          className={styles.guide}
        />
      ))}
    </svg>
  );
}

/** The box drawn to choose several cards. */
export function Marquee({ box }: { readonly box: Bounds }) {
  return (
    <div
      className={styles.marquee}
      style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
      aria-hidden="true"
    />
  );
}
