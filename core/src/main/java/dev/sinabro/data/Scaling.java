package dev.sinabro.data;

/**
 * The linear map {@code (x - shift) / scale} of a numeric column.
 *
 * @param shift finite, in the column's units
 * @param scale finite and positive, in the column's units
 */
public record Scaling(double shift, double scale) {
  /** Leaves numbers as they are. */
  public static final Scaling IDENTITY = new Scaling(0, 1);

  public Scaling {
    if (!Double.isFinite(shift) || !Double.isFinite(scale) || scale <= 0) {
      throw new IllegalArgumentException(
          "shift " + shift + " and scale " + scale + ": both must be finite, and the scale positive");
    }
  }

  /** The number in the network's units. */
  public float apply(double number) {
    return (float) ((number - shift) / scale);
  }

  /** The number in the column's own units. */
  public double invert(double scaled) {
    return scaled * scale + shift;
  }
}
