'use strict';

// Line charts as SVG, and the charts that the events of a run make. No page of its own: report.html shows these of a run that
// is over, and a page that follows one can call the same functions again as events come.

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 560;
const HEIGHT = 260;
const MARGIN = {left: 58, right: 14, top: 10, bottom: 36};
const MOST_POINTS = 1200;

/** An element with attributes and children; text is always text, never markup. */
function element(name, attributes = {}, ...children) {
  const made = name.startsWith('svg:')
    ? document.createElementNS(SVG, name.slice(4))
    : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

/** A number as people read it, with so many digits. */
function figure(value, digits = 4) {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    return String(value);
  }
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) {
    return value.toExponential(Math.max(0, digits - 2)).replace(/\.?0*e/, 'e').replace('e+', 'e');
  }
  return Number.isInteger(value) ? value.toLocaleString('en-US') : String(Number(value.toPrecision(digits)));
}

/** How far round numbers are apart of which a range has some five. */
function stepOf(low, high) {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * [1, 2, 5, 10].find(factor => factor * power >= rough * 0.999);
}

/** Round numbers within a range. */
function ticks(low, high) {
  const step = stepOf(low, high);
  const all = [];
  for (let number = Math.ceil(low / step - 1e-9); number * step <= high + step * 1e-9; number++) {
    all.push(number * step || 0);
  }
  return all;
}

/** Powers of ten within a range, and where there are few of them 2 and 5 times these; at most some eight. */
function logTicks(low, high) {
  if (high / low < 10) {
    return ticks(low, high);
  }
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const every = Math.max(1, Math.ceil((last - first) / 8));
  const factors = last - first <= 2 ? [1, 2, 5] : [1];
  const all = [];
  for (let power = first; power <= last; power += every) {
    factors.forEach(factor => all.push(factor * 10 ** power));
  }
  return all.filter(tick => tick >= low * 0.999 && tick <= high * 1.001);
}

/** Of many points in a row the least and the largest of each stretch, so that peaks stay. */
function thinned(points) {
  if (points.length <= MOST_POINTS) {
    return points;
  }
  const stretch = Math.ceil(points.length / (MOST_POINTS / 2));
  const kept = [];
  for (let from = 0; from < points.length; from += stretch) {
    const some = points.slice(from, from + stretch);
    const finite = some.filter(point => Number.isFinite(point[1]));
    if (finite.length === 0) {
      kept.push(some[0]);
      continue;
    }
    const low = finite.reduce((a, b) => (b[1] < a[1] ? b : a));
    const high = finite.reduce((a, b) => (b[1] > a[1] ? b : a));
    kept.push(...(low === high ? [low] : low[0] < high[0] ? [low, high] : [high, low]));
  }
  return kept;
}

