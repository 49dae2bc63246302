/** The network: a picture of the plane in each unit, weights as lines. */
import { shape } from "./charts/element.js";
import { figure } from "./charts/figure.js";
import { decoded, picture } from "./plane.js";
import { word } from "./words.js";

const SIZE = 34;
const PITCH = 44;
const TOP = 30;
const NODE = 60;

/** Where the columns of units stand: inputs, hidden layers, outputs. */
function columns(state, text) {
  const counts = [text.inputs.length, ...state.units, text.outputs];
  const gap = Math.max(SIZE + 40, Math.min(150, (640 - NODE) / counts.length));
  return counts.map((count, i) => ({ count, x: (i === 0 ? 78 : 78 + gap * i), layer: i - 1 }));
}

/** The place of the dense layer before a column of units; between hidden ones stand activations. */
export function densePlace(layer) {
  return String(2 * layer);
}

/**
 * Draws it anew: called when its form changes.
 *
 * @param act what happens on a choice: weight(parameter, index, from), units(layer, change)
 */
export function drawNetwork(svg, state, text, act) {
  const all = columns(state, text);
  const rows = Math.max(...all.map((column) => column.count));
  const width = all[all.length - 1].x + SIZE + 20;
  const height = TOP + rows * PITCH + 10;
  svg.setAttribute("width", width);
  svg.setAttribute("height", height);
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.replaceChildren();
  const wires = shape("g");
  const nodes = shape("g");
  svg.append(wires, nodes);
  const center = (column, i) => TOP + PITCH * i + SIZE / 2 + ((rows - column.count) * PITCH) / 2;
  const parts = { wires: [], units: [], biases: [] };
  all.forEach((column, c) => {
    for (let i = 0; i < column.count; i++) {
      const y = center(column, i);
      if (c === 0) {
        nodes.append(shape("text", { x: column.x - 6, y: y + 4, "text-anchor": "end" }, text.inputs[i].slice(0, 12)));
        nodes.append(shape("circle", { cx: column.x + SIZE / 2, cy: y, r: 6, class: "node" }));
        continue;
      }
      const before = all[c - 1];
      for (let from = 0; from < before.count; from++) {
        parts.wires.push(wire(wires, before.x + (c === 1 ? SIZE / 2 + 6 : SIZE), center(before, from), column.x, y,
          `${densePlace(column.layer)}.weight`, i * before.count + from, act));
      }
      const image = shape("image", { x: column.x, y: y - SIZE / 2, width: SIZE, height: SIZE, preserveAspectRatio: "none" });
      nodes.append(image, shape("rect", { x: column.x, y: y - SIZE / 2, width: SIZE, height: SIZE, rx: 4, class: "frame" }));
      parts.units.push({ layer: column.layer, unit: i, image, hidden: c < all.length - 1 });
      parts.biases.push(bias(nodes, column.x - 3, y + SIZE / 2 - 3, `${densePlace(column.layer)}.bias`, i, act));
    }
    if (c > 0 && c < all.length - 1) {
      nodes.append(sized(column.x - 2, "−", () => act.units(column.layer, -1)), sized(column.x + 18, "+", () => act.units(column.layer, 1)));
    }
  });
  return parts;
}

function reachable(target, label, choose) {
  target.setAttribute("tabindex", 0);
  target.setAttribute("role", "button");
  target.setAttribute("aria-label", label);
  target.addEventListener("click", choose);
  target.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      event.stopPropagation();
      choose();
    }
  });
}

function wire(group, x1, y1, x2, y2, parameter, index, act) {
  const middle = (x1 + x2) / 2;
  const d = `M${x1},${y1} C${middle},${y1} ${middle},${y2} ${x2},${y2}`;
  const line = shape("path", { d, class: "wire" });
  const title = shape("title");
  const hit = shape("path", { d, class: "hit" });
  hit.append(title);
  group.append(line, hit);
  reachable(hit, `${parameter}[${index}]`, () => act.weight(parameter, index));
  return { line, title, parameter, index };
}

function bias(group, x, y, parameter, index, act) {
  const dot = shape("rect", { x, y, width: 8, height: 8, class: "bias" });
  const title = shape("title");
  dot.append(title);
  group.append(dot);
  reachable(dot, `${parameter}[${index}]`, () => act.weight(parameter, index));
  return { dot, title, parameter, index };
}

function sized(x, sign, choose) {
  const group = shape("g");
  group.append(shape("rect", { x, y: 4, width: 17, height: 17, rx: 4, class: "button" }), shape("text", { x: x + 5, y: 16 }, sign));
  reachable(group, `${sign} ${word("units")}`, choose);
  return group;
}

function color(value) {
  return value < 0 ? "var(--low)" : "var(--high)";
}

/** Shows the weights and pictures of a moment. */
export function fillNetwork(parts, told) {
  for (const { line, title, parameter, index } of parts.wires) {
    const value = told.parameters[parameter].values[index];
    line.setAttribute("stroke", color(value));
    line.setAttribute("stroke-width", Math.min(8, 0.4 + 2 * Math.abs(value)));
    line.setAttribute("opacity", Math.min(0.9, 0.25 + Math.abs(value) / 2));
    title.textContent = `${word("weightOf")} ${parameter}[${index}] = ${figure(value)}`;
  }
  for (const { dot, title, parameter, index } of parts.biases) {
    const value = told.parameters[parameter].values[index];
    dot.setAttribute("fill", color(value));
    title.textContent = `${word("biasOf")} ${parameter}[${index}] = ${figure(value)}`;
  }
  const layers = new Map(told.layers.map((layer) => [layer.place, layer.units]));
  for (const { layer, unit, image, hidden } of parts.units) {
    const seen = layers.get(String(2 * layer + (hidden ? 1 : 0)))?.[unit];
    if (seen) {
      image.setAttribute("href", picture(decoded(seen.bytes)).toDataURL());
    }
  }
}
