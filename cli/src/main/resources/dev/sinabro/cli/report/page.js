/** Puts report.html together of the JSON within it. */
import { ChartGrid } from "./charts/chart-grid.js";
import { confusionMatrix } from "./charts/confusion-matrix.js";
import { element } from "./charts/element.js";
import { figure } from "./charts/figure.js";
import { epochCharts, stepCharts } from "./charts/run-charts.js";
import { scatter } from "./charts/scatter.js";

const page = JSON.parse(document.getElementById("data").textContent);
const main = document.querySelector("main");

function section(title, ...content) {
  main.append(element("section", {}, element("h2", {}, title), ...content));
}

function table(head, rows, name = "") {
  const made = element("table", { class: name });
  if (head.length > 0) {
    made.append(element("thead", {}, element("tr", {}, ...head.map((cell) => element("th", {}, cell)))));
  }
  made.append(element("tbody", {}, ...rows.map((row) => element("tr", {}, ...row.map((cell, number) =>
    element(number === 0 ? "th" : "td", typeof cell === "number" ? { class: "number" } : {},
      cell instanceof Node ? cell : typeof cell === "number" ? figure(cell) : cell))))));
  return element("div", {class: "scrolled"}, made);
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

/** What is known of something, without what is empty; figures as many stand beside each other. */
function facts(json, left = []) {
  return element("dl", { class: "facts" }, ...flat(json)
    .filter(([key, value]) => value !== null && value !== "" && !left.some((name) => key.startsWith(name)))
    .map(([key, value]) => element("div", {}, element("dt", {}, key.replaceAll("_", " ")),
      element("dd", {}, typeof value === "number" ? figure(value) : String(value)))));
}

function judged(judgement) {
  const of = `${figure(judgement.count)} rows of ${judgement.rows}`;
  if (judgement.points) {
    section("Predicted against true", element("p", {}, `Of the ${of}; on the line where it is right.`),
      scatter(judgement.points, "true", "predicted"));
  }
  if (judgement.counts) {
    section("Confusion matrix", element("p", {}, `Of the ${of}: a row for each true class, a column for each predicted one.`),
      confusionMatrix(judgement.classes, judgement.counts));
  }
  if (judgement.confused && judgement.confused.length > 0) {
    section("Classes that are confused most", table(["true", "predicted", "rows"], judgement.confused));
  }
  if (judgement.worst.length > 0) {
    const pictures = judgement.worst.every((one) => one.image);
    const said = (one) => `${one.truth} → ${one.predicted}` + (one.note ? ` ${one.note}` : "");
    section("Worst examples", element("p", {}, `Of the ${of}, as true → predicted. ${judgement.order}`), pictures
      ? element("div", { class: "examples" }, ...judgement.worst.map((one) => element("figure", {},
        element("img", { src: one.image, alt: `row ${one.row}` }), element("figcaption", {}, said(one)),
        element("small", {}, `row ${one.row}`))))
      : table(["row", "true → predicted", ...judgement.columns],
        judgement.worst.map((one) => [String(one.row), said(one), ...one.cells])));
  }
}

function one(run) {
  if (run.summary) {
    section("Result", facts(run.summary, ["test_confusion", "validation_confusion", "train_confusion"]));
  }
  const epochs = epochCharts([run]);
  section("Curves", epochs.length > 0 ? new ChartGrid(epochs).element : element("p", {}, "No epoch has ended."));
  const steps = stepCharts(run);
  if (steps.length > 0) {
    section("Steps", new ChartGrid(steps).element);
  }
  if (run.judgement) {
    judged(run.judgement);
  }
  section("Machine", facts(run.machine));
  section("Configuration", element("pre", {}, run.configuration));
}

document.title = page.title;
main.append(element("h1", {}, page.title), element("p", { class: "said" }, page.said));
if (page.runs.length === 1) {
  one(page.runs[0]);
} else {
  page.tables.forEach((each) => section(each.title, table(each.head, each.rows)));
  section("Curves", new ChartGrid(epochCharts(page.runs)).element);
}
