/** A model in small: cards as bars in their family's colour, wires between them, as the graph would lay them out. */
import { layeredLayout, routeKey } from '../../../graph/layered-layout';
import type { ModelGraph } from '../../../graph/model';
import { find } from '../../../keras';
import { familyColor } from '../../theme/families';
import styles from './templates.module.css';

export function Figure({ model }: { readonly model: ModelGraph }) {
  // Long models are drawn with wider bars, so that they fill the picture too.
  const bar = { width: Math.max(30, Math.min(72, model.nodes.length * 2.4)), height: 9 };
  const { positions, routes } = layeredLayout(
    model.nodes.map((n) => ({ id: n.id, ...bar, sources: n.inputs.map((ref) => ref.node) })),
    { across: 8, down: 7 },
  );
  const spots = [...positions.values()];
  const width = Math.max(...spots.map((p) => p.x)) + bar.width;
  const height = Math.max(...spots.map((p) => p.y)) + bar.height;
  const wires = model.nodes.flatMap((n) =>
    n.inputs.flatMap((ref, slot) => {
      const from = positions.get(ref.node);
      const to = positions.get(n.id);
      if (!from || !to) return [];
      const points = [
        { x: from.x + bar.width / 2, y: from.y + bar.height },
        ...(routes.get(routeKey(ref.node, n.id)) ?? []),
        { x: to.x + bar.width / 2, y: to.y },
      ];
      return [{ key: `${n.id}:${slot}`, d: `M${points.map((p) => `${p.x} ${p.y}`).join('L')}` }];
    }),
  );
  return (
    <svg className={styles.figure} viewBox={`-4 -4 ${width + 8} ${height + 8}`} aria-hidden="true">
      {wires.map(({ key, d }) => (
        <path key={key} d={d} className={styles.wire} />
      ))}
      {model.nodes.map((n) => {
        const at = positions.get(n.id);
        const className = model.layers[n.layer]?.className ?? '';
        const family = className === 'InputLayer' ? undefined : find('layer', className)?.family;
        return at && <rect key={n.id} x={at.x} y={at.y} {...bar} rx={2.5} style={{ fill: familyColor(family) }} />;
      })}
    </svg>
  );
}
