/** The network: a picture of the plane in each unit, weights as lines. */
import { shape } from "./charts/element.js";
import { figure } from "./charts/figure.js";
import { decoded, picture } from "./plane.js";
import { word } from "./words.js";

const TOP = 30;
const LETTER_WIDTH = 7;
const LONGEST_NAME = 12;
/** How large a unit is drawn where the largest column has up to so many. */
const SIZES = [[6, 44], [10, 34], [16, 25]];

/** An input as people write it. */
export function nameOf(input) {
  return input.replace("^2", "²").replace("*", "·").slice(0, LONGEST_NAME);
}

/** The place of the dense layer before a column of units; between hidden ones stand activations. */
export function densePlace(layer) {
  return String(2 * layer);
}

/** Where the columns of units stand: inputs, hidden layers, outputs. */
function columns(state, text, width, size) {
  const counts = [text.inputs.length, ...state.units, text.outputs];
  const left = 14 + LETTER_WIDTH * Math.max(...text.inputs.map((name) => nameOf(name).length));
  const gap = Math.min(190, Math.max(size + 34, (width - left - size - 12) / (counts.length - 1)));
  return counts.map((count, i) => ({ count, x: left + gap * i, layer: i - 1 }));
}

/**
 * Draws it anew: called when its form changes, or its room.
 *
 * @param act what happens on a choice: weight(parameter, index), units(layer, change), look(at a unit, or at none)
 * @return what fillNetwork fills
 */
export function drawNetwork(svg, state, text, act) {
  const focused = svg.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  const rows = Math.max(text.inputs.length, ...state.units, text.outputs);
  const size = SIZES.find(([most]) => rows <= most)[1];
  const pitch = 1.2 * size;
  const all = columns(state, text, svg.parentElement.clientWidth, size);
  const width = all[all.length - 1].x + size + 8;
  const height = TOP + rows * pitch + 10;
  Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` }).forEach(([key, value]) => svg.setAttribute(key, value));
  const wires = shape("g");
  const nodes = shape("g");
  svg.replaceChildren(wires, nodes);
  const center = (column, i) => TOP + pitch * i + size / 2 + ((rows - column.count) * pitch) / 2;
  const parts = { wires: [], units: [], biases: [] };
  all.forEach((column, c) => {
    const hidden = c > 0 && c < all.length - 1;
    for (let i = 0; i < column.count; i++) {
      const y = center(column, i);
      if (c === 0) {
        nodes.append(shape("text", { x: column.x - 6, y: y + 4, "text-anchor": "end" }, nameOf(text.inputs[i])),
          shape("circle", { cx: column.x + 6, cy: y, r: 6, class: "node" }));
        continue;
      }
      const before = all[c - 1];
      for (let from = 0; from < before.count; from++) {
        parts.wires.push(wire(wires, before.x + (c === 1 ? 12 : size), center(before, from), column.x, y,
          `${densePlace(column.layer)}.weight`, i * before.count + from, act));
      }
      parts.units.push(unit(nodes, column.x, y - size / 2, size, { layer: column.layer, unit: i, hidden }, act));
      parts.biases.push(bias(nodes, column.x - 4, y + size / 2 - 5, `${densePlace(column.layer)}.bias`, i, act));
    }
    if (hidden) {
      const middle = column.x + size / 2;
      nodes.append(sized(middle - 20, "−", column.layer, -1, act), sized(middle + 2, "+", column.layer, 1, act));
    }
  });
  rove(svg, focused);
  return parts;
}

function reachable(target, key, label, choose) {
  target.dataset.key = key;
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

/** All that can be chosen is one stop of the tabulator; arrows go from one to the next. */
function rove(svg, focused) {
  const all = [...svg.querySelectorAll("[data-key]")];
  const reach = (one) => all.forEach((other) => other.setAttribute("tabindex", other === one ? 0 : -1));
  const kept = all.find((one) => one.dataset.key === focused);
  reach(kept ?? all[0]);
  all.forEach((one) => one.addEventListener("focus", () => reach(one)));
  kept?.focus();
  svg.onkeydown = (event) => {
    const at = all.indexOf(document.activeElement);
    const next = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      all[(next + all.length) % all.length].focus();
    }
  };
}

function wire(group, x1, y1, x2, y2, parameter, index, act) {
  const middle = (x1 + x2) / 2;
  const d = `M${x1},${y1} C${middle},${y1} ${middle},${y2} ${x2},${y2}`;
  const line = shape("path", { d, class: "wire" });
  const title = shape("title");
  const hit = shape("path", { d, class: "hit" }, title);
  group.append(line, hit);
  reachable(hit, `${parameter}[${index}]`, `${word("weightOf")} ${parameter}[${index}]`, () => act.weight(parameter, index));
  return { line, title, parameter, index };
}

/** A unit, which is shown large while it is looked at. */
function unit(group, x, y, size, part, act) {
  const name = part.hidden ? `${word("unit")} ${part.unit + 1}, ${word("layer")} ${part.layer + 1}` : word("output");
  const image = shape("image", { x, y, width: size, height: size, preserveAspectRatio: "none" });
  const frame = shape("rect", { x, y, width: size, height: size, class: "frame" }, shape("title", {}, name));
  group.append(image, frame);
  const made = { ...part, image, name };
  reachable(frame, `unit ${part.layer} ${part.unit}`, name, () => act.look(made));
  for (const [event, shown] of [["pointerenter", made], ["pointerleave", undefined], ["focus", made], ["blur", undefined]]) {
    frame.addEventListener(event, () => act.look(shown));
  }
  return made;
}

function bias(group, x, y, parameter, index, act) {
  const title = shape("title");
  const dot = shape("rect", { x, y, width: 9, height: 9, class: "bias" }, title);
  group.append(dot);
  reachable(dot, `${parameter}[${index}]`, `${word("biasOf")} ${parameter}[${index}]`, () => act.weight(parameter, index));
  return { dot, title, parameter, index };
}

function sized(x, sign, layer, change, act) {
  const group = shape("g", {}, shape("rect", { x, y: 4, width: 18, height: 18, rx: 4, class: "button" }),
    shape("text", { x: x + 9, y: 17, "text-anchor": "middle" }, sign));
  reachable(group, `units ${layer} ${sign}`, `${word("layer")} ${layer + 1}: ${sign}1 ${word("unit")}`, () => act.units(layer, change));
  return group;
}

function color(value) {
  return value < 0 ? "var(--low)" : "var(--high)";
}

/** What a message tells of a unit: bytes around 127.5, and what 127.5 above it stands for. */
export function seenBy({ layer, unit, hidden }, told) {
  return told.layers.find((one) => one.place === String(2 * layer + (hidden ? 1 : 0)))?.units[unit];
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
  for (const part of parts.units) {
    const seen = seenBy(part, told);
    if (seen) {
      part.image.setAttribute("href", picture(decoded(seen.bytes)).toDataURL());
    }
  }
}
