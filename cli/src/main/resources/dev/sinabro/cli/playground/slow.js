/** One step in slow motion: the network on one example, values going forward, gradients coming back. */
import { shape } from "./charts/element.js";
import { figure } from "./charts/figure.js";
import { densePlace, nameOf } from "./network.js";
import { word } from "./words.js";

const GAP_X = 128;
const GAP_Y = 46;

/**
 * The moments of a step: each layer forward, the loss, each layer backward; or each edge by itself, and each unit behind its
 * edges.
 *
 * @param state what the network was chosen to be
 * @param told its numbers
 */
export function slowMotion(state, told, edgeByEdge) {
  const named = new Map(told.tensors.map((tensor) => [tensor.name, tensor]));
  const layers = [];
  for (let i = 0; i <= state.units.length; i++) {
    const hidden = i < state.units.length;
    layers.push({
      weight: named.get(`${densePlace(i)}.weight`), bias: named.get(`${densePlace(i)}.bias`), sum: named.get(densePlace(i)),
      output: hidden ? named.get(String(2 * i + 1)) : named.get(densePlace(i)), activation: hidden ? state.activation : "",
    });
  }
  const counts = [told.x.length, ...layers.map((layer) => layer.output.values.length)];
  return { told, layers, counts, edgeByEdge, moments: edgeByEdge ? edges(counts) : wholeLayers(layers.length) };
}

function wholeLayers(count) {
  const numbers = [...Array(count).keys()];
  return [...numbers.map((l) => ({ kind: "forward", l })), { kind: "loss" },
    ...numbers.reverse().map((l) => ({ kind: "backward", l }))];
}

/** Forward the edges of a unit come before it, backward behind it. */
function edges(counts) {
  const forward = [];
  const backward = [];
  for (let l = 0; l < counts.length - 1; l++) {
    const back = [];
    for (let to = 0; to < counts[l + 1]; to++) {
      back.push({ kind: "backward", l, to });
      for (let from = 0; from < counts[l]; from++) {
        forward.push({ kind: "forward", l, to, from });
        back.push({ kind: "backward", l, to, from });
      }
      forward.push({ kind: "forward", l, to });
    }
    backward.unshift(back);
  }
  return [...forward, { kind: "loss" }, ...backward.flat()];
}

/** A moment of whole layers is those of all its edges and units. */
function parts(slow, moment) {
  if (moment.kind === "loss" || moment.to !== undefined) return [moment];
  const { kind, l } = moment;
  const all = [];
  for (let to = 0; to < slow.counts[l + 1]; to++) {
    all.push({ kind, l, to });
    for (let from = 0; from < slow.counts[l]; from++) all.push({ kind, l, to, from });
  }
  return all;
}

function before(slow, l) {
  return l === 0 ? slow.told.x : slow.layers[l - 1].output.values;
}

function weightIndex(slow, { l, to, from }) {
  return to * slow.counts[l] + from;
}

/** What is known after so many moments: sums as far as edges have brought something, and which edges have. */
function known(slow, stage) {
  const found = { edges: new Map(), sums: new Map(), values: new Set(), flows: new Map(), slopes: new Set(), loss: false };
  const add = (map, key, value) => map.set(key, (map.get(key) ?? 0) + value);
  for (const moment of slow.moments.slice(0, stage).flatMap((one) => parts(slow, one))) {
    const { kind, l, to, from } = moment;
    if (kind === "loss") {
      found.loss = true;
    } else if (from === undefined) {
      (kind === "forward" ? found.values : found.slopes).add(`${l},${to}`);
    } else {
      const weight = slow.layers[l].weight.values[weightIndex(slow, moment)];
      found.edges.set(`${l},${to},${from}`, kind === "forward" ? "now" : "back");
      if (kind === "forward") {
        add(found.sums, `${l},${to}`, weight * before(slow, l)[from]);
      } else {
        add(found.flows, `${l - 1},${from}`, weight * slow.layers[l].sum.gradients[to]);
      }
    }
  }
  return found;
}

