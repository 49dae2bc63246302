package dev.sinabro.nn;

import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;

/**
 * Adds a learned vector to each place of a sequence: [.., places, width] to the same. Parameter: {@code weight} [most,
 * width].
 *
 * @param most places of a sequence, at least 1
 * @param initializer of the weight
 */
public record Positions(int most, Initializer initializer) implements Layer {
  /** Checks the range. */
  public Positions {
    if (most < 1) {
      throw new IllegalArgumentException("positions of " + most + " places; it must be at least 1");
    }
  }

  @Override
  public Tensor apply(Tensor x, Scope scope) {
    Sequences.require(x, "positions");
    int places = x.shape().extent(x.shape().rank() - 2);
    if (places > most) {
      throw new IllegalArgumentException(
          "positions of " + most + " places are added to a sequence of " + places + "; make them as many");
    }
    return x.add(scope.parameter("weight", Shape.of(most, x.shape().lastExtent()), initializer).slice(0, 0, places));
  }

  @Override
  public String label() {
    return "positions " + most;
  }
}
