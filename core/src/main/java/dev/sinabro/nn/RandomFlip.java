package dev.sinabro.nn;

import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;

/**
 * In training, turns some images round, each with the given probability; in inference, changes nothing:
 * [batch, channels, height, width].
 *
 * @param horizontal probability from 0 to 1 that left and right are exchanged
 * @param vertical likewise, above and below
 */
public record RandomFlip(double horizontal, double vertical) implements Layer {
  /** Checks the ranges. */
  public RandomFlip {
    if (!(horizontal >= 0 && horizontal <= 1 && vertical >= 0 && vertical <= 1)) {
      throw new IllegalArgumentException(
          "flips with probabilities " + horizontal + " and " + vertical + "; each must be from 0 to 1");
    }
  }

  @Override
  public Tensor apply(Tensor x, Scope scope) {
    Placed.requireImages(x, this);
    if (scope.mode() == Mode.INFERENCE) {
      return x;
    }
    return Placed.of(x, turned(scope, x, 2, vertical), turned(scope, x, 3, horizontal));
  }

  /** For each image the places along an axis, in this order or the other: [batch, extent]. */
  private static Tensor turned(Scope scope, Tensor x, int axis, double probability) {
    int extent = x.shape().extent(axis);
    Tensor forwards = x.graph().iota(extent).reshape(1, extent);
    Tensor chosen = scope.random(Shape.of(x.shape().extent(0), 1)).less(probability);
    return chosen.select(x.graph().constant(extent - 1).sub(forwards), forwards);
  }

  @Override
  public String label() {
    return "random-flip " + horizontal + " " + vertical;
  }
}
