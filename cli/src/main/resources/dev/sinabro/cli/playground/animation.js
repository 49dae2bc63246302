/** What happens stage by stage. */

const STAGE_MILLIS = 900;

/** Draws the stages from 1 on, as long as draw(stage) gives true. */
export function animate(count, draw) {
  let stage = 0;
  const next = () => {
    if (draw(++stage) && stage < count) {
      setTimeout(next, STAGE_MILLIS);
    }
  };
  next();
}
