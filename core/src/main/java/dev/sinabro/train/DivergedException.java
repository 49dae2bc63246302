package dev.sinabro.train;

/** The loss became infinite or NaN. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DivergedException(double loss, int epoch, int step, double learningRate) {
    super("the loss is " + loss + " in epoch " + epoch + ", found after step " + step
        + "; try a lower learning rate than "
        + learningRate + ", or normalized data");
  }
}
