/** Gates by hand: weights of a small network that are moved, and some that make it a gate. */
import { element } from "./charts/element.js";
import { figure } from "./charts/figure.js";
import { chooseData, fillForm } from "./form.js";
import { state } from "./state.js";
import { word } from "./words.js";

const REACH = 3;
const MOST_WEIGHTS = 16;
/** Weights that do it; exclusive or is and of or and nand, whose steps are 0 or 1. */
const SOLUTIONS = {
  and: { units: [], "0.weight": [1, 1], "0.bias": [-1] },
  or: { units: [], "0.weight": [1, 1], "0.bias": [1] },
  nand: { units: [], "0.weight": [-1, -1], "0.bias": [1] },
  "exclusive-or": { units: [2], "0.weight": [1, 1, -1, -1], "0.bias": [1, 1], "2.weight": [1, 1], "2.bias": [-1.5] },
};

const $ = (id) => document.getElementById(id);
const wanted = new Map();
let page;
let sending = false;
let sliders = [];
let drawn;

/**
 * Begins to listen.
 *
 * @param acts apply: begins anew with what is chosen; own: does something with this page's training; trying: does something, and
 *   shows why where it fails
 */
export function beginGates(acts) {
  page = acts;
  $("gates").replaceChildren(...Object.keys(SOLUTIONS).map((name) => {
    const button = element("button", { "data-gate": name, "data-word": name }, word(name));
    button.addEventListener("click", () => chooseData(name));
    return button;
  }));
  $("solve").addEventListener("click", () => page.trying(solve));
  $("sliders").addEventListener("input", (event) => {
    const { parameter, index, input, output } = sliders.find((one) => one.input === event.target);
    output.textContent = input.value;
    wanted.set(input, { parameter, index, value: Number(input.value) });
    page.trying(send);
  });
}

async function solve() {
  const { units, ...weights } = SOLUTIONS[state.data];
  Object.assign(state, { units: [...units], activation: units.length > 0 ? "step" : state.activation, loss: "perceptron" });
  fillForm();
  await page.apply();
  for (const [parameter, values] of Object.entries(weights)) {
    for (const [index, value] of values.entries()) await page.own("weight", { parameter, index, value });
  }
}

/** Of moves that come faster than answers, the latest of each weight counts. */
async function send() {
  if (sending) return;
  sending = true;
  try {
    while (wanted.size > 0) {
      const [input, weight] = wanted.entries().next().value;
      wanted.delete(input);
      await page.own("weight", weight);
    }
  } finally {
    sending = false;
  }
}

/** A slider for each weight of the network, where there are few. */
function drawSliders({ answers, parameters }) {
  const all = Object.entries(parameters).flatMap(([parameter, { values }]) => values.map((_, index) => ({ parameter, index })));
  sliders = answers && all.length <= MOST_WEIGHTS ? all.map((one) => ({ ...one,
    input: element("input", { type: "range", min: -REACH, max: REACH, step: 0.1 }), output: element("output") })) : [];
  $("sliders").replaceChildren(...sliders.map(({ parameter, index, input, output }) =>
    element("label", {}, `${parameter}[${index}]`, input, output)));
}

/** Shows the weights of a moment. */
export function fillGates(told) {
  if (told.number !== drawn) {
    drawn = told.number;
    drawSliders(told);
  }
  $("solve").disabled = !(state.data in SOLUTIONS);
  for (const { parameter, index, input, output } of sliders) {
    if (document.activeElement !== input || !sending) {
      const value = told.parameters[parameter].values[index];
      input.value = value;
      output.textContent = figure(value);
    }
  }
}
