package dev.sinabro.cli.terminal;

import java.util.Arrays;

/**
 * The losses of a training after each epoch, as finely as a terminal can draw them: of more than {@value #MOST} epochs each
 * point is the mean of some, so that a training of millions takes no more memory than one of hundreds.
 */
final class LossCurve {
  static final int MOST = 512;

  private final double[] points = new double[MOST];
  private int count;
  private long epochsOfAPoint = 1;
  private double sum;
  private long summed;

  /** Adds the loss of the next epoch. */
  void add(double loss) {
    sum += loss;
    summed++;
    if (summed == epochsOfAPoint) {
      points[count] = sum / summed;
      count++;
      sum = 0;
      summed = 0;
    }
    if (count == MOST) {
      for (int point = 0; point < MOST / 2; point++) {
        points[point] = (points[2 * point] + points[2 * point + 1]) / 2;
      }
      count = MOST / 2;
      epochsOfAPoint *= 2;
    }
  }

  /** Its points; the last one may be the mean of fewer epochs. */
  double[] points() {
    double[] all = Arrays.copyOf(points, summed > 0 ? count + 1 : count);
    if (summed > 0) {
      all[count] = sum / summed;
    }
    return all;
  }
}
