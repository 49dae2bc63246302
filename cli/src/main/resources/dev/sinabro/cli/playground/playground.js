/** The page: what is asked of the program, and what is drawn of its answers. */
import { drawAnswers, lastStep } from "./answers.js";
import { ask } from "./api.js";
import { drawBars } from "./charts/bars.js";
import { element } from "./charts/element.js";
import { figure } from "./charts/figure.js";
import { LineChart } from "./charts/line-chart.js";
import { openDigits } from "./digits.js";
import { beginGates, fillGates } from "./gates.js";
import { beginForm, classesKnown, fillForm, tableKnown } from "./form.js";
import { beginExpression } from "./graph.js";
import { drawMap } from "./linear-map.js";
import { drawNetwork, fillNetwork, seenBy } from "./network.js";
import { classColor, drawPlane } from "./plane.js";
import { beginSlow, clearSlow, drawSlowAnew } from "./slow-page.js";
import { remember, state } from "./state.js";
import { beginTabs } from "./tabs.js";
import { currentLanguage, speak, word } from "./words.js";

const MOST_LAYERS = 12;
const MOST_UNITS = 16;
const USUAL_UNITS = 4;
/** What the sizes of gradients are drawn from and to. */
const NORMS = [1e-8, 10];

const $ = (id) => document.getElementById(id);
let play;
let stream;
let text;
let sent;
let told;
let parts;
let looked;
let chosen;
let running = false;
let table;
/** Its text, for a training that has not read it. */
let csv;
let pending = false;
let application;
let losses;

/** Does something, and shows why where it fails. */
async function trying(action) {
  try {
    $("error").hidden = true;
    return await action();
  } catch (failure) {
    complain(failure.message);
    return undefined;
  }
}

function complain(message) {
  $("error").textContent = message;
  $("error").hidden = false;
}

const own = (what, body) => ask(`plays/${play}/${what}`, body);

async function begin() {
  beginForm(await ask("options"), apply);
  fillForm();
  await beginPlay();
  beginExpression(ask);
  beginGates({ apply, own, trying });
  await apply();
}

async function beginPlay() {
  play = (await ask("plays", {})).play;
  if (csv !== undefined) {
    await own("table", csv);
  }
  listen();
}

/** Back at the page: its training may have been let go meanwhile. */
async function comeBack() {
  try {
    await own("here");
    listen();
  } catch {
    await beginPlay();
    await apply();
  }
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
    await trying(applyOnce);
  }
}

async function applyOnce() {
  if (state.data === "csv" && !table) {
    throw new Error(word("fileFirst"));
  }
  remember();
  const asked = structuredClone(state);
  text = await own("settings", asked);
  sent = asked;
  chosen = undefined;
  $("weight").hidden = true;
  classesKnown(text.ofClasses);
  drawForm();
  $("yaml").textContent = text.yaml;
  $("java").textContent = text.java;
  $("csv").href = URL.createObjectURL(new Blob([text.csv], { type: "text/csv" }));
  clearSlow();
  draw();
}

