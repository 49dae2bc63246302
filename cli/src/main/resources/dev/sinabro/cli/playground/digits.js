/** Convolution: what the filters of a network that reads digits find in one. */
import { drawBars } from "./charts/bars.js";
import { figure } from "./charts/figure.js";
import { shade } from "./plane.js";
import { word } from "./words.js";

const SIDE = 8;
const BRIGHTEST = 16;
const WAIT_MILLIS = 300;

const $ = (id) => document.getElementById(id);
let ask;
let pixels = new Array(SIDE * SIDE).fill(0);
let answer;
let filter = 0;
let cell = 27;
let number = 0;
let busy = false;
let again = false;

/** Called when the page is first looked at, and each time after. */
export async function openDigits(asking) {
  const first = ask === undefined;
  ask = asking;
  let state = await ask("digits");
  while (!state.ready) {
    $("digitState").textContent = `${word("digitsTraining")} ${state.epoch}/${state.epochs || "…"}`;
    await new Promise((resolve) => setTimeout(resolve, WAIT_MILLIS));
    state = await ask("digits");
  }
  if (first) {
    begin();
    await sample();
  }
}

function begin() {
  $("digitNext").addEventListener("click", sample);
  $("digitClear").addEventListener("click", () => {
    pixels.fill(0);
    $("digitState").textContent = "";
    read();
  });
  const canvas = $("digit");
  canvas.addEventListener("pointermove", (event) => {
    const box = canvas.getBoundingClientRect();
    const column = Math.floor((SIDE * (event.clientX - box.left)) / box.width);
    const row = Math.floor((SIDE * (event.clientY - box.top)) / box.height);
    if (row < 0 || row >= SIDE || column < 0 || column >= SIDE) return;
    cell = SIDE * row + column;
    if (event.buttons) {
      paint(row, column);
    }
    drawImage();
    drawPatch();
  });
  canvas.addEventListener("keydown", (event) => {
    const move = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -SIDE, ArrowDown: SIDE }[event.key];
    if (move !== undefined) {
      event.preventDefault();
      cell = (cell + move + SIDE * SIDE) % (SIDE * SIDE);
    } else if (event.key === "Enter") {
      paint(Math.floor(cell / SIDE), cell % SIDE);
    } else {
      return;
    }
    drawImage();
    drawPatch();
  });
}

/** A brush as wide as the strokes of the digits that it learned from. */
function paint(row, column) {
  for (const [dy, dx, ink] of [[0, 0, 16], [0, 1, 5], [1, 0, 5], [0, -1, 5], [-1, 0, 5]]) {
    const [y, x] = [row + dy, column + dx];
    if (y >= 0 && y < SIDE && x >= 0 && x < SIDE) {
      pixels[SIDE * y + x] = Math.max(pixels[SIDE * y + x], ink);
    }
  }
  read();
}

async function sample() {
  const found = await ask(`sample?number=${number++}`);
  pixels = found.pixels;
  $("digitState").textContent = `${word("digitIs")} ${found.digit}`;
  await read();
}

/** One question at a time; of what is drawn meanwhile the latest counts. */
async function read() {
  drawImage();
  again = true;
  if (busy) return;
  busy = true;
  try {
    while (again) {
      again = false;
      answer = await ask("digit", { pixels });
    }
  } finally {
    busy = false;
  }
  drawMaps();
  drawPatch();
  drawAnswer();
}

function grey(canvas, values, columns, most) {
  const context = canvas.getContext("2d");
  const size = canvas.width / columns;
  values.forEach((value, i) => {
    const light = Math.round(255 - (255 * Math.min(most, Math.max(0, value))) / most);
    context.fillStyle = `rgb(${light},${light},${light})`;
    context.fillRect((i % columns) * size, Math.floor(i / columns) * size, size, size);
  });
}

function signed(canvas, values, columns) {
  const context = canvas.getContext("2d");
  const size = canvas.width / columns;
  const most = Math.max(...values.map(Math.abs), 1e-9);
  values.forEach((value, i) => {
    context.fillStyle = `rgb(${shade(value / most)})`;
    context.fillRect((i % columns) * size, Math.floor(i / columns) * size, size, size);
  });
}

function drawImage() {
  const canvas = $("digit");
  grey(canvas, pixels, SIDE, BRIGHTEST);
  const context = canvas.getContext("2d");
  const size = canvas.width / SIDE;
  context.strokeStyle = "#1f6fc0";
  context.lineWidth = 2;
  context.strokeRect((cell % SIDE - 1) * size, (Math.floor(cell / SIDE) - 1) * size, 3 * size, 3 * size);
}

function drawMaps() {
  $("maps").replaceChildren(...answer.layers.slice(1).map((layer) => {
    const [, channels, rows, columns] = layer.shape;
    const made = document.createElement("figure");
    const caption = document.createElement("figcaption");
    caption.textContent = `${layer.place}  ${layer.kind}  ${channels} × ${rows} × ${columns}`;
    made.append(caption);
    for (let channel = 0; channel < channels; channel++) {
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = 8 * columns;
      signed(canvas, layer.values.slice(channel * rows * columns, (channel + 1) * rows * columns), columns);
      if (layer.place === "1") {
        canvas.tabIndex = 0;
        canvas.className = channel === filter ? "now" : "";
        const choose = () => {
          filter = channel;
          drawMaps();
          drawPatch();
        };
        canvas.addEventListener("click", choose);
        canvas.addEventListener("keydown", (event) => event.key === "Enter" && choose());
      }
      made.append(canvas);
    }
    return made;
  }));
}

/** The patch under the pointer, times the filter, and what the layer made of it. */
function drawPatch() {
  if (!answer) return;
  const kernel = answer.kernels.values.slice(9 * filter, 9 * filter + 9);
  signed($("kernel"), kernel, 3);
  const lines = [];
  for (let y = 0; y < 3; y++) {
    const terms = [];
    for (let x = 0; x < 3; x++) {
      const row = Math.floor(cell / SIDE) + y - 1;
      const column = (cell % SIDE) + x - 1;
      const inside = row >= 0 && row < SIDE && column >= 0 && column < SIDE;
      terms.push(`${(inside ? pixels[SIDE * row + column] : 0).toFixed(0).padStart(2)} · ${kernel[3 * y + x].toFixed(2).padStart(5)}`);
    }
    lines.push(terms.join(" + "));
  }
  const map = answer.layers.find((layer) => layer.place === "1");
  lines.push(`= ${figure(map.values[filter * SIDE * SIDE + cell])}`);
  $("patch").textContent = lines.join("\n");
}

function drawAnswer() {
  signed($("back"), answer.back, SIDE);
  const rows = answer.probabilities.map((value, digit) => ({ name: String(digit), value }));
  drawBars($("probabilities"), rows, [0, 1], { text: (value) => value.toFixed(3) });
}