function range(values) {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

/** A scale from values to places on the page; where it is widened, it begins and ends with a round number. */
function scale(values, from, to, log, widened) {
  let [low, high] = range(values);
  if (log) {
    if (low === high) {
      [low, high] = [low / 2, high * 2];
    }
    const place = value => from + (Math.log10(value / low) / Math.log10(high / low)) * (to - from);
    return {place, ticks: logTicks(low, high)};
  }
  if (low === high) {
    const pad = Math.abs(low) / 2 || 1;
    [low, high] = [low - pad, high + pad];
  }
  if (widened) {
    const step = stepOf(low, high);
    [low, high] = [Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step];
  }
  return {place: value => from + ((value - low) / (high - low)) * (to - from), ticks: ticks(low, high)};
}

/**
 * A chart: a figure with a title, a legend, lines, and what the pointer is at.
 *
 * spec: {title, x, log, series: [{name, color, dashed, points: [[x, y], ..]}]}; a y that is no finite number is a gap, and on a
 * logarithmic axis one that is not above 0.
 */
function lineChart(spec) {
  const drawable = y => Number.isFinite(y) && (!spec.log || y > 0);
  const series = spec.series.map(one => ({...one, points: thinned(one.points)}));
  const points = series.flatMap(one => one.points.filter(point => drawable(point[1])));
  const chart = element('figure', {class: 'chart'});
  const caption = element('figcaption', {}, element('strong', {}, spec.title));
  chart.append(caption);
  if (points.length === 0) {
    chart.append(element('p', {class: 'empty'}, 'no finite value'));
    return chart;
  }
  if (series.length > 1) {
    const legend = element('span', {class: 'legend'});
    series.forEach(one => legend.append(element('span', {class: 'key c' + (one.color % 8) + (one.dashed ? ' dashed' : '')},
      one.name)));
    caption.append(legend);
  }
  const x = scale(points.map(point => point[0]), MARGIN.left, WIDTH - MARGIN.right, false, false);
  const y = scale(points.map(point => point[1]), HEIGHT - MARGIN.bottom, MARGIN.top, spec.log, true);
  const svg = element('svg:svg', {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': spec.title});
  axes(svg, x, y, spec);
  series.forEach(one => line(svg, one, x, y, drawable));
  chart.append(svg);
  pointer(chart, svg, series, x, y, drawable, spec);
  return chart;
}

function axes(svg, x, y, spec) {
  for (const tick of y.ticks) {
    const at = y.place(tick).toFixed(1);
    svg.append(element('svg:line', {class: 'grid', x1: MARGIN.left, x2: WIDTH - MARGIN.right, y1: at, y2: at}),
      element('svg:text', {class: 'tick', x: MARGIN.left - 7, y: at, dy: '0.32em', 'text-anchor': 'end'}, figure(tick)));
  }
  for (const tick of x.ticks.filter(Number.isInteger)) {
    const at = x.place(tick).toFixed(1);
    svg.append(element('svg:text', {class: 'tick', x: at, y: HEIGHT - MARGIN.bottom + 17, 'text-anchor': 'middle'},
      figure(tick)));
  }
  svg.append(
    element('svg:line', {class: 'axis', x1: MARGIN.left, x2: WIDTH - MARGIN.right, y1: HEIGHT - MARGIN.bottom,
      y2: HEIGHT - MARGIN.bottom}),
    element('svg:text', {class: 'tick', x: (MARGIN.left + WIDTH - MARGIN.right) / 2, y: HEIGHT - 3,
      'text-anchor': 'middle'}, spec.x));
}

function line(svg, one, x, y, drawable) {
  let path = '';
  let open = false;
  for (const [at, value] of one.points) {
    if (drawable(value)) {
      path += (open ? 'L' : 'M') + x.place(at).toFixed(1) + ' ' + y.place(value).toFixed(1);
    }
    open = drawable(value);
  }
  const look = 'line c' + (one.color % 8) + (one.dashed ? ' dashed' : '');
  svg.append(element('svg:path', {class: look, d: path}));
  if (one.points.length <= 40) {
    one.points.filter(point => drawable(point[1])).forEach(point => svg.append(
      element('svg:circle', {class: 'dot c' + (one.color % 8), cx: x.place(point[0]), cy: y.place(point[1]), r: 2.2})));
  }
}

/** Follows the pointer: a line at the nearest x, and what each series has there. */
function pointer(chart, svg, series, x, y, drawable, spec) {
  const mark = element('svg:line', {class: 'mark', y1: MARGIN.top, y2: HEIGHT - MARGIN.bottom, visibility: 'hidden'});
  const told = element('div', {class: 'told', hidden: ''});
  svg.append(mark);
  chart.append(told);
  const all = [...new Set(series.flatMap(one => one.points.map(point => point[0])))].sort((a, b) => a - b);
  svg.addEventListener('pointermove', event => {
    const box = svg.getBoundingClientRect();
    const at = ((event.clientX - box.left) / box.width) * WIDTH;
    const near = all.reduce((a, b) => (Math.abs(x.place(b) - at) < Math.abs(x.place(a) - at) ? b : a));
    mark.setAttribute('x1', x.place(near));
    mark.setAttribute('x2', x.place(near));
    mark.setAttribute('visibility', 'visible');
    told.replaceChildren(element('div', {}, `${spec.x} ${figure(near)}`));
    for (const one of series) {
      const found = one.points.find(point => point[0] === near);
      if (found) {
        told.append(element('div', {class: 'key c' + (one.color % 8) + (one.dashed ? ' dashed' : '')},
          `${one.name} ${figure(found[1])}`));
      }
    }
    told.hidden = false;
    told.style.left = `${(x.place(near) / WIDTH) * 100}%`;
    told.classList.toggle('left', x.place(near) > WIDTH / 2);
  });
  svg.addEventListener('pointerleave', () => {
    mark.setAttribute('visibility', 'hidden');
    told.hidden = true;
  });
}

/** Values over more than two powers of ten are drawn on a logarithmic axis. */
function spansDecades(series) {
  const values = series.flatMap(one => one.points.map(point => point[1])).filter(value => Number.isFinite(value) && value > 0);
  const [low, high] = range(values);
  return high / low > 100;
}

function numbers(epochs, part, name) {
  return epochs.filter(epoch => epoch[part] && name in epoch[part]).map(epoch => [epoch.epoch, Number(epoch[part][name])]);
}

/** Curves over epochs: for a run alone training and validation, for several of each what it is judged by while it trains. */
function epochCharts(runs) {
  const ends = runs.map(run => run.events.filter(event => event.event === 'epoch'));
  const names = [...new Set(ends.flat().flatMap(epoch => Object.keys(epoch.train)))];
  const charts = names.map(name => {
    const series = [];
    runs.forEach((run, number) => {
      const validation = numbers(ends[number], 'validation', name);
      const train = numbers(ends[number], 'train', name);
      if (runs.length === 1) {
        series.push({name: 'training', color: 0, points: train}, {name: 'validation', color: 1, points: validation});
      } else {
        series.push({name: run.name + (validation.length ? '' : ' (training)'), color: number, dashed: number > 7,
          points: validation.length ? validation : train});
      }
    });
    const title = runs.length > 1 ? `${name} of validation` : name;
    return {title, x: 'epoch', series, log: name === 'loss' && spansDecades(series)};
  });
  const others = [['learning_rate', 'learning rate'], ['rows_per_second', 'rows a second']];
  if (ends.flat().some(epoch => epoch.waiting > 0)) {
    others.push(['waiting', 'share of time that was waited for data']);
  }
  for (const [key, title] of others) {
    charts.push({title, x: 'epoch', log: false, series: runs.map((run, number) => ({name: run.name, color: number,
      dashed: number > 7, points: ends[number].map(epoch => [epoch.epoch, Number(epoch[key])])}))});
  }
  return charts.map(chart => ({...chart, series: chart.series.filter(one => one.points.length > 0)}))
    .filter(chart => chart.series.length > 0);
}

/** Curves over the steps of one run that were looked into. */
function stepCharts(run) {
  const steps = run.events.filter(event => event.event === 'watched');
  if (steps.length === 0) {
    return [];
  }
  const loss = [{name: 'loss', color: 0, points: steps.map(step => [step.step, Number(step.loss)])}];
  const charts = [{title: 'loss of a step', x: 'step', series: loss, log: spansDecades(loss)}];
  for (const [key, title] of [['gradient_norms', 'norm of the gradient'], ['norms', 'norm of the weights']]) {
    const told = steps.filter(step => step[key]);
    const names = [...new Set(told.flatMap(step => Object.keys(step[key])))];
    // Biases and norms make a chart unreadable where there are weights.
    const weights = names.filter(name => /weight/.test(name));
    const series = (weights.length ? weights : names).map((name, number) => ({name, color: number, dashed: number > 7,
      points: told.filter(step => name in step[key]).map(step => [step.step, Number(step[key][name])])}));
    if (series.length > 0) {
      charts.push({title, x: 'step', series, log: key === 'gradient_norms' || spansDecades(series)});
    }
  }
  return charts;
}
