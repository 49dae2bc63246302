/** Bars beside each other's names. */
import { shape } from "./element.js";
import { figure } from "./figure.js";
import { scale } from "./scale.js";

const WIDTH = 400;
const HEIGHT = 24;
const LETTER_WIDTH = 7;

/**
 * Draws a bar for each value into an SVG of the page.
 *
 * @param rows [{name, value}]
 * @param values the least and the largest that the scale has; a value beyond them ends there
 * @param how log: by powers of ten; text(value): what stands behind a bar
 */
export function drawBars(svg, rows, values, { log = false, text = figure } = {}) {
  const left = 12 + LETTER_WIDTH * Math.max(1, ...rows.map((row) => row.name.length));
  const bottom = HEIGHT * rows.length;
  const along = scale(values, [left, WIDTH - 70], { log });
  svg.replaceChildren();
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${bottom + 20}`);
  svg.classList.add("bars");
  for (const tick of along.ticks) {
    const x = along.place(tick);
    svg.append(shape("line", { class: "grid", x1: x, x2: x, y1: 0, y2: bottom }),
      shape("text", { class: "tick", x, y: bottom + 14, "text-anchor": "middle" }, figure(tick)));
  }
  rows.forEach(({ name, value }, i) => {
    const width = along.place(Math.min(values[1], Math.max(values[0], Number.isFinite(value) ? value : values[0]))) - left;
    const y = HEIGHT * i;
    svg.append(shape("text", { x: left - 8, y: y + 16, "text-anchor": "end" }, name),
      shape("rect", { class: "bar", x: left, y: y + 4, width: Math.max(0, width), height: HEIGHT - 8 }),
      shape("text", { x: left + width + 6, y: y + 16 }, text(value)));
  });
}
