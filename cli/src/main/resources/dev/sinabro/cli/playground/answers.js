/** What a network answers of each row of a truth table, and what its last step was on. */
import { element } from "./charts/element.js";
import { figure } from "./charts/figure.js";
import { word } from "./words.js";

/** A line for each row: the point, the weighted sum, and whether its side is the right one; empty of larger data. */
export function drawAnswers(table, text, answers) {
  table.replaceChildren();
  if (!answers || text.outputs !== 1) {
    return;
  }
  const head = [...text.axes, text.target, word("sum"), word("answer")];
  table.append(element("tr", {}, ...head.map((name) => element("th", {}, name))));
  answers.forEach(({ sums }, row) => {
    const [x, y, target] = text.train[row];
    const answer = sums[0] > 0 ? 1 : 0;
    const cells = [figure(x), figure(y), text.classes[target], figure(sums[0]), `${text.classes[answer]} ${answer === target ? "✓" : "✗"}`];
    table.append(element("tr", { class: answer === target ? "right" : "wrong" }, ...cells.map((cell) => element("td", {}, cell))));
  });
}

/** What the last step did, in words; of a running training nothing. */
export function lastStep(last) {
  return last ? word(last.changed ? "moved" : "unmoved") : "";
}
