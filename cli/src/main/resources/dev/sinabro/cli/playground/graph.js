/** The graph of J = 3(a + bc), whose values and derivatives the library computes. */
import { animate } from "./animation.js";
import { shape } from "./charts/element.js";
import { figure } from "./charts/figure.js";

const $ = (id) => document.getElementById(id);
let expression;

const PLACES = { a: [60, 50], b: [60, 130], c: [60, 200], u: [230, 165], v: [390, 105], J: [550, 105] };
const TEXTS = { a: "a", b: "b", c: "c", u: "u = b·c", v: "v = a + u", J: "J = 3·v" };
const EDGES = [["b", "u"], ["c", "u"], ["a", "v"], ["u", "v"], ["v", "J"]];
const FORWARD = [["a", "b", "c"], ["u"], ["v"], ["J"]];
const BACKWARD = [["J"], ["v"], ["a", "u"], ["b", "c"]];

const STAGES = FORWARD.length + BACKWARD.length;

function draw(svg, told, stage) {
  const values = new Set(FORWARD.slice(0, stage).flat());
  const gradients = new Set(BACKWARD.slice(0, Math.max(0, stage - FORWARD.length)).flat());
  const nodes = new Map(told.nodes.map((node) => [node.name, node]));
  svg.replaceChildren();
  for (const [from, to] of EDGES) {
    const [x1, y1] = PLACES[from];
    const [x2, y2] = PLACES[to];
    const kind = gradients.has(from) ? "back" : values.has(to) ? "now" : "";
    svg.append(shape("line", { x1: x1 + 46, y1, x2: x2 - 46, y2, class: `edge ${kind}` }));
  }
  for (const [name, [x, y]] of Object.entries(PLACES)) {
    const kind = gradients.has(name) ? "back" : values.has(name) ? "now" : "";
    svg.append(shape("rect", { x: x - 46, y: y - 28, width: 92, height: 58, rx: 8, class: `node ${kind}` }));
    svg.append(shape("text", { x, y: y - 11, "text-anchor": "middle" }, TEXTS[name]));
    if (values.has(name)) {
      svg.append(shape("text", { x, y: y + 6, "text-anchor": "middle", class: "value" }, figure(nodes.get(name).value)));
    }
    if (gradients.has(name)) {
      svg.append(shape("text", { x, y: y + 23, "text-anchor": "middle", class: "gradient" }, `∂J/∂${name} = ${figure(nodes.get(name).gradient)}`));
    }
  }
}

/** Asks for the values and derivatives, and draws them, at once or stage by stage. */
async function look(ask, animated) {
  expression = await ask(`expression?a=${Number($("ea").value)}&b=${Number($("eb").value)}&c=${Number($("ec").value)}`);
  const shown = expression;
  if (!animated) {
    draw($("expressionGraph"), shown, STAGES);
    return;
  }
  animate(STAGES, (stage) => {
    if (expression !== shown) return false;
    draw($("expressionGraph"), shown, stage);
    return true;
  });
}

/** Begins to listen, and draws it. */
export function beginExpression(ask) {
  for (const id of ["ea", "eb", "ec"]) $(id).addEventListener("change", () => look(ask, false));
  $("expressionPlay").addEventListener("click", () => look(ask, true));
  look(ask, false);
}
