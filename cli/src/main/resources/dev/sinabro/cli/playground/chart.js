/** Small charts in SVG. */
const SVG = "http://www.w3.org/2000/svg";

export function element(name, attributes = {}, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  if (text !== undefined) {
    made.textContent = text;
  }
  return made;
}

export function figure(value) {
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(2) : value.toPrecision(4).replace(/\.?0+$/, "");
}

/** Losses of training and test by epoch: [epoch, training, test]. */
export function drawLosses(svg, points, names) {
  svg.replaceChildren();
  if (points.length === 0) {
    return;
  }
  const values = points.flatMap((point) => point.slice(1));
  const most = Math.max(...values, 1e-12);
  const least = Math.min(...values, 0);
  const last = points[points.length - 1][0];
  const x = (epoch) => 36 + (276 * epoch) / last;
  const y = (value) => 106 - (94 * (value - least)) / (most - least);
  for (const [index, kind] of [[1, "train"], [2, "test"]]) {
    const known = points.filter((point) => point.length > index);
    if (known.length > 0) {
      svg.append(element("polyline", { class: kind, points: known.map((point) => `${x(point[0])},${y(point[index])}`).join(" ") }));
      svg.append(element("line", { class: kind, x1: 150 + 80 * (index - 1), x2: 164 + 80 * (index - 1), y1: 8, y2: 8 }));
      svg.append(element("text", { x: 168 + 80 * (index - 1), y: 12 }, names[index - 1]));
    }
  }
  svg.append(element("text", { x: 2, y: 16 }, figure(most)), element("text", { x: 2, y: 108 }, figure(least)));
  svg.append(element("text", { x: 312, y: 118, "text-anchor": "end" }, String(last)));
}

/** A bar for each layer's gradient, by powers of ten from 1e-8 to 10. */
export function drawNorms(svg, norms) {
  const least = -8;
  const most = 1;
  svg.setAttribute("width", 520);
  svg.setAttribute("height", 24 * norms.length + 20);
  svg.replaceChildren();
  norms.forEach((norm, i) => {
    const exponent = Math.min(most, Math.max(least, Math.log10(Math.max(norm.gradient, 1e-12))));
    const width = (300 * (exponent - least)) / (most - least);
    svg.append(element("text", { x: 0, y: 24 * i + 16 }, norm.name));
    svg.append(element("rect", { x: 90, y: 24 * i + 4, width, height: 16, fill: "currentColor", opacity: 0.5 }));
    svg.append(element("text", { x: 96 + width, y: 24 * i + 16 }, figure(norm.gradient)));
  });
}

/** Where a matrix of two rows and columns, and a shift, take the grid of the plane. */
export function drawMap(svg, weight, bias) {
  svg.replaceChildren();
  if (!weight) {
    return;
  }
  const to = (x, y) => `${weight[0] * x + weight[1] * y + bias[0]},${-(weight[2] * x + weight[3] * y + bias[1])}`;
  for (let i = -4; i <= 4; i++) {
    const at = i / 4;
    for (const points of [`${to(at, -1)} ${to(at, 1)}`, `${to(-1, at)} ${to(1, at)}`]) {
      svg.append(element("polyline", { points, fill: "none", stroke: "currentColor", "stroke-width": 0.012, opacity: 0.5 }));
    }
  }
  for (const [x, y, color] of [[1, 0, "var(--low)"], [0, 1, "var(--high)"]]) {
    svg.append(element("polyline", { points: `${to(0, 0)} ${to(x, y)}`, fill: "none", stroke: color, "stroke-width": 0.05 }));
    const [px, py] = to(1.1 * x, 1.1 * y).split(",");
    svg.append(element("text", { x: px, y: py }, x ? "x" : "y"));
  }
}
