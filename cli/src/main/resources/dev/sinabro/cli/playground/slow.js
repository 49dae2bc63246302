/** One step in slow motion: the network on one example, values going forward, gradients coming back. */
import { shape } from "./charts/element.js";
import { figure } from "./charts/figure.js";
import { densePlace, nameOf } from "./network.js";
import { word } from "./words.js";

const GAP_X = 128;
const GAP_Y = 46;

/** The stages of a step: each layer forward, the loss, each layer backward. */
export function slowStages(state, told) {
  const named = new Map(told.tensors.map((tensor) => [tensor.name, tensor]));
  const layers = [];
  for (let i = 0; i <= state.units.length; i++) {
    const hidden = i < state.units.length;
    layers.push({
      weight: named.get(`${densePlace(i)}.weight`), bias: named.get(`${densePlace(i)}.bias`), sum: named.get(densePlace(i)),
      output: hidden ? named.get(String(2 * i + 1)) : named.get(densePlace(i)), activation: hidden ? state.activation : "",
    });
  }
  return { told, layers, count: 2 * layers.length + 2 };
}

/** What is known at a stage: how many layers have values, and how many from the back have gradients. */
function reach(slow, stage) {
  const layers = slow.layers.length;
  return { forward: Math.min(stage, layers), loss: stage > layers, backward: Math.max(0, stage - layers - 1) };
}

export function drawSlow(svg, slow, stage, inputs) {
  const { layers, told } = slow;
  const counts = [inputs.length, ...layers.map((layer) => layer.output.values.length)];
  const rows = Math.max(...counts);
  const width = GAP_X * (counts.length + 1) + 30;
  const height = GAP_Y * rows + 20;
  svg.setAttribute("width", width);
  svg.setAttribute("height", height);
  svg.replaceChildren();
  const known = reach(slow, stage);
  const at = (column, i) => [70 + GAP_X * column, 26 + GAP_Y * (i + (rows - counts[column]) / 2)];
  layers.forEach((layer, l) => {
    const back = layers.length - known.backward <= l;
    for (let to = 0; to < counts[l + 1]; to++) {
      for (let from = 0; from < counts[l]; from++) {
        const [x1, y1] = at(l, from);
        const [x2, y2] = at(l + 1, to);
        const kind = back ? "back" : known.forward > l ? "now" : "";
        const line = shape("line", { x1: x1 + 30, y1, x2: x2 - 30, y2, class: `edge ${kind}` });
        const index = to * counts[l] + from;
        line.append(shape("title", {}, `w = ${figure(layer.weight.values[index])}`
          + (back ? `   ∂L/∂w = ${figure(layer.weight.gradients[index])}` : "")));
        svg.append(line);
      }
    }
  });
  const node = (x, y, name, value, gradient, kind) => {
    svg.append(shape("rect", { x: x - 30, y: y - 17, width: 60, height: 34, rx: 6, class: `node ${kind}` }));
    if (value !== undefined) svg.append(shape("text", { x, y: y - 3, "text-anchor": "middle", class: "value" }, figure(value)));
    if (gradient !== undefined) svg.append(shape("text", { x, y: y + 12, "text-anchor": "middle", class: "gradient" }, figure(gradient)));
    if (name) svg.append(shape("text", { x: x - 34, y: y + 4, "text-anchor": "end" }, name));
  };
  inputs.forEach((name, i) => node(...at(0, i), nameOf(name).slice(0, 8), told.x[i], undefined, ""));
  layers.forEach((layer, l) => {
    const back = layers.length - known.backward <= l;
    layer.output.values.forEach((value, i) => node(...at(l + 1, i), "", known.forward > l ? value : undefined,
      back ? layer.output.gradients[i] : undefined, back ? "back" : known.forward > l ? "now" : ""));
  });
  const [x, y] = [70 + GAP_X * counts.length, 26 + (GAP_Y * (rows - 1)) / 2];
  for (let i = 0; i < counts[counts.length - 1]; i++) {
    const [x1, y1] = at(counts.length - 1, i);
    svg.append(shape("line", { x1: x1 + 30, y1, x2: x - 30, y2: y, class: `edge ${known.backward > 0 ? "back" : known.loss ? "now" : ""}` }));
  }
  node(x, y, "", known.loss ? told.loss : undefined, known.loss ? 1 : undefined, known.loss ? "now" : "");
  svg.append(shape("text", { x, y: y + 32, "text-anchor": "middle" }, word("lossNode")));
}

/** The arithmetic of a stage, number by number. */
export function slowText(slow, stage) {
  const { layers, told } = slow;
  const known = reach(slow, stage);
  const lines = [];
  if (known.backward > 0 && layers[layers.length - known.backward]) {
    const l = layers.length - known.backward;
    const before = l === 0 ? told.x : layers[l - 1].output.values;
    layers[l].sum.gradients.forEach((gradient, i) => {
      if (layers[l].activation) {
        lines.push(`∂L/∂z${i + 1} = ∂L/∂a${i + 1} · ${layers[l].activation}'(z${i + 1}) = ${figure(layers[l].output.gradients[i])} · ${slope(layers[l], i)} = ${figure(gradient)}`);
      }
      before.slice(0, 4).forEach((value, j) => lines.push(`   ∂L/∂w${i + 1},${j + 1} = ∂L/∂z${i + 1} · ${l === 0 ? "x" : "a"}${j + 1} = ${figure(gradient)} · ${figure(value)} = ${figure(layers[l].weight.gradients[i * before.length + j])}`));
    });
  } else if (known.loss) {
    lines.push(`${word("lossNode")} = ${figure(told.loss)}   (${told.target.map((value) => figure(value)).join(", ")})`);
  } else if (known.forward > 0) {
    const l = known.forward - 1;
    const before = l === 0 ? told.x : layers[l - 1].output.values;
    layers[l].sum.values.forEach((sum, i) => {
      const terms = before.map((value, j) => `${figure(layers[l].weight.values[i * before.length + j])}·${figure(value)}`);
      const shown = terms.length > 6 ? [...terms.slice(0, 6), "…"] : terms;
      lines.push(`z${i + 1} = ${shown.join(" + ")} + ${figure(layers[l].bias.values[i])} = ${figure(sum)}`
        + (layers[l].activation ? `     a${i + 1} = ${layers[l].activation}(z${i + 1}) = ${figure(layers[l].output.values[i])}` : ""));
    });
  }
  return lines.join("\n");
}

/** What the gradient was multiplied by on its way through the activation. */
function slope(layer, i) {
  return layer.output.gradients[i] === 0 ? "…" : figure(layer.sum.gradients[i] / layer.output.gradients[i]);
}

export function stageName(slow, stage) {
  const known = reach(slow, stage);
  return stage === 0 ? "" : known.backward > 0 ? `${word("backward")} ${Math.min(known.backward, slow.layers.length)}/${slow.layers.length}`
    : known.loss ? word("lossNode") : `${word("forward")} ${known.forward}/${slow.layers.length}`;
}
