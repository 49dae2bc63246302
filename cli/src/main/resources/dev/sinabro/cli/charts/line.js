/** One curve of a chart: its points, its smoothed points, and its shapes. */
import { shape } from "./element.js";
import { smoother } from "./smoothing.js";
import { thinned } from "./thinning.js";

/** Of more points none has a dot of its own. */
const MOST_DOTS = 40;
const COLORS = 8;

/** The classes of what belongs to a curve: its color, and dashes for those beyond the colors. */
export function look(series) {
  return `c${series.color % COLORS}${series.dashed ?? series.color >= COLORS ? " dashed" : ""}`;
}

export class Line {
  #smooth;
  #open = false;
  #raw;
  #path;
  #group;

  /** @param series {name, color, dashed, points: [[x, y], ..]} with x ascending */
  constructor(series, weight) {
    this.name = series.name;
    this.look = look(series);
    this.points = [];
    this.smoothed = [];
    this.shown = true;
    this.weight = weight;
    this.#smooth = smoother(weight);
    this.add(series.points);
  }

  add(points) {
    this.points.push(...points);
    this.smoothed.push(...points.map(([x, y]) => [x, this.#smooth(y)]));
  }

  /** Whether these points are its own and perhaps some more behind them. */
  begins(points) {
    const last = this.points.length - 1;
    return points.length > last
      && (last < 0 || (points[0][0] === this.points[0][0] && points[last].every((value, i) => Object.is(value, this.points[last][i]))));
  }

  smooth(weight) {
    this.weight = weight;
    this.#smooth = smoother(weight);
    this.smoothed = this.points.map(([x, y]) => [x, this.#smooth(y)]);
  }

  /** Its value at a place, as it is and smoothed; undefined where it has none. */
  at(x) {
    let [from, to] = [0, this.points.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      [from, to] = this.points[middle][0] < x ? [middle + 1, to] : [from, middle];
    }
    return this.points[from]?.[0] === x ? [this.points[from][1], this.smoothed[from][1]] : undefined;
  }

  /** Draws all of it. */
  draw(place) {
    this.#raw = shape("path", { class: `line raw ${this.look}` });
    this.#path = shape("path", { class: `line ${this.look}` });
    this.#group = shape("g", {}, ...(this.weight > 0 ? [this.#raw] : []), this.#path);
    this.#open = false;
    this.#trace(thinned(this.points), thinned(this.smoothed), place);
    return this.#group;
  }

  /** Draws what has come since; false where it has to be drawn anew for that. */
  extend(from, place) {
    if (from <= MOST_DOTS && this.points.length > MOST_DOTS) {
      return false;
    }
    this.#trace(this.points.slice(from), this.smoothed.slice(from), place);
    return true;
  }

  #trace(points, smoothed, place) {
    const before = this.#open;
    if (this.weight > 0) {
      this.#lengthen(this.#raw, points, place);
      this.#open = before;
    }
    this.#lengthen(this.#path, smoothed, place);
    if (this.points.length <= MOST_DOTS) {
      smoothed.map(place).filter((at) => at !== undefined).forEach(([cx, cy]) => this.#group.append(
        shape("circle", { class: `dot ${this.look}`, cx: cx.toFixed(1), cy: cy.toFixed(1), r: 2.2 })));
    }
  }

  #lengthen(path, points, place) {
    let d = path.getAttribute("d") ?? "";
    for (const point of points) {
      const at = place(point);
      if (at !== undefined) {
        d += `${this.#open ? "L" : "M"}${at[0].toFixed(1)} ${at[1].toFixed(1)}`;
      }
      this.#open = at !== undefined;
    }
    path.setAttribute("d", d);
  }
}
