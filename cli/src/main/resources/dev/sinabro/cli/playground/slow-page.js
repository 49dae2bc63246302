/** One step in slow motion: which example is looked at, and which stage. */
import { animate } from "./animation.js";
import { drawSlow, slowMotion, slowText, stageName } from "./slow.js";

const $ = (id) => document.getElementById(id);
const STAGED = ["slowBack", "slowOn", "slowPlay"];
let found;
let slow;
let stage = 0;
let row = 0;
let names = [];

/**
 * Begins to listen.
 *
 * @param look asks for an example by its number, and gives what is told of it, the settings, and the names of the inputs
 */
export function beginSlow(look) {
  const open = async () => {
    const answer = await look(row);
    if (answer) {
      found = answer;
      row = found.told.row;
      names = found.inputs;
      $("slowRow").textContent = `${row + 1}/${found.told.rows}`;
      STAGED.forEach((id) => ($(id).disabled = false));
      $("slowHint").hidden = true;
      first();
    }
  };
  $("slowLook").addEventListener("click", open);
  for (const [id, by] of [["slowBefore", -1], ["slowNext", 1]]) {
    $(id).addEventListener("click", () => {
      row += by;
      open();
    });
  }
  for (const [id, by] of [["slowBack", -1], ["slowOn", 1]]) {
    $(id).addEventListener("click", () => {
      stage = Math.min(slow.moments.length, Math.max(0, stage + by));
      draw();
    });
  }
  $("slowEdges").addEventListener("change", () => found && first());
  $("slowPlay").addEventListener("click", () => {
    const shown = slow;
    animate(slow.moments.length, (next) => {
      if (slow !== shown) return false;
      stage = next;
      draw();
      return true;
    });
  });
}

/** Before anything has moved. */
function first() {
  slow = slowMotion(found.settings, found.told, $("slowEdges").checked);
  stage = 0;
  draw();
}

function draw() {
  drawSlow($("slowGraph"), slow, stage, names);
  $("slowText").textContent = slowText(slow, stage);
  $("slowStage").textContent = stageName(slow, stage);
}

/** In another language. */
export function drawSlowAnew() {
  if (slow) {
    draw();
  }
}

/** Of another network there is nothing to be seen yet. */
export function clearSlow() {
  found = undefined;
  slow = undefined;
  $("slowGraph").replaceChildren();
  $("slowGraph").setAttribute("height", 0);
  $("slowText").textContent = "";
  $("slowStage").textContent = "";
  $("slowHint").hidden = false;
  STAGED.forEach((id) => ($(id).disabled = true));
}