/** Draws what is known after so many moments. */
export function drawSlow(svg, slow, stage, inputs) {
  const { layers, counts, told } = slow;
  const rows = Math.max(...counts);
  svg.setAttribute("width", GAP_X * (counts.length + 1) + 30);
  svg.setAttribute("height", GAP_Y * rows + 20);
  svg.replaceChildren();
  const found = known(slow, stage);
  const present = slow.moments[stage - 1] ?? {};
  const at = (column, i) => [70 + GAP_X * column, 26 + GAP_Y * (i + (rows - counts[column]) / 2)];
  layers.forEach((_, l) => {
    for (let to = 0; to < counts[l + 1]; to++) {
      for (let from = 0; from < counts[l]; from++) {
        svg.append(edge(slow, { l, to, from }, found, present, at(l, from), at(l + 1, to)));
      }
    }
  });
  inputs.forEach((name, i) => node(svg, at(0, i), nameOf(name).slice(0, 8), told.x[i], undefined, ""));
  layers.forEach((layer, l) => layer.output.values.forEach((value, i) => {
    const key = `${l},${i}`;
    const back = found.slopes.has(key);
    const forward = found.values.has(key) ? value : found.sums.get(key);
    const slope = back ? layer.output.gradients[i] : found.flows.get(key);
    node(svg, at(l + 1, i), "", forward, slope, back ? "back" : found.values.has(key) ? "now" : "");
  }));
  lossNode(svg, slow, found, at);
}

function edge(slow, place, found, present, [x1, y1], [x2, y2]) {
  const { l, to, from } = place;
  const index = weightIndex(slow, place);
  const { weight } = slow.layers[l];
  const kind = found.edges.get(`${l},${to},${from}`) ?? "";
  const here = present.l === l && present.to === to && present.from === from ? " present" : "";
  return shape("line", { x1: x1 + 30, y1, x2: x2 - 30, y2, class: `edge ${kind}${here}` },
    shape("title", {}, `w = ${figure(weight.values[index])}${kind === "back" ? `   ∂L/∂w = ${figure(weight.gradients[index])}` : ""}`));
}

function node(svg, [x, y], name, value, gradient, kind) {
  svg.append(shape("rect", { x: x - 30, y: y - 17, width: 60, height: 34, rx: 6, class: `node ${kind}` }));
  if (value !== undefined) svg.append(shape("text", { x, y: y - 3, "text-anchor": "middle", class: "value" }, figure(value)));
  if (gradient !== undefined) svg.append(shape("text", { x, y: y + 12, "text-anchor": "middle", class: "gradient" }, figure(gradient)));
  if (name) svg.append(shape("text", { x: x - 34, y: y + 4, "text-anchor": "end" }, name));
}

function lossNode(svg, slow, found, at) {
  const { counts, told } = slow;
  const last = counts.length - 1;
  const [x, y] = [70 + GAP_X * counts.length, 26 + (GAP_Y * (Math.max(...counts) - 1)) / 2];
  for (let i = 0; i < counts[last]; i++) {
    const [x1, y1] = at(last, i);
    const back = found.slopes.has(`${last - 1},${i}`);
    svg.append(shape("line", { x1: x1 + 30, y1, x2: x - 30, y2: y, class: `edge ${back ? "back" : found.loss ? "now" : ""}` }));
  }
  node(svg, [x, y], "", found.loss ? told.loss : undefined, found.loss ? 1 : undefined, found.loss ? "now" : "");
  svg.append(shape("text", { x, y: y + 32, "text-anchor": "middle" }, word("lossNode")));
}

/** The arithmetic of a moment, number by number. */
export function slowText(slow, stage) {
  const moment = slow.moments[stage - 1];
  if (!moment) return "";
  const { kind, l, to, from } = moment;
  if (kind === "loss") {
    return `${word("lossNode")} = ${figure(slow.told.loss)}   (${slow.told.target.map((value) => figure(value)).join(", ")})`;
  }
  const units = to === undefined ? [...Array(slow.counts[l + 1]).keys()] : [to];
  if (from !== undefined) {
    return kind === "forward" ? edgeForward(slow, moment, stage) : edgeBackward(slow, moment, stage);
  }
  return units.map((unit) => (kind === "forward" ? unitForward(slow, l, unit) : unitBackward(slow, l, unit))).join("\n");
}

