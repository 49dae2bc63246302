package dev.sinabro.nn;

import dev.sinabro.graph.Tensor;
import java.util.function.Supplier;

/**
 * Equal layers one after the other, each with parameters of its own; they are named by their place, from 0.
 *
 * @param times at least 1
 * @param layer gives another object each time
 */
public record Repeat(int times, Supplier<? extends Layer> layer) implements Layer {
  /** Checks the range. */
  public Repeat {
    if (times < 1) {
      throw new IllegalArgumentException("a layer repeated " + times + " times; it must be at least once");
    }
  }

  @Override
  public Tensor apply(Tensor x, Scope scope) {
    Tensor y = x;
    for (int time = 0; time < times; time++) {
      y = scope.apply(Integer.toString(time), layer.get(), y);
    }
    return y;
  }

  @Override
  public String label() {
    return times + " x " + layer.get().label();
  }
}