function drawForm() {
  looked = undefined;
  parts = drawNetwork($("wires"), sent, text, {
    weight: choose,
    units: (layer, change) => {
      state.units[layer] = Math.min(MOST_UNITS, Math.max(1, state.units[layer] + change));
      apply();
    },
    look: (unit) => {
      looked = unit;
      drawOutput();
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
function isDrawable() {
  return told !== undefined && text !== undefined && told.number === text.number;
}

function draw() {
  if (!isDrawable()) {
    return;
  }
  ["reset", "run", "step", "epoch", "mistake"].forEach((id) => ($(id).disabled = false));
  setRunning(told.running);
  $("count").textContent = `${word("epochs")} ${told.epoch}`;
  $("mistake").hidden = sent.loss !== "perceptron";
  $("last").textContent = lastStep(told.last);
  $("micros").textContent = told.micros ? `${figure(told.micros)} µs / ${word("aStep")}` : "";
  fillNetwork(parts, told);
  fillGates(told);
  drawOutput();
  figures();
  drawAnswers($("answers"), text, told.answers);
  losses.update(lossCurves());
  if (told.norms) {
    drawBars($("bars"), told.norms.map((norm) => ({ name: norm.name, value: norm.gradient })), NORMS, { log: true });
  }
  linear();
  if (chosen && document.activeElement !== $("weightValue")) {
    $("weightValue").value = short(told.parameters[chosen.parameter].values[chosen.index]);
  }
}

/** The plane as the network sees it, or the unit that is looked at. */
function drawOutput() {
  if (!isDrawable()) {
    return;
  }
  const unit = looked?.hidden ? seenBy(looked, told) : undefined;
  $("outputTitle").textContent = unit ? looked.name : word("output");
  drawPlane($("plane"), unit ? { ...told.plane, height: unit.bytes, classes: undefined } : told.plane, text,
    { test: $("showTest").checked, hard: $("hard").checked, line: unit ? undefined : line(), ringed: told.last?.rows });
  $("legend").replaceChildren(...(text.ofClasses && !unit ? classKeys() : ramp(unit ? unit.scale : told.plane.scale)),
    `${text.axes[0]} ${figure(text.box[0])} … ${figure(text.box[1])}, ${text.axes[1]} ${figure(text.box[2])} … ${figure(text.box[3])}`);
}

function classKeys() {
  return text.classes.map((name, i) => {
    const point = element("span", { class: "point" });
    point.style.background = classColor(i);
    return element("span", {}, point, name);
  });
}

function ramp(scale) {
  return [element("span", {}, figure(-scale, 3)), element("span", { class: "ramp" }), element("span", {}, figure(scale, 3))];
}

/** A number for a field. */
function short(value) {
  return Number(value.toPrecision(4));
}

/** Of [epoch, training, test] the curves. */
function lossCurves() {
  return ["train", "testRows"].map((name, i) => ({ name: word(name), color: i,
    points: told.losses.filter((point) => Number.isFinite(point[i + 1])).map((point) => [point[0], point[i + 1]]) }))
    .filter((one) => one.points.length > 0);
}

/** A chart says its words when it is made. */
function beginChart() {
  const words = Object.fromEntries(["log", "empty", "to", "least", "most"].map((key) => [key, word(key)]));
  losses = new LineChart({ title: word("losses"), x: word("epochs").toLowerCase(), series: told ? lossCurves() : [], height: 135, words });
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
    cells.push([word(`figure-${name}`).replace(/^figure-/, ""), figure(told.train[name]), told.test ? figure(told.test[name]) : ""]);
  }
  $("figures").replaceChildren(...cells.flatMap((row, i) => row.map((cell, j) => {
    const made = element(j === 0 ? "dt" : "dd", { class: i === 0 || j === 0 ? "head" : "" }, cell);
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
  $("runSign").textContent = now ? "❚❚" : "▶";
  $("runWord").dataset.word = now ? "pause" : "run";
  $("runWord").textContent = word(now ? "pause" : "run");
}

function choose(parameter, index) {
  chosen = { parameter, index };
  $("weight").hidden = false;
  $("weightName").textContent = `${parameter}[${index}]`;
  $("weightValue").value = short(told.parameters[parameter].values[index]);
  $("checked").textContent = "";
  $("weightValue").focus();
}

/* A table of one's own. */

$("file").addEventListener("change", () => trying(async () => {
  const [file] = $("file").files;
  if (!file) return;
  const read = await file.text();
  table = await own("table", read);
  csv = read;
  const all = table.columns.map((column) => column.name);
  const numeric = table.columns.filter((column) => column.numeric).map((column) => column.name);
  const target = all[all.length - 1];
  const seen = numeric.filter((name) => name !== target);
  Object.assign(state, { data: "csv", axes: [seen[0], seen[1], target], loss: "softmax-cross-entropy", lesson: "" });
  tableKnown(numeric, all);
  await applyTable();
}));

/** Whether the column to be learned has classes is told by the program: the other kind of loss is tried where it has none. */
async function applyTable() {
  await apply();
  if (!$("error").hidden) {
    state.loss = state.loss === "mse" ? "softmax-cross-entropy" : "mse";
    await apply();
  }
  fillForm();
}
for (const [i, id] of ["axisX", "axisY", "axisTarget"].entries()) {
  $(id).addEventListener("change", () => {
    state.axes[i] = $(id).value;
    applyTable();
  });
}

/* What acts. */

$("fewer").addEventListener("click", () => {
  state.units.pop();
  apply();
});
$("more").addEventListener("click", () => {
  if (state.units.length < MOST_LAYERS) {
    state.units.push(state.units[state.units.length - 1] ?? USUAL_UNITS);
    apply();
  }
});
$("run").addEventListener("click", () => trying(() => own(running ? "pause" : "run", {})));
$("step").addEventListener("click", () => trying(() => own("step", {})));
$("epoch").addEventListener("click", () => trying(() => own("epoch", {})));
$("mistake").addEventListener("click", () => trying(() => own("mistake", {})));
$("reset").addEventListener("click", apply);
$("showTest").addEventListener("change", drawOutput);
$("hard").addEventListener("change", drawOutput);
$("weight").addEventListener("submit", (event) => {
  event.preventDefault();
  trying(() => own("weight", { ...chosen, value: Number($("weightValue").value) }));
});
$("check").addEventListener("click", () => trying(async () => {
  const found = await own(`check?parameter=${encodeURIComponent(chosen.parameter)}&index=${chosen.index}`);
  const agree = found.error <= 1e-6 * Math.max(1e-3, Math.abs(found.numeric));
  $("checked").textContent = `${word("backpropagated")} ${found.backpropagated.toPrecision(10)} · ${word("numeric")} ${found.numeric.toPrecision(10)} · ${word(agree ? "agrees" : "differs")}`;
  $("checked").dataset.agrees = agree;
}));
document.addEventListener("keydown", (event) => {
  if (event.key === " " && event.target === document.body) {
    event.preventDefault();
    $("run").click();
  }
});
document.addEventListener("visibilitychange", () => (document.hidden ? stream?.close() : play && trying(comeBack)));
for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", () => navigator.clipboard?.writeText(text[button.dataset.copy]));
}
beginTabs((name) => name === "digits" && trying(() => openDigits(ask)));
beginSlow((row) => trying(async () => ({ told: await own(`slow?row=${row}`), settings: sent, inputs: text.inputs })));

/* Its words, and its room. */

function speakAnew(language) {
  speak(language);
  $("language").textContent = language === "ko" ? "English" : "한국어";
  $("outputTitle").textContent = word("output");
  beginChart();
}

$("language").addEventListener("click", () => {
  speakAnew(currentLanguage() === "ko" ? "en" : "ko");
  fillForm();
  if (sent) {
    drawForm();
    drawSlowAnew();
    draw();
  }
});

let room = 0;
new ResizeObserver(([entry]) => {
  const width = Math.round(entry.contentRect.width);
  if (sent && width !== room) {
    drawForm();
    draw();
  }
  room = width;
}).observe($("scroll"));

speakAnew(currentLanguage());
if (location.search) {
  // The token is in a cookie by now, and must not be in what is copied from the address.
  history.replaceState(null, "", `${location.pathname}${location.hash}`);
}
trying(begin);
