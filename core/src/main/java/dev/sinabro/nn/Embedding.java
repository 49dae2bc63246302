package dev.sinabro.nn;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;

/**
 * A learned vector for each of some numbers: i32 [..] to [.., width]. A number outside of 0 to count - 1 gives
 * zeros; where the data is known to have such, the layer is refused.
 * Parameter: {@code weight} [count, width].
 *
 * @param count of numbers, at least 1
 * @param width of a vector, at least 1
 * @param initializer of the weight
 */
public record Embedding(int count, int width, Initializer initializer) implements Layer {
  /** Checks the ranges. */
  public Embedding {
    if (count < 1 || width < 1) {
      throw new IllegalArgumentException(
          "an embedding of " + count + " numbers as vectors of " + width + "; both must be at least 1");
    }
  }

  @Override
  public Tensor apply(Tensor x, Scope scope) {
    if (x.dtype() != DType.I32) {
      throw new IllegalArgumentException("an embedding takes i32 numbers, not " + x.type() + "; cast them first");
    }
    scope.classesOf(x).ifPresentOrElse(classes -> {
      if (classes > count) {
        throw new IllegalArgumentException(
            "the data has numbers from 0 to " + (classes - 1) + ", but there are vectors for "
                + count + " only; make the count " + classes);
      }
    }, () -> scope.looksUp(x, count));
    return scope.parameter("weight", Shape.of(count, width), initializer).gather(x);
  }

  @Override
  public String label() {
    return "embedding " + count + " x " + width;
  }
}
