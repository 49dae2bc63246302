/** Numbers as people read them. */

const DIGITS = 4;

/** A number with so many digits; what is none as it is written. */
export function figure(value, digits = DIGITS) {
  if (typeof value !== "number" || !Number.isFinite(value)) {
    return String(value);
  }
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) {
    return value.toExponential(Math.max(0, digits - 2)).replace(/\.?0*e/, "e").replace("e+", "e");
  }
  return Number.isInteger(value) ? value.toLocaleString("en-US") : String(Number(value.toPrecision(digits)));
}
