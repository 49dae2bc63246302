/** Fewer points of long curves. */

const MOST_POINTS = 1200;

/** Of many points [x, y] in a row the least and the largest of each stretch, so that peaks and gaps stay. */
export function thinned(points, most = MOST_POINTS) {
  if (points.length <= most) {
    return points;
  }
  const stretch = Math.ceil(points.length / (most / 2));
  const kept = [];
  for (let from = 0; from < points.length; from += stretch) {
    const some = points.slice(from, from + stretch);
    const finite = some.filter((point) => Number.isFinite(point[1]));
    if (finite.length === 0) {
      kept.push(some[0]);
      continue;
    }
    const low = finite.reduce((a, b) => (b[1] < a[1] ? b : a));
    const high = finite.reduce((a, b) => (b[1] > a[1] ? b : a));
    kept.push(...(low === high ? [low] : low[0] < high[0] ? [low, high] : [high, low]));
  }
  return kept;
}
