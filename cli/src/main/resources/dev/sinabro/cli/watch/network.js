/** A network drawn layer by layer, and what a training step does for each. */
import { element } from "./charts/element.js";
import { figure } from "./charts/figure.js";
import { bytes, table } from "./details.js";
import { word } from "./words.js";

const NARROWEST = 34;
const INDENT = 6;

/** Numbers that a shape has. */
function size(shape) {
  return shape.reduce((a, b) => a * b, 1);
}

/** Wider the more numbers a layer gives, by powers; narrower the deeper it is within others. */
function width(shape, most, depth) {
  const share = Math.log(1 + size(shape)) / Math.log(1 + most);
  return Math.max(NARROWEST, Math.round(100 * share) - INDENT * depth);
}

function within(step, scope) {
  return step.scopes.some((one) => one === scope || one.startsWith(`${scope}.`));
}

function ofNoLayer(step, layers) {
  return !layers.some((layer) => within(step, layer.scope));
}

/** The elements of the drawing. */
export function drawNetwork(network, profile) {
  const most = Math.max(1, size(network.input), ...network.layers.map((layer) => size(layer.output)));
  const work = Math.max(1, ...network.layers.map((layer) => layer.training_flops));
  const steps = network.steps.map((step, i) => ({ ...step, micros: profile?.microseconds?.[i] }));
  const panel = element("div", {}, element("p", { class: "faint" }, word("chooseLayer")));
  const flow = element("div", { class: "flow" });
  const choose = (button, title, some) => {
    flow.querySelectorAll(".layer").forEach((one) => one.setAttribute("aria-pressed", one === button));
    panel.replaceChildren(...listed(title, some));
    panel.scrollIntoView({ block: "nearest" });
  };
  const box = (title, shape, depth, lines, share, some) => {
    const button = element("button", { type: "button", class: "layer", "aria-pressed": false }, title,
      ...lines.filter((line) => line).map((line) => element("small", {}, line)));
    button.style.width = `${width(shape, most, depth)}%`;
    if (share > 0) {
      const bar = element("span", { class: "share" });
      bar.style.width = `${Math.max(2, Math.round(100 * share))}%`;
      button.append(bar);
    }
    button.addEventListener("click", () => choose(button, title, some));
    flow.append(button);
  };
  const arrow = (shape) => flow.append(element("span", { class: "shape" }, `↓ ${shape.length ? shape.join(" × ") : "1"}`));
  box(word("input"), network.input, 0, [network.input.join(" × ")], 0, []);
  arrow(network.input);
  for (const layer of network.layers) {
    const some = steps.filter((step) => within(step, layer.scope));
    const micros = some.reduce((sum, step) => sum + (step.micros ?? 0), 0);
    box(`${layer.name} · ${layer.layer}`, layer.output, layer.depth, [
      [layer.parameters ? `${figure(layer.parameters)} ${word("parameters")}` : "", layer.flops ? `${figure(layer.flops)} ${word("flops")}` : "",
        layer.kept_bytes ? `${bytes(layer.kept_bytes)} ${word("kept")}` : "", micros ? `${figure(micros)} ${word("time")}` : ""]
        .filter((one) => one).join(" · ")], layer.training_flops / work, some);
    arrow(layer.output);
  }
  box(word("rest"), [1], 0, [], 0, steps.filter((step) => ofNoLayer(step, network.layers)));
  const facts = [`${figure(network.parameters)} ${word("parameters")}`, `${word("state_bytes")}: ${bytes(network.state_bytes)}`,
    `${word("arena_bytes")}: ${bytes(network.arena_bytes)}`];
  return [element("p", { class: "faint" }, facts.join(" · ")), element("div", { class: "network" }, flow, panel)];
}

function listed(title, steps) {
  const timed = steps.some((step) => step.micros !== undefined);
  const rows = steps.map((step) => [element("code", {}, step.text), step.flops, step.bytes, ...(timed ? [step.micros ?? 0] : [])]);
  return [element("h3", {}, `${word("plannedSteps")} · ${title}`),
    table(rows, [word("step"), word("work"), word("bytes"), ...(timed ? [word("time")] : [])])];
}
