/** One run looked into: its network, its steps, its mistakes, its configuration, where it ran. */
import { ChartGrid } from "./charts/chart-grid.js";
import { confusionMatrix } from "./charts/confusion-matrix.js";
import { element } from "./charts/element.js";
import { figure } from "./charts/figure.js";
import { stepCharts } from "./charts/run-charts.js";
import { drawNetwork } from "./network.js";
import { figureName, word } from "./words.js";

const $ = (id) => document.getElementById(id);

let shown;
let steps;

/** What the files of a run said when they were read last. */
async function read(run) {
  const reply = await fetch(`/api/runs/${run.id}`);
  run.details = reply.ok ? await reply.json() : run.details;
  drawDetails(run, run.tab, run.language);
}

/** Reads them anew when the run stands otherwise than it did. */
function renew(run) {
  const key = `${run.state} ${run.epoch > 0}`;
  if (run.readAt !== key) {
    run.readAt = key;
    run.reading = read(run).catch(() => {
      run.readAt = undefined;
    });
  }
}

/** Draws what is chosen of a run, where that is not there already. */
export function drawDetails(run, tab, language) {
  $("one").hidden = run === undefined;
  if (run === undefined) {
    return;
  }
  Object.assign(run, { tab, language });
  renew(run);
  $("oneTitle").textContent = run.name;
  const said = [word(run.state), run.reason, run.epochs ? `${run.epoch}/${run.epochs} ${word("epoch")}` : "",
    run.damaged ? `${run.damaged} ${word("damaged")}` : ""];
  $("said").textContent = said.filter((one) => one).join(" · ");
  document.querySelectorAll("[data-tab]").forEach((button) => {
    button.setAttribute("aria-selected", button.dataset.tab === tab);
    button.tabIndex = button.dataset.tab === tab ? 0 : -1;
  });
  const events = tab === "steps" ? run.events.length : 0;
  if (shown?.run === run && shown.tab === tab && shown.language === language && shown.details === run.details && shown.events === events) {
    return;
  }
  const same = shown?.run === run && shown.tab === tab && shown.language === language;
  shown = { run, tab, language, details: run.details, events };
  if (tab === "steps" && same && steps) {
    steps.update(charts(run));
  } else {
    steps = undefined;
    $("shown").replaceChildren(...TABS[tab](run, run.details ?? {}));
  }
}

const TABS = {
  layers: (run, details) => (details.network ? drawNetwork(details.network, details.profile) : [said("noNetwork")]),
  steps: (run) => {
    const specs = charts(run);
    if (specs.length === 0) {
      return [said("noSteps")];
    }
    steps = new ChartGrid(specs, words());
    return [steps.element];
  },
  mistakes: (run, { judgement }) => (judgement ? judged(judgement) : [said("noMistakes")]),
  configuration: (run, { configuration }) => [element("pre", {}, configuration ?? "")],
  machine: (run, details) => machine(run, details),
};

function words() {
  return Object.fromEntries(["step", "loss", "lossOfStep", "gradientNorm", "norm", "ratio", "log", "smoothed", "smoothing", "empty", "to",
    "least", "most"].map((key) => [key, word(key)]));
}

function charts(run) {
  return stepCharts(run, { words: words() });
}

function said(key) {
  return element("p", { class: "faint" }, word(key));
}

/** A table of keys and values, or of lines. */
export function table(rows, head = []) {
  const cells = (row, name) => row.map((cell, i) => element(name ?? (i === 0 ? "th" : "td"),
    typeof cell === "number" ? { class: "number" } : {}, cell instanceof Node ? cell : typeof cell === "number" ? figure(cell) : String(cell)));
  return element("div", { class: "scrolled" }, element("table", { class: "facts" },
    element("thead", {}, element("tr", {}, ...cells(head, "th"))),
    element("tbody", {}, ...rows.map((row) => element("tr", {}, ...cells(row))))));
}

function judged(judgement) {
  const of = `${figure(judgement.count)} ${word("ofRows")} ${word(judgement.rows === "training" ? "train" : judgement.rows)}`;
  const all = [];
  if (judgement.counts) {
    all.push(element("h3", {}, `${word("confusion")} · ${of}`), confusionMatrix(judgement.classes, judgement.counts));
  }
  if (judgement.confused?.length > 0) {
    all.push(element("h3", {}, `${word("confused")} · ${of}`), table(judgement.confused));
  }
  if (judgement.worst?.length > 0) {
    const line = (one) => `${one.truth} → ${one.predicted}${one.note ? ` ${one.note}` : ""}`;
    all.push(element("h3", {}, `${word("worst")} · ${of}`), judgement.worst.every((one) => picture(one.image))
      ? element("div", { class: "examples" }, ...judgement.worst.map((one) => element("figure", {},
        element("img", { src: one.image, alt: String(one.row) }), element("figcaption", {}, line(one)))))
      : table(judgement.worst.map((one) => [String(one.row), line(one), ...one.cells]), ["", "", ...judgement.columns]));
  }
  return all;
}

/** Pictures come from a file that may be anybody's: nothing is fetched for them. */
function picture(source) {
  return typeof source === "string" && source.startsWith("data:image/png;base64,");
}

/** Nested keys as one, joined by dots. */
function flat(value, path = "") {
  if (value === null || typeof value !== "object") {
    return [[path, value]];
  }
  if (Array.isArray(value) && value.every((item) => item === null || typeof item !== "object")) {
    return [[path, value.join(" ")]];
  }
  return Object.entries(value).flatMap(([key, inner]) => flat(inner, path ? `${path}.${key}` : key));
}

function machine(run, details) {
  const begun = run.events.findLast((event) => event.event === "begun") ?? {};
  const memory = ["state_bytes", "arena_bytes", "input_bytes", "streamed_bytes"].filter((key) => begun[key] > 0)
    .map((key) => [word(key), bytes(begun[key])]);
  const all = [];
  if (memory.length > 0) {
    all.push(element("h3", {}, word("memory")), table(memory));
  }
  if (details.machine) {
    all.push(element("h3", {}, word("machine")), table(flat(details.machine).map(([key, value]) => [key, String(value)])));
  }
  if (details.summary) {
    all.push(element("h3", {}, word("result")), table(flat(details.summary).filter(([key]) => !key.includes("confusion"))
      .map(([key, value]) => [figureName(key.replaceAll("_", " ")), value])));
  }
  return all;
}

/** Bytes as people read them. */
export function bytes(count) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, count)) / 3)));
  return `${figure(count / 1000 ** power, 3)} ${units[power]}`;
}
