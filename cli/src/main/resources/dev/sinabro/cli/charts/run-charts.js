/** The charts that the events of runs make, as LineChart takes them. A run is {name, events, color}. */
import { range } from "./scale.js";

const WORDS = { training: "training", validation: "validation", epoch: "epoch", minutes: "minutes", step: "step",
  learningRate: "learning rate", rowsPerSecond: "rows a second", waitingShare: "share of time that was waited for data",
  lossOfStep: "loss of a step", gradientNorm: "norm of the gradient", norm: "norm of the weights",
  ratio: "update : weights, by their norms" };

/** Values over more than two powers of ten are drawn on a logarithmic scale. */
function spansDecades(series) {
  const values = series.flatMap((one) => one.points.map((point) => point[1])).filter((value) => Number.isFinite(value) && value > 0);
  const [low, high] = range(values);
  return high / low > 100;
}

/** The ends of a run's epochs, each with the minutes that it had trained by then, pauses left out. */
function ends(run) {
  const all = [];
  let before = 0;
  let seconds = 0;
  for (const event of run.events) {
    if (event.event === "begun") {
      before += seconds;
      seconds = 0;
    } else if (event.event === "epoch") {
      seconds = Number(event.seconds);
      all.push({ ...event, minutes: (before + seconds) / 60 });
    }
  }
  return all;
}

function numbers(epochs, along, part, name) {
  return epochs.filter((epoch) => epoch[part] && name in epoch[part]).map((epoch) => [epoch[along], Number(epoch[part][name])]);
}

/** A metric of one run by its two parts. */
function parted(epochs, along, name, words) {
  return [["training", "train"], ["validation", "validation"]].map(([word, part], color) =>
    ({ name: words[word], color, points: numbers(epochs, along, part, name) }));
}

/** A metric of several runs: of the rows that are asked for, or else of those that there are. */
function compared(runs, all, along, name, part, words) {
  return runs.flatMap((run, number) => {
    const train = numbers(all[number], along, "train", name);
    const validation = numbers(all[number], along, "validation", name);
    const color = run.color ?? number;
    const training = { name: `${run.name} (${words.training})`, color, points: train };
    if (part === "train" || validation.length === 0) {
      return [training];
    }
    return [{ name: run.name, color, points: validation }, ...(part === "both" ? [{ ...training, dashed: true }] : [])];
  });
}

/**
 * Curves over epochs: for a run alone training and validation, for several of each what it is judged by while it trains.
 *
 * @param how words: those of WORDS in another language; along: epoch or minutes; part: validation, train or both, of several runs
 */
export function epochCharts(runs, { words = {}, along = "epoch", part = "validation" } = {}) {
  const said = { ...WORDS, ...words };
  const all = runs.map(ends);
  const names = [...new Set(all.flat().flatMap((epoch) => Object.keys(epoch.train)))];
  const charts = names.map((name) => {
    const series = runs.length === 1 ? parted(all[0], along, name, said) : compared(runs, all, along, name, part, said);
    const title = runs.length === 1 ? said[name] ?? name : `${said[name] ?? name} · ${said[part === "validation" ? part : "training"]}`;
    return { title: part === "both" && runs.length > 1 ? said[name] ?? name : title, series, log: name === "loss" && spansDecades(series) };
  });
  const others = [["learning_rate", said.learningRate], ["rows_per_second", said.rowsPerSecond]];
  if (all.flat().some((epoch) => epoch.waiting > 0)) {
    others.push(["waiting", said.waitingShare]);
  }
  for (const [key, title] of others) {
    charts.push({ title, series: runs.map((run, number) => ({ name: run.name, color: run.color ?? number,
      points: all[number].map((epoch) => [epoch[along], Number(epoch[key])]) })) });
  }
  return charts.map((chart) => ({ ...chart, x: said[along], words, series: chart.series.filter((one) => one.points.length > 0) }))
    .filter((chart) => chart.series.length > 0);
}

/** A curve a tensor. Biases and norms make a chart unreadable where there are weights. */
function ofTensors(steps, value) {
  const names = [...new Set(steps.flatMap((step) => Object.keys(step.norms ?? step.gradient_norms ?? {})))];
  const weights = names.filter((name) => /weight/.test(name));
  return (weights.length ? weights : names).map((name, color) => ({ name, color,
    points: steps.map((step) => [step.step, value(step, name)]).filter((point) => point[1] !== undefined) }))
    .filter((one) => one.points.length > 0);
}

function told(key) {
  return (step, name) => (step[key] && name in step[key] ? Number(step[key][name]) : undefined);
}

/** How much a step changes a tensor, beside its size. */
function ratio(step, name) {
  const [update, norm] = [told("update_norms")(step, name), told("norms")(step, name)];
  return update === undefined || !(norm > 0) ? undefined : update / norm;
}

/**
 * Curves over the steps of one run that were looked into.
 *
 * @param how words: those of WORDS in another language
 */
export function stepCharts(run, { words = {} } = {}) {
  const said = { ...WORDS, ...words };
  const steps = run.events.filter((event) => event.event === "watched");
  if (steps.length === 0) {
    return [];
  }
  const loss = [{ name: said.loss ?? "loss", color: 0, points: steps.map((step) => [step.step, Number(step.loss)]) }];
  const charts = [{ title: said.lossOfStep, series: loss, log: spansDecades(loss) }];
  for (const [title, value, log] of [[said.ratio, ratio, true], [said.gradientNorm, told("gradient_norms"), true],
    [said.norm, told("norms"), false]]) {
    const series = ofTensors(steps, value);
    if (series.length > 0) {
      charts.push({ title, series, log: log || spansDecades(series) });
    }
  }
  return charts.map((chart) => ({ ...chart, x: said.step, words }));
}
