/** The page: which runs are shown, what the program sends of them, and what is drawn of that. */
import { ChartGrid } from "./charts/chart-grid.js";
import { element } from "./charts/element.js";
import { figure } from "./charts/figure.js";
import { epochCharts } from "./charts/run-charts.js";
import { drawDetails } from "./details.js";
import { drawTable } from "./table.js";
import { current, speak, word } from "./words.js";

const FIRST_CHOSEN = 4;
const MOST_CHOSEN = 64;
const LONGEST_WAIT = 15_000;

const $ = (id) => document.getElementById(id);
const runs = new Map();
const view = { chosen: undefined, looked: "", sort: ["began", true], filter: "", along: "epoch", part: "validation", tab: "layers",
  ...restored() };
let stream;
let wait = 1_000;
let waiting;
let drawing = false;
let grid;
let live;
let over = false;

/** The address holds what is chosen, so that it outlives a reload. */
function restored() {
  try {
    return JSON.parse(decodeURIComponent(location.hash.slice(1)) || "{}");
  } catch {
    return {};
  }
}

function remember() {
  history.replaceState(null, "", `#${encodeURIComponent(JSON.stringify(view))}`);
}

const chosen = () => (view.chosen ?? []).map((name) => named(name)).filter((run) => run !== undefined);
const named = (name) => [...runs.values()].find((run) => run.name === name);
const looked = () => named(view.looked);

/** Nothing is sent to a page that nobody sees: browsers allow few connections to one host. */
function listen() {
  stream?.close();
  clearTimeout(waiting);
  stream = undefined;
  if (document.hidden || over) {
    return;
  }
  const all = new Set([...chosen(), ...[looked()].filter((run) => run)]);
  const asked = [...all].map((run) => `${run.id}:${run.place ?? ""}`).join(",");
  stream = new EventSource(`/api/events?runs=${asked}&look=${looked()?.id ?? ""}`);
  stream.onmessage = (event) => {
    wait = 1_000;
    take(JSON.parse(event.data));
  };
  // The browser would ask again for what came long ago.
  stream.onerror = () => {
    stream?.close();
    if (live && live.state !== "training") {
      over = true;
    } else {
      waiting = setTimeout(listen, wait);
      wait = Math.min(LONGEST_WAIT, 2 * wait);
    }
    connection();
  };
  stream.onopen = connection;
}

function connection() {
  const open = stream?.readyState === EventSource.OPEN;
  $("connection").textContent = word(over ? "over" : open ? "connected" : "lost");
  $("connection").dataset.state = over ? "over" : open ? "open" : "lost";
}

function take(news) {
  for (const row of news.rows ?? []) {
    runs.set(row.id, Object.assign(runs.get(row.id) ?? { events: [], settings: {} }, row));
  }
  (news.gone ?? []).forEach((id) => runs.delete(id));
  Object.entries(news.settings ?? {}).forEach(([id, settings]) => Object.assign(runs.get(Number(id)) ?? {}, { settings }));
  for (const [id, some] of Object.entries(news.events ?? {})) {
    const run = runs.get(Number(id));
    if (run) {
      run.events = some.anew ? some.events : run.events.concat(some.events);
      run.place = some.place;
    }
  }
  live = news.live ?? live;
  begin();
  ask();
  if (live?.state === "ended" && !over) {
    over = true;
    finish();
  }
}

/** Takes what the program still has to tell, and lets it go. */
async function finish() {
  draw();
  await looked()?.reading;
  stream?.close();
  connection();
}

/** The first look: the newest runs, those that train before all. */
function begin() {
  if (runs.size > 0 && chosen().length === 0 && view.chosen === undefined) {
    const newest = [...runs.values()].sort((a, b) => (b.state === "running") - (a.state === "running") || b.began.localeCompare(a.began));
    view.chosen = newest.slice(0, FIRST_CHOSEN).map((run) => run.name);
    view.looked = view.chosen[0];
    listen();
  } else if (!stream?.asked && runs.size > 0) {
    listen();
  }
  if (stream) {
    stream.asked = true;
  }
}

/** Draws once, when the page is drawn next. */
function ask() {
  if (!drawing) {
    drawing = true;
    requestAnimationFrame(() => {
      drawing = false;
      draw();
    });
  }
}

