/** Moves a dragged card into line with cards near it: one column, or one row. */
import type { Point } from '../../../graph/layered-layout';
import type { NodeId } from '../../../graph/model';
import type { Scene } from './scene';

/** A line drawn while a card stands in it. */
export interface Guide {
  readonly from: Point;
  readonly to: Point;
}

/** Cards farther away are in no line with it. */
const NEAR = 700;

/**
 * A move of cards, changed so that `lead` stands in line with a card that stays.
 * @param start where cards stood before
 * @param within how much the move may be changed
 */
export function snapped(
  scene: Scene,
  start: ReadonlyMap<NodeId, Point>,
  lead: NodeId,
  moved: ReadonlySet<NodeId>,
  by: Point,
  within: number,
): { readonly by: Point; readonly guides: readonly Guide[] } {
  const card = scene.byId.get(lead);
  const at = start.get(lead);
  if (!card || !at) return { by, guides: [] };
  const x = at.x + by.x;
  const y = at.y + by.y;
  let [dx, dy] = [within, within];
  let column: Point | null = null;
  let row: Point | null = null;
  for (const [id, p] of start) {
    if (moved.has(id) || Math.abs(p.x - x) > NEAR || Math.abs(p.y - y) > NEAR) continue;
    if (Math.abs(p.x - x) < Math.abs(dx)) {
      dx = p.x - x;
      column = p;
    }
    if (Math.abs(p.y - y) < Math.abs(dy)) {
      dy = p.y - y;
      row = p;
    }
  }
  const to = { x: by.x + (column ? dx : 0), y: by.y + (row ? dy : 0) };
  const middle = { x: at.x + to.x + card.width / 2, y: at.y + to.y + card.height / 2 };
  const guides: Guide[] = [];
  if (column) guides.push({ from: middle, to: { x: middle.x, y: column.y + card.height / 2 } });
  if (row) guides.push({ from: middle, to: { x: row.x + card.width / 2, y: middle.y } });
  return { by: to, guides };
}
