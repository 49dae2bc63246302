package dev.sinabro.optim;

import dev.sinabro.graph.Tensor;
import java.util.List;

/** An optimizer that changes each weight without a look at the others. */
public interface PerWeight extends Optimizer {

  /**
   * Builds the update of one weight.
   *
   * @param weight with its gradient, and what is kept of it
   * @param step the learning rate and the number of the step
   * @return its value after the step
   */
  Tensor update(Weight weight, Step step);

  @Override
  default void step(List<Weight> weights, Step step) {
    weights.forEach(weight -> weight.set(update(weight, step)));
  }
}
