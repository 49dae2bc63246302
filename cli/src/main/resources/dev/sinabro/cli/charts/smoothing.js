/** Exponential moving averages, without the pull of their beginning. */

/**
 * Averages one value after the other: y' = w y' + (1 - w) y, divided by 1 - w^n after n values, as if it had not begun with 0
 * (Kingma and Ba, Adam, 2015, section 3). What is not finite is passed on and does not count.
 *
 * @param weight from 0, which changes nothing, to below 1
 */
export function smoother(weight) {
  let average = 0;
  let missing = 1;
  return (value) => {
    if (!Number.isFinite(value)) {
      return value;
    }
    average = weight * average + (1 - weight) * value;
    missing *= weight;
    return average / (1 - missing);
  };
}
