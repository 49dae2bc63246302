/** The fields of what can be chosen. */
import { element } from "./charts/element.js";
import { LESSONS, settingsOf } from "./lessons.js";
import { nameOf } from "./network.js";
import { chooseAnew, perceptron, state } from "./state.js";
import { openTab } from "./tabs.js";
import { currentLanguage, word } from "./words.js";

const NUMBERS = ["l1", "l2", "batch", "seed", "rows", "noise", "sample", "test"];

const $ = (id) => document.getElementById(id);
let options;
let change;
/** Whether the column to be learned of a user's table has classes; unknown before the program said so. */
let ofClasses = true;
let hasTable = false;

/**
 * Begins to listen.
 *
 * @param offered what the program offers
 * @param changed called when something else is chosen
 */
export function beginForm(offered, changed) {
  options = offered;
  change = changed;
  for (const key of NUMBERS) {
    $(key).addEventListener("change", () => choose({ [key]: Number($(key).value) }));
  }
  for (const key of ["noise", "test"]) {
    $(key).addEventListener("input", fillShares);
  }
  for (const key of ["activation", "loss", "device"]) {
    $(key).addEventListener("change", () => choose({ [key]: $(key).value }));
  }
  $("another").addEventListener("click", () => choose({ sample: state.sample + 1 }));
  $("rate").addEventListener("change", () => choose({ keys: { ...state.keys, "learning-rate": Number($("rate").value) } }));
  $("optimizer").addEventListener("change", () => {
    const optimizer = $("optimizer").value;
    choose({ optimizer, keys: { "learning-rate": keysOf(optimizer).find((key) => key.name === "learning-rate").value } });
  });
  $("dataKind").addEventListener("change", () => chooseData($("dataKind").value));
  $("lesson").addEventListener("change", () => {
    const lesson = LESSONS.find((one) => one.name === $("lesson").value);
    const truths = options.truthTables.includes(lesson?.data) ? perceptron() : {};
    chooseAnew(lesson ? { ...truths, ...settingsOf(lesson) } : {});
    openTab(lesson?.page ?? "slow");
    choose({});
  });
}

/** Chooses data by their name. */
export function chooseData(data) {
  choose(options.truthTables.includes(data) ? { data, ...perceptron() } : { data });
}

function choose(settings) {
  Object.assign(state, settings);
  fillForm();
  change();
}

/** What is known of a user's table: its columns that are numbers and all of them, and whether it is of classes. */
export function tableKnown(numeric, all) {
  hasTable = true;
  fill($("axisX"), numeric, state.axes[0]);
  fill($("axisY"), numeric, state.axes[1]);
  fill($("axisTarget"), all, state.axes[2]);
}

export function classesKnown(known) {
  ofClasses = known;
}

function fill(select, names, selected) {
  select.replaceChildren(...names.map((name) => new Option(word(name), name, false, name === selected)));
}

function lossNames() {
  const numbers = options.regressions.includes(state.data) || (state.data === "csv" && !ofClasses);
  return numbers ? options.valueLosses : options.classLosses;
}

function keysOf(optimizer) {
  return options.optimizers.find((one) => one.name === optimizer).keys;
}

/** Shows what is chosen. */
export function fillForm() {
  if (!lossNames().includes(state.loss)) {
    state.loss = lossNames()[0];
  }
  fill($("dataKind"), [...options.data, "csv"], state.data);
  fill($("activation"), options.activations, state.activation);
  fill($("optimizer"), options.optimizers.map((one) => one.name), state.optimizer);
  fill($("device"), options.devices, state.device);
  fill($("loss"), lossNames(), state.loss);
  for (const key of NUMBERS) {
    $(key).value = state[key];
  }
  $("rate").value = state.keys["learning-rate"];
  fillShares();
  fillKeys();
  fillFeatures();
  fillLessons();
  const generated = state.data !== "csv" && !options.truthTables.includes(state.data);
  $("generated").hidden = !generated;
  $("testShare").hidden = options.truthTables.includes(state.data);
  $("features").hidden = state.data === "csv";
  $("fileLabel").hidden = state.data !== "csv";
  $("axes").hidden = state.data !== "csv" || !hasTable;
}

function fillShares() {
  $("noiseValue").value = $("noise").value;
  $("testValue").value = `${Math.round(100 * $("test").value)} %`;
}

function fillKeys() {
  $("keys").replaceChildren(...keysOf(state.optimizer).filter((key) => key.name !== "learning-rate").map((key) => {
    const input = element("input", { type: "number", step: "any", value: state.keys[key.name] ?? key.value });
    input.addEventListener("change", () => choose({ keys: { ...state.keys, [key.name]: Number(input.value) } }));
    return element("label", { title: key.sentence }, `${key.name} `, input);
  }));
}

function fillFeatures() {
  const legend = $("features").firstElementChild;
  $("features").replaceChildren(legend, ...options.features.map((name, i) => {
    const box = element("input", { type: "checkbox", id: `feature-${name}` });
    box.checked = state.features.includes(name);
    box.addEventListener("change", () => {
      choose({ features: options.features.filter((one) => (one === name ? box.checked : state.features.includes(one))) });
      $(box.id).focus();
    });
    return element("label", {}, box, nameOf(options.titles[i]));
  }));
}

function fillLessons() {
  const lesson = LESSONS.find((one) => one.name === state.lesson);
  $("lesson").replaceChildren(new Option(word("noLesson"), ""), ...LESSONS.map((one) =>
    new Option(one[currentLanguage()][0], one.name, false, one === lesson)));
  $("lessonText").textContent = lesson?.[currentLanguage()][1] ?? "";
  $("lessonText").hidden = !lesson;
}