function draw() {
  color();
  const shown = drawTable($("table"), [...runs.values()], { ...view, look: looked() }, { choose, look, sort });
  $("count").textContent = shown === runs.size ? String(runs.size) : `${shown} ${word("of")} ${runs.size}`;
  $("noRuns").hidden = runs.size > 0;
  drawCurves();
  drawDetails(looked(), view.tab, current());
  drawLive();
  connection();
}

/** A run keeps its color as long as it is shown. */
function color() {
  for (const run of runs.values()) {
    if (!view.chosen?.includes(run.name)) {
      delete run.color;
    }
  }
  for (const run of chosen().filter((one) => one.color === undefined)) {
    const taken = new Set(chosen().map((one) => one.color));
    run.color = [...Array(MOST_CHOSEN + 1).keys()].find((number) => !taken.has(number));
  }
}

function drawCurves() {
  const words = Object.fromEntries(["training", "validation", "epoch", "minutes", "loss", "accuracy", "learningRate", "rowsPerSecond", "waitingShare",
    "log", "smoothed", "smoothing", "empty", "to", "least", "most"].map((key) => [key, word(key === "training" ? "train" : key)]));
  const specs = epochCharts(chosen(), { words, along: view.along, part: view.part });
  $("partLabel").hidden = chosen().length < 2;
  if (specs.length === 0) {
    grid = undefined;
    $("charts").replaceChildren(element("p", { class: "faint" }, word("noCurves")));
  } else if (grid === undefined) {
    grid = new ChartGrid(specs, words);
    $("charts").replaceChildren(grid.element);
  } else {
    grid.update(specs);
  }
}

function drawLive() {
  $("live").hidden = live === undefined;
  if (live === undefined) {
    return;
  }
  $("share").value = live.share;
  const told = [`${word("epoch")} ${live.epoch}/${live.epochs}`];
  Object.entries(live.figures).forEach(([name, value]) => told.push(`${word(name)} ${figure(Number(value))}`));
  told.push(`${figure(Math.round(live.rowsPerSecond))} ${word("rowsPerSecond")}`);
  if (live.state === "training" && live.secondsLeft > 0) {
    told.push(`${duration(live.secondsLeft)} ${word("left")}`);
  }
  $("progress").textContent = told.join(" · ");
  $("stop").disabled = $("checkpoint").disabled = live.state !== "training";
  $("answer").textContent = { training: live.checkpoint ? `${word("written")} ${live.checkpoint}` : "", stopping: word("stopping"),
    ended: word("over") }[live.state];
}

function duration(seconds) {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

function choose(run) {
  const before = (view.chosen ?? []).filter((name) => named(name));
  view.chosen = before.includes(run.name) ? before.filter((name) => name !== run.name) : [...before, run.name].slice(-MOST_CHOSEN);
  grid = undefined;
  changed();
}

function look(run) {
  // Of a run that was only shown the norms of its tensors were not sent.
  run.place = undefined;
  view.looked = run.name;
  changed();
}

function changed() {
  remember();
  listen();
  ask();
}

function sort(key) {
  view.sort = [key, view.sort[0] === key ? !view.sort[1] : key !== "name"];
  remember();
  ask();
}

async function act(what) {
  try {
    const reply = await fetch(`/api/${what}`, { method: "POST" });
    if (!reply.ok) {
      throw new Error((await reply.json()).error ?? reply.statusText);
    }
    $("answer").textContent = word("asked");
  } catch (failure) {
    $("error").textContent = failure.message;
    $("error").hidden = false;
  }
}

function translate(language) {
  speak(language);
  $("language").textContent = language === "ko" ? "English" : "한국어";
  grid = undefined;
  ask();
}

$("filter").value = view.filter;
$("filter").addEventListener("input", () => {
  view.filter = $("filter").value.trim();
  remember();
  ask();
});
$("none").addEventListener("click", () => {
  view.chosen = [];
  changed();
});
for (const id of ["along", "part"]) {
  $(id).value = view[id];
  $(id).addEventListener("change", () => {
    view[id] = $(id).value;
    grid = undefined;
    remember();
    ask();
  });
}
for (const tab of document.querySelectorAll("[data-tab]")) {
  tab.addEventListener("click", () => {
    view.tab = tab.dataset.tab;
    remember();
    ask();
  });
}
$("stop").addEventListener("click", () => act("stop"));
$("checkpoint").addEventListener("click", () => act("checkpoint"));
$("language").addEventListener("click", () => translate(current() === "ko" ? "en" : "ko"));
document.addEventListener("visibilitychange", listen);
translate(current());
listen();
