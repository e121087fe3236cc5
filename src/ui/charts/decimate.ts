/** Fewer points for the pixels there are: each bucket keeps its least and greatest value, so no spike is lost. */

export interface XY {
  readonly x: number;
  readonly y: number;
}

/** At most about `2 · buckets` points of `points` (sorted by x) between `from` and `to`; first and last always stay. */
export function decimate(
  points: readonly XY[],
  buckets: number,
  from = Number.NEGATIVE_INFINITY,
  to = Number.POSITIVE_INFINITY,
): XY[] {
  const inside = points.filter((p) => p.x >= from && p.x <= to);
  if (inside.length <= 2 * buckets) return inside;
  const out: XY[] = [];
  const size = inside.length / buckets;
  for (let b = 0; b < buckets; b++) {
    const chunk = inside.slice(Math.floor(b * size), Math.floor((b + 1) * size));
    let low = chunk[0] as XY;
    let high = low;
    for (const p of chunk) {
      if (p.y < low.y) low = p;
      if (p.y > high.y || Number.isNaN(high.y)) high = p;
    }
    out.push(...(low === high ? [low] : low.x < high.x ? [low, high] : [high, low]));
  }
  const [first, last] = [inside[0] as XY, inside[inside.length - 1] as XY];
  if (out[0] !== first) out.unshift(first);
  if (out[out.length - 1] !== last) out.push(last);
  return out;
}

/**
 * Exponential moving average, corrected for its start so that the first values are not pulled to zero.
 * @param weight 0 (nothing) to below 1 (much)
 */
export function smooth(points: readonly XY[], weight: number): XY[] {
  if (weight <= 0) return [...points];
  let mean = 0;
  let mass = 0;
  return points.map((p) => {
    if (!Number.isFinite(p.y)) return p;
    mean = weight * mean + (1 - weight) * p.y;
    mass = weight * mass + (1 - weight);
    return { x: p.x, y: mean / mass };
  });
}
