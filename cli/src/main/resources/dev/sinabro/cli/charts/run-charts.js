/** The charts that the events of runs make, as LineChart takes them. A run is {name, events}. */
import { range } from "./scale.js";

/** Values over more than two powers of ten are drawn on a logarithmic scale. */
function spansDecades(series) {
  const values = series.flatMap((one) => one.points.map((point) => point[1])).filter((value) => Number.isFinite(value) && value > 0);
  const [low, high] = range(values);
  return high / low > 100;
}

function numbers(epochs, part, name) {
  return epochs.filter((epoch) => epoch[part] && name in epoch[part]).map((epoch) => [epoch.epoch, Number(epoch[part][name])]);
}

/** Curves over epochs: for a run alone training and validation, for several of each what it is judged by while it trains. */
export function epochCharts(runs) {
  const ends = runs.map((run) => run.events.filter((event) => event.event === "epoch"));
  const names = [...new Set(ends.flat().flatMap((epoch) => Object.keys(epoch.train)))];
  const charts = names.map((name) => {
    const series = [];
    runs.forEach((run, number) => {
      const validation = numbers(ends[number], "validation", name);
      const train = numbers(ends[number], "train", name);
      if (runs.length === 1) {
        series.push({ name: "training", color: 0, points: train }, { name: "validation", color: 1, points: validation });
      } else {
        series.push({ name: run.name + (validation.length ? "" : " (training)"), color: number,
          points: validation.length ? validation : train });
      }
    });
    const title = runs.length > 1 ? `${name} of validation` : name;
    return { title, x: "epoch", series, log: name === "loss" && spansDecades(series) };
  });
  const others = [["learning_rate", "learning rate"], ["rows_per_second", "rows a second"]];
  if (ends.flat().some((epoch) => epoch.waiting > 0)) {
    others.push(["waiting", "share of time that was waited for data"]);
  }
  for (const [key, title] of others) {
    charts.push({ title, x: "epoch", series: runs.map((run, number) => ({ name: run.name, color: number,
      points: ends[number].map((epoch) => [epoch.epoch, Number(epoch[key])]) })) });
  }
  return charts.map((chart) => ({ ...chart, series: chart.series.filter((one) => one.points.length > 0) }))
    .filter((chart) => chart.series.length > 0);
}

/** Curves over the steps of one run that were looked into. */
export function stepCharts(run) {
  const steps = run.events.filter((event) => event.event === "watched");
  if (steps.length === 0) {
    return [];
  }
  const loss = [{ name: "loss", color: 0, points: steps.map((step) => [step.step, Number(step.loss)]) }];
  const charts = [{ title: "loss of a step", x: "step", series: loss, log: spansDecades(loss) }];
  for (const [key, title] of [["gradient_norms", "norm of the gradient"], ["norms", "norm of the weights"]]) {
    const told = steps.filter((step) => step[key]);
    const names = [...new Set(told.flatMap((step) => Object.keys(step[key])))];
    // Biases and norms make a chart unreadable where there are weights.
    const weights = names.filter((name) => /weight/.test(name));
    const series = (weights.length ? weights : names).map((name, number) => ({ name, color: number,
      points: told.filter((step) => name in step[key]).map((step) => [step.step, Number(step[key][name])]) }));
    if (series.length > 0) {
      charts.push({ title, x: "step", series, log: key === "gradient_norms" || spansDecades(series) });
    }
  }
  return charts;
}
