'use strict';

// Puts report.html together of the JSON within it.

const page = JSON.parse(document.getElementById('data').textContent);
const main = document.querySelector('main');

function section(title, ...content) {
  main.append(element('section', {}, element('h2', {}, title), ...content));
}

function table(head, rows, name = '') {
  const made = element('table', {class: name});
  if (head.length > 0) {
    made.append(element('thead', {}, element('tr', {}, ...head.map(cell => element('th', {}, cell)))));
  }
  made.append(element('tbody', {}, ...rows.map(row => element('tr', {}, ...row.map((cell, number) =>
    element(number === 0 ? 'th' : 'td', typeof cell === 'number' ? {class: 'number'} : {},
      cell instanceof Node ? cell : typeof cell === 'number' ? figure(cell) : cell))))));
  return element('div', {class: 'scrolled'}, made);
}

/** Nested keys as one, joined by dots. */
function flat(value, path = '') {
  if (value === null || typeof value !== 'object') {
    return [[path, value]];
  }
  if (Array.isArray(value) && value.every(item => item === null || typeof item !== 'object')) {
    return [[path, value.join(' ')]];
  }
  return Object.entries(value).flatMap(([key, inner]) => flat(inner, path ? `${path}.${key}` : key));
}

function facts(json, left = []) {
  return table([], flat(json).filter(([key]) => !left.some(name => key.startsWith(name)))
    .map(([key, value]) => [key.replaceAll('_', ' '), value === null ? '' : typeof value === 'boolean' ? String(value) : value]));
}

function charts(specs) {
  return element('div', {class: 'charts'}, ...specs.map(lineChart));
}

/** Rows are the true classes, columns the predicted ones. */
function matrix(classes, counts) {
  const rows = classes.map((_, truth) => classes.map((__, predicted) => counts[truth][predicted]));
  const most = Math.max(1, ...rows.flatMap((row, truth) => row.filter((_, predicted) => predicted !== truth)));
  const body = rows.map((row, truth) => {
    const total = row.reduce((a, b) => a + b, 0);
    const cells = row.map((count, predicted) => {
      const share = truth === predicted ? count / Math.max(1, total) : count / most;
      const cell = element('td', {class: truth === predicted ? 'hit' : 'miss',
        title: `${classes[truth]} taken for ${classes[predicted]}: ${count}`}, count === 0 ? '·' : figure(count));
      cell.style.setProperty('--share', `${Math.round(share * 70)}%`);
      return cell;
    });
    return element('tr', {}, element('th', {}, classes[truth]), ...cells,
      element('td', {class: 'number'}, total === 0 ? '–' : (row[truth] / total).toFixed(3)));
  });
  return element('div', {class: 'scrolled'}, element('table', {class: 'matrix'},
    element('thead', {}, element('tr', {}, element('th', {}, 'true \\ predicted'),
      ...classes.map(name => element('th', {}, name)), element('th', {}, 'found'))),
    element('tbody', {}, ...body)));
}

function judged(judgement) {
  const of = `${figure(judgement.count)} rows of ${judgement.rows}`;
  if (judgement.counts) {
    section('Confusion matrix', element('p', {}, `Of the ${of}: a row for each true class, a column for each predicted one.`),
      matrix(judgement.classes, judgement.counts));
  }
  if (judgement.confused && judgement.confused.length > 0) {
    section('Classes that are confused most', table(['true', 'predicted', 'rows'], judgement.confused));
  }
  if (judgement.worst.length > 0) {
    const pictures = judgement.worst.every(one => one.image);
    const said = one => `${one.truth} → ${one.predicted}` + (one.note ? ` ${one.note}` : '');
    section('Worst examples', element('p', {}, `Of the ${of}, as true → predicted. ${judgement.order}`), pictures
      ? element('div', {class: 'examples'}, ...judgement.worst.map(one => element('figure', {},
        element('img', {src: one.image, alt: `row ${one.row}`}), element('figcaption', {}, said(one)),
        element('small', {}, `row ${one.row}`))))
      : table(['row', 'true → predicted', ...judgement.columns],
        judgement.worst.map(one => [String(one.row), said(one), ...one.cells])));
  }
}

function one(run) {
  if (run.summary) {
    section('Result', facts(run.summary, ['test_confusion', 'validation_confusion', 'train_confusion']));
  }
  const epochs = epochCharts([run]);
  if (epochs.length > 0) {
    section('Curves', charts(epochs));
  }
  const steps = stepCharts(run);
  if (steps.length > 0) {
    section('Steps', charts(steps));
  }
  if (run.judgement) {
    judged(run.judgement);
  }
  section('Configuration', element('pre', {}, run.configuration));
  section('Machine', facts(run.machine));
}

document.title = page.title;
main.append(element('h1', {}, page.title), element('p', {class: 'said'}, page.said));
if (page.runs.length === 1) {
  one(page.runs[0]);
} else {
  page.tables.forEach(each => section(each.title, table(each.head, each.rows)));
  section('Curves', charts(epochCharts(page.runs)));
}
