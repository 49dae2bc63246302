/** Where a linear map takes the plane. */
import { shape } from "./charts/element.js";

/** Draws where a matrix of two rows and columns, and a shift, take the grid of the plane; nothing where there is no matrix. */
export function drawMap(svg, weight, bias) {
  svg.replaceChildren();
  if (!weight) {
    return;
  }
  const to = (x, y) => `${weight[0] * x + weight[1] * y + bias[0]},${-(weight[2] * x + weight[3] * y + bias[1])}`;
  for (let i = -4; i <= 4; i++) {
    const at = i / 4;
    for (const points of [`${to(at, -1)} ${to(at, 1)}`, `${to(-1, at)} ${to(1, at)}`]) {
      svg.append(shape("polyline", { points, fill: "none", stroke: "currentColor", "stroke-width": 0.012, opacity: 0.5 }));
    }
  }
  for (const [x, y, color] of [[1, 0, "var(--low)"], [0, 1, "var(--high)"]]) {
    svg.append(shape("polyline", { points: `${to(0, 0)} ${to(x, y)}`, fill: "none", stroke: color, "stroke-width": 0.05 }));
    const [px, py] = to(1.1 * x, 1.1 * y).split(",");
    svg.append(shape("text", { x: px, y: py }, x ? "x" : "y"));
  }
}
