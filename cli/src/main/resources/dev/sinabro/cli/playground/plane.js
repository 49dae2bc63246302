/** The plane in colors: what the network tells everywhere, and the points that it learns from. */

const CLASS_COLORS = ["#d9730d", "#1f6fc0", "#2a9d5c", "#a23fb5", "#c1292e", "#7d6608", "#0e8a8a", "#5a5f73", "#e377c2", "#8c564b"];
const LOW = [217, 115, 13];
const MIDDLE = [248, 246, 240];
const HIGH = [31, 111, 192];

export function decoded(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** The color of a height from -1 to 1. */
export function shade(height) {
  const part = Math.min(1, Math.abs(height));
  const end = height < 0 ? LOW : HIGH;
  return MIDDLE.map((middle, i) => Math.round(middle + (end[i] - middle) * part));
}

export function classColor(number) {
  return CLASS_COLORS[number % CLASS_COLORS.length];
}

function mixed(hex, part) {
  return MIDDLE.map((middle, i) => Math.round(middle + (parseInt(hex.slice(1 + 2 * i, 3 + 2 * i), 16) - middle) * part));
}

/** Bytes around 127.5 as a picture; where it is hard, with nothing between the two sides. */
export function picture(bytes, classes, hard = false) {
  const side = Math.round(Math.sqrt(bytes.length));
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const context = canvas.getContext("2d");
  const image = context.createImageData(side, side);
  for (let i = 0; i < bytes.length; i++) {
    const exact = (bytes[i] - 127.5) / 127.5;
    const height = hard ? Math.sign(exact) : exact;
    const color = classes ? mixed(classColor(classes[i]), 0.25 + 0.5 * Math.max(0, height)) : shade(0.85 * height);
    image.data.set([...color, 255], 4 * i);
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

/**
 * Draws the plane and its points.
 *
 * @param told height, classes and scale of its cells
 * @param text the points, and the box that they lie in
 * @param how test: with the points that are not trained on; hard: without what lies between two sides; line: w, v, b of a line;
 *   ringed: numbers of points that are ringed
 */
export function drawPlane(canvas, told, text, { test, hard, line, ringed = [] }) {
  const context = canvas.getContext("2d");
  const { width, height } = canvas;
  context.imageSmoothingEnabled = true;
  context.drawImage(picture(decoded(told.height), told.classes && decoded(told.classes), hard), 0, 0, width, height);
  const [left, right, bottom, top] = text.box;
  const place = ([x, y]) => [((x - left) / (right - left)) * width, ((top - y) / (top - bottom)) * height];
  const scale = told.scale;
  const radius = text.train.length > 500 ? 3 : text.train.length > 20 ? 4.5 : 10;
  const draw = (points, edge) => {
    for (const point of points) {
      const [x, y] = place(point);
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      context.fillStyle = text.ofClasses ? classColor(point[2]) : `rgb(${shade(point[2] / scale)})`;
      context.fill();
      context.lineWidth = 1;
      context.strokeStyle = edge;
      context.stroke();
    }
  };
  draw(text.train, "#ffffff");
  if (test) {
    draw(text.test, "#000000");
  }
  for (const number of ringed) {
    const [x, y] = place(text.train[number]);
    context.beginPath();
    context.arc(x, y, radius + 4, 0, 2 * Math.PI);
    context.lineWidth = 2;
    context.strokeStyle = "#222222";
    context.stroke();
  }
  if (line) {
    drawLine(context, line, text.box, place);
  }
}

/** Where w x + v y + b = 0. */
function drawLine(context, [w, v, b], [left, right, bottom, top], place) {
  const ends = [];
  if (Math.abs(v) > Math.abs(w)) {
    for (const x of [left, right]) ends.push([x, -(w * x + b) / v]);
  } else if (w !== 0) {
    for (const y of [bottom, top]) ends.push([-(v * y + b) / w, y]);
  }
  if (ends.length === 2) {
    context.beginPath();
    context.moveTo(...place(ends[0]));
    context.lineTo(...place(ends[1]));
    context.lineWidth = 2;
    context.strokeStyle = "#222222";
    context.stroke();
  }
}
