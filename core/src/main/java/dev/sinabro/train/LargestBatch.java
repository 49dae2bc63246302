package dev.sinabro.train;

import java.util.function.IntPredicate;

/** Finds by bisection how many rows a step can have. */
final class LargestBatch {
  private LargestBatch() {}

  /**
   * The largest number of rows that fits.
   *
   * @param tooLarge a number that does not; neither does any above one that does not
   * @return 0 where not even one row fits
   */
  static int below(int tooLarge, IntPredicate fits) {
    int fitting = 0;
    int refused = tooLarge;
    while (refused - fitting > 1) {
      int between = fitting + (refused - fitting) / 2;
      if (fits.test(between)) {
        fitting = between;
      } else {
        refused = between;
      }
    }
    return fitting;
  }
}
