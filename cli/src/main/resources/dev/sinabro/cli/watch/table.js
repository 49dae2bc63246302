/** The table of all runs: what it shows, in which order, and of which runs. */
import { element } from "./charts/element.js";
import { figure } from "./charts/figure.js";
import { figureName, word } from "./words.js";

/** Of more rows the rest is drawn when it is asked for. */
const MOST_ROWS = 100;
const KINDS = ["test", "best", "validation", "train", ""];
const LAST = ["learning rate", "rows per second", "waiting", "seconds", "parameters"];

let allRows = false;

function kind(name) {
  return KINDS.findIndex((one) => name.startsWith(one));
}

/** The figures of some runs, the most important ones first. */
function figures(runs) {
  const names = [...new Set(runs.flatMap((run) => Object.keys(run.figures)))];
  return names.filter((name) => !LAST.includes(name)).sort((a, b) => kind(a) - kind(b))
    .concat(LAST.filter((name) => names.includes(name)));
}

/** Keys of the configurations whose values are not the same in all. */
function differing(runs) {
  const keys = [...new Set(runs.flatMap((run) => Object.keys(run.settings)))];
  return runs.length < 2 ? [] : keys.filter((key) => key !== "name" && new Set(runs.map((run) => run.settings[key])).size > 1);
}

/** The columns: what each is called, and what a run has there, as it is compared and as it is shown. */
function columns(runs) {
  return [
    { key: "name", name: word("run"), value: (run) => run.name },
    { key: "state", name: word("state"), value: (run) => word(run.state) },
    { key: "epoch", name: word("epoch"), value: (run) => run.epoch, text: (run) => (run.epochs ? `${run.epoch}/${run.epochs}` : "") },
    ...figures(runs).map((name) => ({ key: name, name: figureName(name), value: (run) => number(run.figures[name]),
      text: (run) => (name in run.figures ? figure(number(run.figures[name])) : "") })),
    { key: "began", name: word("began"), value: (run) => run.began, text: (run) => time(run.began) },
    ...differing(runs).slice(0, 12).map((key) => ({ key: `=${key}`, name: key, setting: true,
      value: (run) => setting(run.settings[key]), text: (run) => run.settings[key] ?? "" })),
  ];
}

function number(value) {
  return value === undefined ? undefined : Number(value);
}

/** A number where it is one, that 10 comes behind 9. */
function setting(value) {
  return value === undefined || value === "" || Number.isNaN(Number(value)) ? value : Number(value);
}

function time(began) {
  const at = new Date(began);
  return Number.isNaN(at.getTime()) ? "" : `${at.toLocaleDateString("sv")} ${at.toLocaleTimeString("sv")}`;
}

/** What is missing or not a number comes last, whichever the direction. */
function compare(a, b, descending) {
  const [first, second] = [a, b].map((value) => value === undefined || value === "" || Number.isNaN(value));
  if (first || second) {
    return first - second;
  }
  const order = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), undefined, { numeric: true });
  return descending ? -order : order;
}

/** Whether a run is meant: each word is in its name or state, or says what a key is: key=value, key>value, key<value. */
export function matches(run, filter) {
  return filter.toLowerCase().split(/\s+/).every((part) => {
    const asked = part.match(/^([^=<>]+)([=<>])(.+)$/);
    if (!asked) {
      return run.name.toLowerCase().includes(part) || run.state.includes(part) || word(run.state).includes(part);
    }
    const [, key, relation, value] = asked;
    const told = Object.entries({ ...run.settings, ...run.figures })
      .filter(([name]) => name.toLowerCase().replaceAll(" ", "-").includes(key)).map(([, one]) => String(one).toLowerCase());
    return told.some((one) => (relation === "=" ? one === value || one.includes(value) && Number.isNaN(Number(value))
      : relation === "<" ? Number(one) < Number(value) : Number(one) > Number(value)));
  });
}

/**
 * Draws the table.
 *
 * @param runs all of them
 * @param view filter, sort: [key, whether descending], look: the run that is looked into
 * @param does choose(run), look(run), sort(key)
 */
export function drawTable(place, runs, view, does) {
  const meant = runs.filter((run) => matches(run, view.filter));
  const all = columns(meant);
  const by = all.find((column) => column.key === view.sort[0]) ?? all[0];
  meant.sort((a, b) => compare(by.value(a), by.value(b), view.sort[1]) || b.id - a.id);
  const head = element("tr", {}, element("th", {}), ...all.map((column) => {
    const sorted = column === by ? (view.sort[1] ? "descending" : "ascending") : "none";
    const button = element("button", { type: "button" }, column.name + { none: "", ascending: " ▲", descending: " ▼" }[sorted]);
    button.addEventListener("click", () => does.sort(column.key));
    return element("th", { scope: "col", "aria-sort": sorted, class: column.setting ? "setting" : "" }, button);
  }));
  const rows = (allRows ? meant : meant.slice(0, MOST_ROWS)).map((run) => row(run, all, view, does));
  const focused = place.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  const table = element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows));
  place.replaceChildren(table);
  if (rows.length < meant.length) {
    const more = element("button", { type: "button" }, `${word("more")} (${meant.length})`);
    more.addEventListener("click", () => {
      allRows = true;
      drawTable(place, runs, view, does);
    });
    place.append(more);
  }
  if (focused) {
    place.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }
  return meant.length;
}

function row(run, all, view, does) {
  const box = element("input", { type: "checkbox", "aria-label": `${word("choose")}: ${run.name}`, title: word("choose"), "data-key": `c${run.id}` });
  box.checked = run.color !== undefined;
  box.addEventListener("change", () => does.choose(run));
  const name = element("button", { type: "button", class: "name", title: word("look"), "data-key": `l${run.id}`,
    "aria-pressed": run === view.look }, run.name);
  name.addEventListener("click", () => does.look(run));
  const mark = run.color === undefined ? "" : `c${run.color % 8}`;
  return element("tr", { class: run === view.look ? "looked" : "" }, element("td", { class: `swatch ${mark}` }, box),
    ...all.map((column) => cell(run, column, name)));
}

function cell(run, column, name) {
  if (column.key === "name") {
    return element("th", { scope: "row" }, name);
  }
  if (column.key === "state") {
    return element("td", {}, element("span", { class: `state ${run.state}`, title: run.reason }, word(run.state)));
  }
  const value = column.value(run);
  const text = column.text(run);
  return element("td", { class: typeof value === "number" ? "number" : "", title: text }, text);
}
