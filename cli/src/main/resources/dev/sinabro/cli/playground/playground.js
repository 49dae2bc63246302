/** The page: what is chosen, what is asked of the program, and what is drawn of its answers. */
import { drawBars } from "./charts/bars.js";
import { figure } from "./charts/figure.js";
import { LineChart } from "./charts/line-chart.js";
import { EXPRESSION_STAGES, drawExpression } from "./graph.js";
import { drawMap } from "./linear-map.js";
import { drawNetwork, fillNetwork } from "./network.js";
import { drawPlane } from "./plane.js";
import { openDigits } from "./digits.js";
import { drawSlow, slowStages, slowText, stageName } from "./slow.js";
import { currentLanguage, speak, word } from "./words.js";

const USUAL = {
  data: "circle", rows: 400, noise: 0.04, sample: 1, test: 0.5, features: ["x", "y"], axes: [], units: [4, 2],
  activation: "tanh", loss: "binary-cross-entropy", optimizer: "adam", keys: { "learning-rate": 0.03 }, l1: 0, l2: 0,
  batch: 16, seed: 42, device: "cpu",
};
const MOST_LAYERS = 12;
const MOST_UNITS = 16;
const STAGE_MILLIS = 900;
/** What gradients are drawn from and to. */
const NORMS = [1e-8, 10];

const $ = (id) => document.getElementById(id);
let state = { ...structuredClone(USUAL), ...restored() };
let options;
let play;
let stream;
let text;
let sent;
let told;
let parts;
let chosen;
let slow;
let slowStage = 0;
let slowRow = 0;
let expression;
let running = false;
let table;
let pending = false;
let application;
let losses;

/** The address holds all that is chosen, so that it can be sent. */
function restored() {
  try {
    return JSON.parse(decodeURIComponent(location.hash.slice(1)) || "{}");
  } catch {
    return {};
  }
}

function remember() {
  history.replaceState(null, "", `#${encodeURIComponent(JSON.stringify(state))}`);
}

