package dev.sinabro.nn;

import dev.sinabro.graph.Tensor;

/**
 * In training, moves each image by some pixels, others at each step, and fills with 0 what becomes free; in inference,
 * changes nothing: [batch, channels, height, width]. What others call a random crop of the padded image.
 *
 * @param most pixels in each direction, at least 1
 */
public record RandomShift(int most) implements Layer {
  /** Checks the range. */
  public RandomShift {
    if (most < 1) {
      throw new IllegalArgumentException("shifts by " + most + " pixels at most; there must be 1 at least");
    }
  }

  @Override
  public Tensor apply(Tensor x, Scope scope) {
    Placed.requireImages(x, this);
    if (scope.mode() == Mode.INFERENCE) {
      return x;
    }
    int batch = x.shape().extent(0);
    Tensor down = Placed.drawn(scope, batch, -most, 2 * most + 1);
    Tensor right = Placed.drawn(scope, batch, -most, 2 * most + 1);
    return Placed.of(x, Placed.from(down, x.shape().extent(2)), Placed.from(right, x.shape().extent(3)));
  }

  @Override
  public String label() {
    return "random-shift " + most;
  }
}
