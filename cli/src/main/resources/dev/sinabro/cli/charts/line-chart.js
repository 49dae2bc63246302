/** A chart of several curves over each other, which grows as their points come. */
import { element, shape } from "./element.js";
import { figure } from "./figure.js";
import { Line } from "./line.js";
import { range, scale } from "./scale.js";

const USUAL = { width: 560, height: 240 };
const MARGIN = { right: 14, top: 10, bottom: 34 };
const TICK_WIDTH = 90;
const TICK_HEIGHT = 45;
const LETTER_WIDTH = 7;
/** On the right of a chart that grows, as a share, so that not every point moves all others. */
const ROOM = 0.25;
const WORDS = { log: "log", smoothed: "smoothed", empty: "no finite value", to: "to", least: "least", most: "most" };

export class LineChart {
  /** What is put on the page. */
  figure = element("figure", { class: "chart" });
  #spec;
  #words;
  #lines = [];
  #log;
  #smoothing;
  #legend = element("span", { class: "legend" });
  #logButton = element("button", { type: "button", class: "log" });
  #plot = element("div", { class: "plot" });
  #svg = shape("svg", { tabindex: 0, role: "img" });
  #mark = shape("line", { class: "mark", visibility: "hidden" });
  #told = element("div", { class: "told", "aria-live": "polite", hidden: "" });
  #width = USUAL.width;
  #x;
  #y;
  #marked;
  #asked = false;
  #growing = false;

