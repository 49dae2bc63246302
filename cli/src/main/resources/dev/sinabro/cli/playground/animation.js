/** What happens stage by stage. */

const STAGE_MILLIS = 900;
/** So long, many stages take together, as far as eyes can follow. */
const LONGEST_MILLIS = 40_000;
const SHORTEST_STAGE_MILLIS = 40;

/** Draws the stages from 1 on, as long as draw(stage) gives true. */
export function animate(count, draw) {
  const millis = Math.max(SHORTEST_STAGE_MILLIS, Math.min(STAGE_MILLIS, LONGEST_MILLIS / count));
  let stage = 0;
  const next = () => {
    if (draw(++stage) && stage < count) {
      setTimeout(next, millis);
    }
  };
  next();
}
