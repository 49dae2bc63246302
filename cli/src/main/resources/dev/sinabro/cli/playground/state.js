/** All that is chosen. The address holds it, so that it can be sent. */

const USUAL = {
  data: "circle", rows: 400, noise: 0.04, sample: 1, test: 0.5, features: ["x", "y"], axes: [], units: [4, 2],
  activation: "tanh", loss: "binary-cross-entropy", optimizer: "adam", keys: { "learning-rate": 0.03 }, l1: 0, l2: 0,
  batch: 16, seed: 42, device: "cpu", lesson: "",
};
/** A perceptron as it was: no hidden layer, one example at a time. */
const PERCEPTRON = { units: [], loss: "perceptron", optimizer: "sgd", keys: { "learning-rate": 1 }, batch: 1, features: ["x", "y"] };

/** What is chosen now. */
export const state = { ...structuredClone(USUAL), ...restored() };

function restored() {
  try {
    return JSON.parse(decodeURIComponent(location.hash.slice(1)) || "{}");
  } catch {
    return {};
  }
}

/** Puts it into the address. */
export function remember() {
  history.replaceState(null, "", `#${encodeURIComponent(JSON.stringify(state))}`);
}

/** Chooses what is usual, but for these. */
export function chooseAnew(settings) {
  Object.assign(state, structuredClone(USUAL), structuredClone(settings));
}

/** What is usual for the four points of a truth table. */
export function perceptron() {
  return structuredClone(PERCEPTRON);
}