function input(l, from) {
  return `${l === 0 ? "x" : "a"}${from + 1}`;
}

function edgeForward(slow, moment, stage) {
  const { l, to, from } = moment;
  const weight = slow.layers[l].weight.values[weightIndex(slow, moment)];
  const value = before(slow, l)[from];
  return `w${to + 1},${from + 1} · ${input(l, from)} = ${figure(weight)} · ${figure(value)} = ${figure(weight * value)}`
    + `     z${to + 1}: ${figure(known(slow, stage).sums.get(`${l},${to}`))} …`;
}

function edgeBackward(slow, moment, stage) {
  const { l, to, from } = moment;
  const layer = slow.layers[l];
  const index = weightIndex(slow, moment);
  const slope = layer.sum.gradients[to];
  const lines = [weightSlope(slow, moment)];
  if (l > 0) {
    lines.push(`∂L/∂z${to + 1} · w${to + 1},${from + 1} = ${figure(slope)} · ${figure(layer.weight.values[index])} = ${figure(slope * layer.weight.values[index])}`
      + `     ∂L/∂a${from + 1}: ${figure(known(slow, stage).flows.get(`${l - 1},${from}`))} ${to === slow.counts[l + 1] - 1 ? "" : "…"}`);
  }
  return lines.join("\n");
}

function weightSlope(slow, place) {
  const { l, to, from } = place;
  const layer = slow.layers[l];
  return `∂L/∂w${to + 1},${from + 1} = ∂L/∂z${to + 1} · ${input(l, from)} = ${figure(layer.sum.gradients[to])} · ${figure(before(slow, l)[from])}`
    + ` = ${figure(layer.weight.gradients[weightIndex(slow, place)])}`;
}

function unitForward(slow, l, i) {
  const layer = slow.layers[l];
  const values = before(slow, l);
  const terms = values.map((value, j) => `${figure(layer.weight.values[i * values.length + j])}·${figure(value)}`);
  const shown = terms.length > 6 ? [...terms.slice(0, 6), "…"] : terms;
  return `z${i + 1} = ${shown.join(" + ")} + ${figure(layer.bias.values[i])} = ${figure(layer.sum.values[i])}`
    + (layer.activation ? `     a${i + 1} = ${layer.activation}(z${i + 1}) = ${figure(layer.output.values[i])}` : "");
}

/** Where a whole layer is one moment, the slopes of its weights stand below. */
function unitBackward(slow, l, i) {
  const layer = slow.layers[l];
  const lines = layer.activation
    ? [`∂L/∂z${i + 1} = ∂L/∂a${i + 1} · ${layer.activation}'(z${i + 1}) = ${figure(layer.output.gradients[i])} · ${slope(layer, i)} = ${figure(layer.sum.gradients[i])}`]
    : [`∂L/∂z${i + 1} = ${figure(layer.sum.gradients[i])}`];
  if (!slow.edgeByEdge) {
    before(slow, l).slice(0, 4).forEach((_, from) => lines.push(`   ${weightSlope(slow, { l, to: i, from })}`));
  }
  return lines.join("\n");
}

/** What the gradient was multiplied by on its way through the activation. */
function slope(layer, i) {
  return layer.output.gradients[i] === 0 ? "…" : figure(layer.sum.gradients[i] / layer.output.gradients[i]);
}

/** What a moment is called. */
export function stageName(slow, stage) {
  const moment = slow.moments[stage - 1];
  if (!moment) return "";
  const layers = slow.layers.length;
  const place = slow.edgeByEdge ? `   ${stage}/${slow.moments.length}` : "";
  const name = moment.kind === "loss" ? word("lossNode")
    : moment.kind === "forward" ? `${word("forward")} ${moment.l + 1}/${layers}` : `${word("backward")} ${layers - moment.l}/${layers}`;
  return name + place;
}