  /**
   * @param spec title; x: what its points go along, such as "epoch"; series: [{name, color, dashed, points: [[x, y], ..]}] with x
   *   ascending, a y that is no finite number is a gap, and so is one not above 0 on a logarithmic scale; log; smoothing: the
   *   weight of the past, from 0 to below 1; height in pixels; words: those of WORDS in another language
   */
  constructor(spec) {
    this.#spec = { height: USUAL.height, ...spec };
    this.#words = { ...WORDS, ...spec.words };
    this.#log = spec.log ?? false;
    this.#smoothing = spec.smoothing ?? 0;
    this.#logButton.append(this.#words.log);
    this.#logButton.addEventListener("click", () => this.log(!this.#log));
    this.figure.append(element("figcaption", {}, element("strong", {}, spec.title), this.#legend, this.#logButton), this.#plot);
    this.#plot.append(this.#svg, this.#told);
    this.#listen();
    this.#lines = spec.series.map((series) => new Line(series, this.#smoothing));
    this.#label();
    this.#draw();
  }

  /** Takes curves as they are now: of what only became longer the rest is drawn, and all else anew. */
  update(series) {
    const known = new Map(this.#lines.map((line) => [line.name, line]));
    const same = series.length === this.#lines.length && series.every((one) => known.get(one.name)?.begins(one.points));
    if (!same) {
      this.#lines = series.map((one) => {
        const line = new Line(one, this.#smoothing);
        line.shown = known.get(one.name)?.shown ?? true;
        return line;
      });
      this.#label();
      this.#ask();
      return;
    }
    for (const one of series) {
      const line = known.get(one.name);
      const from = line.points.length;
      line.add(one.points.slice(from));
      if (line.points.length > from && line.shown) {
        this.#extend(line, from);
      }
    }
    this.#describe();
  }

  /** Chooses a logarithmic scale, or a linear one. */
  log(chosen) {
    this.#log = chosen;
    this.#ask();
  }

  /** Chooses the weight of the past, from 0 to below 1. */
  smooth(weight) {
    this.#smoothing = weight;
    this.#lines.forEach((line) => line.smooth(weight));
    this.#ask();
  }

  /** Draws anew, once, when the page is drawn next. */
  #ask() {
    if (!this.#asked) {
      this.#asked = true;
      requestAnimationFrame(() => this.#draw());
    }
  }

  #extend(line, from) {
    if (this.#asked) {
      return;
    }
    const more = line.points.slice(from);
    const fits = this.#x && more.every(([x, y]) => this.#x.covers(x) && (!this.#drawable(y) || this.#y.covers(y)));
    if (!fits || !line.extend(from, (point) => this.#place(point))) {
      this.#growing = true;
      this.#ask();
    }
  }

  #drawable(y) {
    return Number.isFinite(y) && (!this.#log || y > 0);
  }

  #place([x, y]) {
    return this.#drawable(y) ? [this.#x.place(x), this.#y.place(y)] : undefined;
  }

  /** The legend: each name shows or hides its curve. */
  #label() {
    this.#legend.replaceChildren(...(this.#lines.length < 2 ? [] : this.#lines.map((line) => {
      const key = element("button", { type: "button", class: `key ${line.look}`, "aria-pressed": line.shown }, line.name);
      key.addEventListener("click", () => {
        line.shown = !line.shown;
        key.setAttribute("aria-pressed", line.shown);
        this.#ask();
      });
      return key;
    })));
  }

  #draw() {
    this.#asked = false;
    const lines = this.#lines.filter((line) => line.shown);
    const points = lines.flatMap((line) => line.points.filter((point) => this.#drawable(point[1])));
    this.#logButton.setAttribute("aria-pressed", this.#log);
    this.#svg.replaceChildren();
    const marked = this.#marked;
    this.#hide();
    this.#x = undefined;
    this.#describe();
    const { height } = this.#spec;
    this.#svg.setAttribute("viewBox", `0 0 ${this.#width} ${height}`);
    if (points.length === 0) {
      this.#svg.append(shape("text", { class: "tick", x: this.#width / 2, y: height / 2, "text-anchor": "middle" }, this.#words.empty));
      return;
    }
    const bottom = height - MARGIN.bottom;
    this.#y = scale(range(points.map((point) => point[1])), [bottom, MARGIN.top],
      { log: this.#log, widened: true, most: Math.max(2, Math.round(bottom / TICK_HEIGHT)) });
    const left = 14 + LETTER_WIDTH * Math.max(...this.#y.ticks.map((tick) => figure(tick).length), 1);
    const xs = points.map((point) => point[0]);
    const [first, last] = range(xs);
    this.#x = scale([first, last + (this.#growing ? ROOM * (last - first) : 0)], [left, this.#width - MARGIN.right],
      { whole: xs.every(Number.isInteger), most: Math.max(2, Math.round((this.#width - left) / TICK_WIDTH)) });
    this.#axes(left, bottom);
    this.#svg.append(...lines.map((line) => line.draw((point) => this.#place(point))), this.#mark);
    this.#mark.setAttribute("y1", MARGIN.top);
    this.#mark.setAttribute("y2", bottom);
    if (marked !== undefined) {
      this.#tell(marked);
    }
  }

  #axes(left, bottom) {
    const right = this.#width - MARGIN.right;
    for (const tick of this.#y.ticks) {
      const y = this.#y.place(tick).toFixed(1);
      this.#svg.append(shape("line", { class: "grid", x1: left, x2: right, y1: y, y2: y }),
        shape("text", { class: "tick", x: left - 7, y, dy: "0.32em", "text-anchor": "end" }, figure(tick)));
    }
    for (const tick of this.#x.ticks) {
      const x = this.#x.place(tick).toFixed(1);
      this.#svg.append(shape("text", { class: "tick", x, y: bottom + 16, "text-anchor": "middle" }, figure(tick)));
    }
    this.#svg.append(shape("line", { class: "axis", x1: left, x2: right, y1: bottom, y2: bottom }),
      shape("text", { class: "tick", x: (left + right) / 2, y: this.#spec.height - 3, "text-anchor": "middle" }, this.#spec.x));
  }

  /** What is seen, for those who hear it. */
  #describe() {
    const { to, least, most } = this.#words;
    const told = this.#lines.filter((line) => line.shown).map((line) => {
      const finite = line.points.filter((point) => Number.isFinite(point[1]));
      if (finite.length === 0) {
        return `${line.name}: ${this.#words.empty}`;
      }
      const [low, high] = range(finite.map((point) => point[1]));
      const [first, last] = [finite[0], finite[finite.length - 1]];
      return `${line.name}, ${this.#spec.x} ${figure(first[0])} ${to} ${figure(last[0])}: ${figure(first[1])} ${to} ${figure(last[1])}, `
        + `${least} ${figure(low)}, ${most} ${figure(high)}`;
    });
    this.#svg.setAttribute("aria-label", [this.#spec.title, ...told].join(". "));
  }

  #listen() {
    new ResizeObserver(([entry]) => {
      const width = Math.round(entry.contentRect.width);
      if (width > 0 && width !== this.#width) {
        this.#width = width;
        this.#ask();
      }
    }).observe(this.#plot);
    const pointed = (event) => {
      const box = this.#svg.getBoundingClientRect();
      const at = ((event.clientX - box.left) / box.width) * this.#width;
      const all = this.#places();
      if (this.#x && all.length > 0) {
        this.#tell(all.reduce((a, b) => (Math.abs(this.#x.place(b) - at) < Math.abs(this.#x.place(a) - at) ? b : a)));
      }
    };
    this.#svg.addEventListener("pointermove", pointed);
    this.#svg.addEventListener("pointerdown", pointed);
    this.#svg.addEventListener("pointerleave", () => this.#hide());
    this.#svg.addEventListener("blur", () => this.#hide());
    this.#svg.addEventListener("keydown", (event) => this.#key(event));
  }

  /** The places along which the shown curves have points. */
  #places() {
    return [...new Set(this.#lines.filter((line) => line.shown).flatMap((line) => line.points.map((point) => point[0])))]
      .sort((a, b) => a - b);
  }

  #key(event) {
    const all = this.#places();
    const now = this.#marked === undefined ? undefined : all.indexOf(this.#marked);
    const wide = event.shiftKey ? 10 : 1;
    const next = { ArrowLeft: (now ?? all.length) - wide, ArrowRight: (now ?? -1) + wide, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === "Escape") {
      this.#hide();
    } else if (next !== undefined && this.#x && all.length > 0) {
      event.preventDefault();
      this.#tell(all[Math.min(all.length - 1, Math.max(0, next))]);
    }
  }

  /** Marks a place, and tells what each curve has there. */
  #tell(x) {
    this.#marked = x;
    const place = this.#x.place(x);
    this.#mark.setAttribute("x1", place);
    this.#mark.setAttribute("x2", place);
    this.#mark.setAttribute("visibility", "visible");
    this.#told.replaceChildren(element("div", {}, `${this.#spec.x} ${figure(x)}`));
    for (const line of this.#lines.filter((one) => one.shown)) {
      const found = line.at(x);
      if (found) {
        const smoothed = this.#smoothing > 0 ? ` (${this.#words.smoothed} ${figure(found[1])})` : "";
        this.#told.append(element("div", { class: `key ${line.look}` }, `${line.name} ${figure(found[0])}${smoothed}`));
      }
    }
    this.#told.hidden = false;
    this.#told.style.left = `${(place / this.#width) * 100}%`;
    this.#told.classList.toggle("left", place > this.#width / 2);
  }

  #hide() {
    this.#marked = undefined;
    this.#mark.setAttribute("visibility", "hidden");
    this.#told.hidden = true;
  }
}
