package dev.sinabro.nn;

import dev.sinabro.graph.Tensor;

/**
 * A part of each image, in training at another place at each step, in inference in the middle:
 * [batch, channels, height, width] to [batch, channels, the part's height, its width].
 *
 * @param height of the part, at least 1
 * @param width of the part, at least 1
 */
public record RandomCrop(int height, int width) implements Layer {
  /** Checks the ranges. */
  public RandomCrop {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException("crops of " + height + " x " + width + " pixels; each must be at least 1");
    }
  }

  @Override
  public Tensor apply(Tensor x, Scope scope) {
    Placed.requireImages(x, this);
    int spareRows = x.shape().extent(2) - height;
    int spareColumns = x.shape().extent(3) - width;
    if (spareRows < 0 || spareColumns < 0) {
      throw new IllegalArgumentException(label() + " of images " + x.type() + "; they must be as large as the part");
    }
    if (scope.mode() == Mode.INFERENCE) {
      return x.slice(2, spareRows / 2, spareRows / 2 + height).slice(3, spareColumns / 2, spareColumns / 2 + width);
    }
    int batch = x.shape().extent(0);
    return Placed.of(x, Placed.from(Placed.drawn(scope, batch, 0, spareRows + 1), height),
        Placed.from(Placed.drawn(scope, batch, 0, spareColumns + 1), width));
  }

  @Override
  public String label() {
    return "random-crop " + height + " x " + width;
  }
}
