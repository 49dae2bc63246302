/** Which classes were taken for which. */
import { element } from "./element.js";
import { figure } from "./figure.js";

/** A table: rows are the true classes, columns the predicted ones; counts[true][predicted]. */
export function confusionMatrix(classes, counts) {
  const off = counts.flatMap((row, truth) => row.filter((_, predicted) => predicted !== truth));
  const most = Math.max(1, ...off);
  const body = counts.map((row, truth) => {
    const total = row.reduce((a, b) => a + b, 0);
    const cells = row.map((count, predicted) => {
      const share = truth === predicted ? count / Math.max(1, total) : count / most;
      const cell = element("td", { class: truth === predicted ? "hit" : "miss",
        title: `${classes[truth]} taken for ${classes[predicted]}: ${count}` }, count === 0 ? "·" : figure(count));
      cell.style.setProperty("--share", `${Math.round(share * 70)}%`);
      return cell;
    });
    return element("tr", {}, element("th", { scope: "row" }, classes[truth]), ...cells,
      element("td", { class: "number" }, total === 0 ? "–" : (row[truth] / total).toFixed(3)));
  });
  return element("div", { class: "scrolled" }, element("table", { class: "matrix" },
    element("thead", {}, element("tr", {}, element("th", {}, "true \\ predicted"),
      ...classes.map((name) => element("th", { scope: "col" }, name)), element("th", { scope: "col" }, "found"))),
    element("tbody", {}, ...body)));
}
