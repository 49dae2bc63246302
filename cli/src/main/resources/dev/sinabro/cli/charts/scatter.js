/** Points of two values each, and the line on which both are equal. */
import { element, shape } from "./element.js";
import { figure } from "./figure.js";
import { range, scale } from "./scale.js";

const SIZE = 420;
const BOTTOM = 40;
const LETTER_WIDTH = 7;

/** A figure of points [x, y], both on the same scale; what is not finite is left out. */
export function scatter(points, xName, yName) {
  const finite = points.filter((point) => point.every(Number.isFinite));
  const values = range(finite.flat());
  const ticks = scale(values, [0, 1], { widened: true }).ticks;
  const left = 14 + LETTER_WIDTH * Math.max(...ticks.map((tick) => figure(tick).length));
  const x = scale(values, [left, SIZE - 12], { widened: true });
  const y = scale(values, [SIZE - BOTTOM, 10], { widened: true });
  const [low, high] = [ticks[0], ticks[ticks.length - 1]];
  const svg = shape("svg", { viewBox: `0 0 ${SIZE} ${SIZE}`, role: "img", "aria-label": `${yName} against ${xName}, ${finite.length} points` });
  for (const tick of ticks) {
    const [across, down] = [x.place(tick), y.place(tick)];
    svg.append(shape("line", { class: "grid", x1: left, x2: SIZE - 12, y1: down, y2: down }),
      shape("text", { class: "tick", x: left - 7, y: down, dy: "0.32em", "text-anchor": "end" }, figure(tick)),
      shape("text", { class: "tick", x: across, y: SIZE - BOTTOM + 16, "text-anchor": "middle" }, figure(tick)));
  }
  svg.append(shape("line", { class: "axis", x1: x.place(low), y1: y.place(low), x2: x.place(high), y2: y.place(high) }),
    ...finite.map(([across, down]) => shape("circle", { class: "dot", cx: x.place(across).toFixed(1), cy: y.place(down).toFixed(1), r: 3 },
      shape("title", {}, `${xName} ${figure(across)}, ${yName} ${figure(down)}`))),
    shape("text", { class: "tick", x: (left + SIZE) / 2, y: SIZE - 4, "text-anchor": "middle" }, xName),
    shape("text", { class: "tick", x: left + 6, y: 20 }, yName));
  return element("figure", { class: "chart scatter" }, svg);
}
