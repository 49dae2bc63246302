/** Scales: from values to places on the page, with the round values that stand beside them. */

const USUAL_TICKS = 5;
/** Of fewer powers of ten, 2 and 5 times these have ticks too. */
const FEW_TICKS = 3;
/** What a logarithmic scale is wider than its values, as a share of it. */
const LOG_PAD = 0.04;

/** The least and the largest of values. */
export function range(values) {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

/** How far round numbers are apart of which a range has about so many. */
function stepOf(low, high, most, whole) {
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999);
  return whole ? Math.max(1, step) : step;
}

function linearTicks(low, high, step) {
  const all = [];
  for (let number = Math.ceil(low / step - 1e-9); number * step <= high + step * 1e-9; number++) {
    // Of 3 * 0.1 no more digits than a reader expects.
    all.push(Number((number * step).toPrecision(12)) || 0);
  }
  return all;
}

/** Powers of ten within a range; where there are few of them, 2 and 5 times these too. */
function logTicks(low, high, most) {
  if (high / low < 10) {
    return linearTicks(low, high, stepOf(low, high, most, false));
  }
  const powers = multiples(low, high, most, [1]);
  return powers.length < FEW_TICKS ? multiples(low, high, most, [1, 2, 5]) : powers;
}

/** Powers of ten, times each of some factors, within a range. */
function multiples(low, high, most, factors) {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const every = Math.max(1, Math.ceil((last - first) / (most + 2)));
  const all = [];
  for (let power = first; power <= last; power += every) {
    factors.forEach((factor) => all.push(Number(`${factor}e${power}`)));
  }
  return all.filter((tick) => tick >= low * 0.999 && tick <= high * 1.001);
}

function logScale([low, high], [from, to], most) {
  const pad = low === high ? 2 : (high / low) ** LOG_PAD;
  const [least, largest] = [low / pad, high * pad];
  const width = Math.log10(largest / least);
  return {
    place: (value) => from + (Math.log10(value / least) / width) * (to - from),
    ticks: logTicks(least, largest, most),
    covers: (value) => value >= least && value <= largest,
  };
}

/**
 * A scale for the values of a range.
 *
 * @param values least and largest; above 0 on a logarithmic scale
 * @param places where they stand on the page
 * @param how log; whole: no ticks between whole numbers; widened: it begins and ends with a round number; most: about how many
 *   ticks there are
 * @return place(value) on the page, ticks, and whether it covers(value)
 */
export function scale(values, places, { log = false, whole = false, widened = false, most = USUAL_TICKS } = {}) {
  if (log) {
    return logScale(values, places, most);
  }
  let [low, high] = values;
  const [from, to] = places;
  if (low === high) {
    const pad = whole ? 1 : Math.abs(low) / 2 || 1;
    [low, high] = [low - pad, high + pad];
  }
  const step = stepOf(low, high, most, whole);
  if (widened) {
    [low, high] = [Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step];
  }
  return {
    place: (value) => from + ((value - low) / (high - low)) * (to - from),
    ticks: linearTicks(low, high, step),
    covers: (value) => value >= low && value <= high,
  };
}
