/** Charts beside each other, and how much all of them are smoothed. */
import { element } from "./element.js";
import { LineChart } from "./line-chart.js";

const MOST_SMOOTHING = 0.99;

export class ChartGrid {
  /** What is put on the page. */
  element = element("div");
  #charts = new Map();
  #grid = element("div", { class: "charts" });
  #smoothing = element("input", { type: "range", min: 0, max: MOST_SMOOTHING, step: 0.01, value: 0 });

  /**
   * @param specs of each chart, see LineChart; a title is that of one chart
   * @param words smoothing, in another language
   */
  constructor(specs, { smoothing = "smoothing" } = {}) {
    const output = element("output", {}, "0");
    this.#smoothing.addEventListener("input", () => {
      output.value = this.#smoothing.value;
      this.#charts.forEach((chart) => chart.smooth(Number(this.#smoothing.value)));
    });
    this.element.append(element("label", { class: "smoothing" }, `${smoothing} `, this.#smoothing, " ", output), this.#grid);
    this.update(specs);
  }

  /** Takes the curves as they are now; of a title that is new there is a chart more, and of one that is gone one less. */
  update(specs) {
    const before = [...this.#charts.keys()].join("\n");
    this.#charts = new Map(specs.map((spec) => {
      const chart = this.#charts.get(spec.title);
      chart?.update(spec.series);
      return [spec.title, chart ?? new LineChart({ ...spec, smoothing: Number(this.#smoothing.value) })];
    }));
    if ([...this.#charts.keys()].join("\n") !== before) {
      this.#grid.replaceChildren(...[...this.#charts.values()].map((chart) => chart.figure));
    }
  }
}