async function ask(path, body) {
  const reply = await fetch(`/api/${path}`, body === undefined ? {} : {
    method: "POST", body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const json = await reply.json();
  if (!reply.ok) {
    throw new Error(json.error ?? reply.statusText);
  }
  return json;
}

/** Does something, and shows why where it fails. */
async function trying(action) {
  try {
    $("error").hidden = true;
    await action();
  } catch (failure) {
    complain(failure.message);
  }
}

function complain(message) {
  $("error").textContent = message;
  $("error").hidden = false;
}

const own = (what, body) => ask(`plays/${play}/${what}`, body);

async function begin() {
  options = await ask("options");
  play = (await ask("plays", {})).play;
  fillChoices();
  listen();
  await apply();
  look();
}

/** Nothing is sent to a page that nobody sees: browsers allow few connections to one host. */
function listen() {
  stream?.close();
  stream = new EventSource(`/api/plays/${play}/events`);
  stream.onmessage = (event) => show(JSON.parse(event.data));
}

/** Begins anew with what is chosen; of choices that come faster than answers, the latest counts. */
function apply() {
  pending = true;
  application ??= applyAll().finally(() => {
    application = undefined;
  });
  return application;
}

async function applyAll() {
  while (pending) {
    pending = false;
    await applyOnce();
  }
}

async function applyOnce() {
  await trying(async () => {
    if (state.data === "csv" && !table) {
      throw new Error(word("fileFirst"));
    }
    remember();
    const asked = structuredClone(state);
    text = await own("settings", asked);
    sent = asked;
    slow = undefined;
    chosen = undefined;
    $("weight").hidden = true;
    drawForm();
    $("yaml").textContent = text.yaml;
    $("java").textContent = text.java;
    $("csv").href = URL.createObjectURL(new Blob([text.csv], { type: "text/csv" }));
    clearSlow();
    draw();
  });
}

function drawForm() {
  parts = drawNetwork($("wires"), sent, text, {
    weight: (parameter, index) => choose(parameter, index),
    units: (layer, change) => {
      state.units[layer] = Math.min(MOST_UNITS, Math.max(1, state.units[layer] + change));
      apply();
    },
  });
}

function show(message) {
  if (message.error) {
    complain(message.error);
    setRunning(false);
    return;
  }
  told = message;
  draw();
}

/** A message can come before the answer that tells how it is drawn, and one of the training before behind it. */
function draw() {
  if (told === undefined || text === undefined || told.number !== text.number) {
    return;
  }
  setRunning(told.running);
  $("count").textContent = `${word("epoch")} ${told.epoch}`;
  $("micros").textContent = told.micros ? `${figure(told.micros)} µs / ${word("step")}` : "";
  fillNetwork(parts, told);
  drawPlane($("plane"), told.plane, text, $("showTest").checked, line());
  $("box").textContent = `${text.axes[0]} ${figure(text.box[0])} … ${figure(text.box[1])}, ${text.axes[1]} ${figure(text.box[2])} … ${figure(text.box[3])}`;
  figures();
  losses.update(lossCurves());
  if (told.norms) {
    drawBars($("bars"), told.norms.map((norm) => ({ name: norm.name, value: norm.gradient })), NORMS, { log: true });
  }
  linear();
  if (chosen && document.activeElement !== $("weightValue")) {
    $("weightValue").value = short(told.parameters[chosen.parameter].values[chosen.index]);
  }
}

/** A number for a field. */
function short(value) {
  return Number(value.toPrecision(4));
}

/** Of [epoch, training, test] the curves. */
function lossCurves() {
  return ["train", "testRows"].map((name, i) => ({ name: word(name), color: i,
    points: told.losses.filter((point) => point.length > i + 1).map((point) => [point[0], point[i + 1]]) }))
    .filter((one) => one.points.length > 0);
}

/** A chart says its words when it is made. */
function beginChart() {
  const words = Object.fromEntries(["log", "empty", "to", "least", "most"].map((key) => [key, word(key)]));
  losses = new LineChart({ title: word("losses"), x: word("epoch").toLowerCase(), series: told ? lossCurves() : [], height: 170, words });
  $("curve").replaceChildren(losses.figure);
}

/** The line of a network without hidden layers. */
function line() {
  const plain = text.inputs.join() === "x,y" && sent.units.length === 0 && text.outputs === 1;
  return plain ? [...told.parameters["0.weight"].values, told.parameters["0.bias"].values[0]] : undefined;
}

function figures() {
  const names = Object.keys(told.train);
  const cells = [["", word("train"), told.test ? word("testRows") : ""]];
  for (const name of names) {
    cells.push([name === "loss" ? word("loss") : name, figure(told.train[name]), told.test ? figure(told.test[name]) : ""]);
  }
  $("figures").replaceChildren(...cells.flatMap((row, i) => row.map((cell, j) => {
    const made = document.createElement(j === 0 ? "dt" : "dd");
    made.textContent = cell;
    made.className = i === 0 || j === 0 ? "head" : "";
    if (i > 0 && j > 0) made.dataset.figure = `${j === 1 ? "train" : "test"}-${names[i - 1]}`;
    return made;
  })));
}

function linear() {
  const weight = told.parameters["0.weight"];
  const shown = text.inputs.join() === "x,y" && weight.shape[0] >= 2;
  drawMap($("linear"), shown ? weight.values.slice(0, 4) : undefined, told.parameters["0.bias"]?.values);
}

function setRunning(now) {
  running = now;
  $("run").firstChild.textContent = now ? "⏸ " : "▶ ";
  $("run").lastElementChild.dataset.word = now ? "pause" : "run";
  $("run").lastElementChild.textContent = word(now ? "pause" : "run");
}

function choose(parameter, index) {
  chosen = { parameter, index };
  $("weight").hidden = false;
  $("weightName").textContent = `${parameter}[${index}]`;
  $("weightValue").value = short(told.parameters[parameter].values[index]);
  $("checked").textContent = "";
  $("weightValue").focus();
}

/* What can be chosen. */

function fill(select, names, selected) {
  select.replaceChildren(...names.map((name) => new Option(word(name), name, false, name === selected)));
}

function lossNames() {
  const numbers = options.regressions.includes(state.data) || (state.data === "csv" && text && !text.ofClasses);
  return numbers ? options.valueLosses : options.classLosses;
}

function fillChoices() {
  fill($("dataKind"), [...options.data, "csv"], state.data);
  fill($("activation"), options.activations, state.activation);
  fill($("optimizer"), options.optimizers.map((one) => one.name), state.optimizer);
  fill($("device"), options.devices, state.device);
  if (!lossNames().includes(state.loss)) {
    state.loss = lossNames()[0];
  }
  fill($("loss"), lossNames(), state.loss);
  for (const key of ["l1", "l2", "batch", "seed", "rows", "noise", "sample", "test"]) {
    $(key).value = state[key];
  }
  $("rate").value = state.keys["learning-rate"];
  const known = options.optimizers.find((one) => one.name === state.optimizer);
  $("keys").replaceChildren(...known.keys.filter((key) => key.name !== "learning-rate").map((key) => {
    const label = document.createElement("label");
    const input = document.createElement("input");
    Object.assign(input, { type: "number", step: "any", value: state.keys[key.name] ?? key.value });
    label.title = key.sentence;
    label.append(`${key.name} `, input, " ");
    input.addEventListener("change", () => {
      state.keys[key.name] = Number(input.value);
      apply();
    });
    return label;
  }));
  const legend = $("features").firstElementChild;
  $("features").replaceChildren(legend, ...options.features.map((name, i) => {
    const label = document.createElement("label");
    const box = document.createElement("input");
    Object.assign(box, { type: "checkbox", checked: state.features.includes(name) });
    box.addEventListener("change", () => {
      state.features = options.features.filter((one) => (one === name ? box.checked : state.features.includes(one)));
      apply();
    });
    label.append(box, options.titles[i]);
    return label;
  }));
  $("generated").hidden = $("features").hidden = state.data === "csv";
  $("axes").hidden = state.data !== "csv" || !table;
}

async function changed(key, value) {
  state[key] = value;
  await apply();
}

for (const key of ["l1", "l2", "batch", "seed", "rows", "noise", "sample", "test"]) {
  $(key).addEventListener("change", () => changed(key, Number($(key).value)));
}
for (const key of ["activation", "loss", "device"]) {
  $(key).addEventListener("change", () => changed(key, $(key).value));
}
$("rate").addEventListener("change", () => {
  state.keys["learning-rate"] = Number($("rate").value);
  apply();
});
$("optimizer").addEventListener("change", () => {
  state.optimizer = $("optimizer").value;
  const known = options.optimizers.find((one) => one.name === state.optimizer);
  state.keys = { "learning-rate": known.keys.find((key) => key.name === "learning-rate").value };
  fillChoices();
  apply();
});
$("dataKind").addEventListener("change", () => {
  state.data = $("dataKind").value;
  if (options.truthTables.includes(state.data)) {
    // The perceptron as it was: no hidden layer, one example at a time.
    Object.assign(state, { units: [], loss: "perceptron", optimizer: "sgd", keys: { "learning-rate": 1 }, batch: 1, features: ["x", "y"] });
  }
  fillChoices();
  apply();
});
$("file").addEventListener("change", () => trying(async () => {
  const [file] = $("file").files;
  if (!file) return;
  table = await own("table", await file.text());
  const numeric = table.columns.filter((column) => column.numeric).map((column) => column.name);
  const target = table.columns[table.columns.length - 1].name;
  const seen = numeric.filter((name) => name !== target);
  state.data = "csv";
  state.axes = [seen[0], seen[1], target];
  fill($("axisX"), numeric, seen[0]);
  fill($("axisY"), numeric, seen[1]);
  fill($("axisTarget"), table.columns.map((column) => column.name), target);
  state.loss = "softmax-cross-entropy";
  await applyTable();
}));

/** Whether the column to be learned has classes is told by the program: the other kind of loss is tried where it has none. */
async function applyTable() {
  await apply();
  if (!$("error").hidden) {
    state.loss = options.valueLosses.includes(state.loss) ? "softmax-cross-entropy" : "mse";
    await apply();
  }
  fillChoices();
}
for (const [i, id] of ["axisX", "axisY", "axisTarget"].entries()) {
  $(id).addEventListener("change", () => {
    state.axes[i] = $(id).value;
    applyTable();
  });
}
$("fewer").addEventListener("click", () => {
  state.units.pop();
  apply();
});
$("more").addEventListener("click", () => {
  if (state.units.length < MOST_LAYERS) {
    state.units.push(state.units[state.units.length - 1] ?? 2);
    apply();
  }
});

/* What acts. */

$("run").addEventListener("click", () => trying(() => own(running ? "pause" : "run", {})));
$("step").addEventListener("click", () => trying(() => own("step", {})));
$("epoch").addEventListener("click", () => trying(() => own("epoch", {})));
$("reset").addEventListener("click", apply);
$("showTest").addEventListener("change", draw);
$("weight").addEventListener("submit", (event) => {
  event.preventDefault();
  trying(() => own("weight", { ...chosen, value: Number($("weightValue").value) }));
});
$("check").addEventListener("click", () => trying(async () => {
  const found = await own(`check?parameter=${encodeURIComponent(chosen.parameter)}&index=${chosen.index}`);
  const agree = found.error <= 1e-6 * Math.max(1e-3, Math.abs(found.numeric));
  $("checked").textContent = `${word("backpropagated")} ${found.backpropagated.toPrecision(10)}   ${word("numeric")} ${found.numeric.toPrecision(10)}   ${word(agree ? "agrees" : "differs")}`;
  $("checked").dataset.agrees = agree;
}));
document.addEventListener("keydown", (event) => {
  if (event.key === " " && event.target === document.body) {
    event.preventDefault();
    $("run").click();
  }
});
document.addEventListener("visibilitychange", () => (document.hidden ? stream?.close() : play && listen()));
$("language").addEventListener("click", () => {
  speak(currentLanguage() === "ko" ? "en" : "ko");
  $("language").textContent = currentLanguage() === "ko" ? "English" : "한국어";
  fillChoices();
  beginChart();
  draw();
});
for (const tab of document.querySelectorAll("[role=tab]")) {
  tab.addEventListener("click", () => {
    for (const other of document.querySelectorAll("[role=tab]")) {
      other.setAttribute("aria-selected", other === tab);
      $(other.dataset.tab).hidden = other !== tab;
    }
    if (tab.dataset.tab === "digits") {
      trying(() => openDigits(ask));
    }
  });
}
for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", () => navigator.clipboard?.writeText(text[button.dataset.copy]));
}

/* Slow motion. */

function clearSlow() {
  slow = undefined;
  $("slowGraph").replaceChildren();
  $("slowText").textContent = "";
  $("slowStage").textContent = "";
  for (const id of ["slowBack", "slowOn", "slowPlay"]) $(id).disabled = true;
}

function drawStage() {
  drawSlow($("slowGraph"), slow, slowStage, text.inputs);
  $("slowText").textContent = slowText(slow, slowStage);
  $("slowStage").textContent = stageName(slow, slowStage);
}

async function lookSlowly() {
  await trying(async () => {
    const found = await own(`slow?row=${slowRow}`);
    slowRow = found.row;
    $("slowRow").textContent = `${found.row + 1}/${found.rows}`;
    slow = slowStages(sent, found);
    slowStage = 0;
    for (const id of ["slowBack", "slowOn", "slowPlay"]) $(id).disabled = false;
    drawStage();
  });
}

function stages(count, draw) {
  let stage = 0;
  const next = () => {
    if (draw(++stage) && stage < count) setTimeout(next, STAGE_MILLIS);
  };
  next();
}

$("slowLook").addEventListener("click", lookSlowly);
$("slowBefore").addEventListener("click", () => {
  slowRow--;
  lookSlowly();
});
$("slowNext").addEventListener("click", () => {
  slowRow++;
  lookSlowly();
});
$("slowBack").addEventListener("click", () => {
  slowStage = Math.max(0, slowStage - 1);
  drawStage();
});
$("slowOn").addEventListener("click", () => {
  slowStage = Math.min(slow.count - 1, slowStage + 1);
  drawStage();
});
$("slowPlay").addEventListener("click", () => {
  const shown = slow;
  stages(slow.count - 1, (stage) => {
    if (slow !== shown) return false;
    slowStage = stage;
    drawStage();
    return true;
  });
});

/* J = 3(a + bc). */

async function look(animated) {
  await trying(async () => {
    expression = await ask(`expression?a=${Number($("ea").value)}&b=${Number($("eb").value)}&c=${Number($("ec").value)}`);
    const shown = expression;
    if (!animated) {
      drawExpression($("expressionGraph"), shown, EXPRESSION_STAGES);
      return;
    }
    stages(EXPRESSION_STAGES, (stage) => {
      if (expression !== shown) return false;
      drawExpression($("expressionGraph"), shown, stage);
      return true;
    });
  });
}
for (const id of ["ea", "eb", "ec"]) $(id).addEventListener("change", () => look(false));
$("expressionPlay").addEventListener("click", () => look(true));

speak(currentLanguage());
beginChart();
$("language").textContent = currentLanguage() === "ko" ? "English" : "한국어";
if (location.search) {
  // The token is in a cookie by now, and must not be in what is copied from the address.
  history.replaceState(null, "", `${location.pathname}${location.hash}`);
}
trying(begin);
