package dev.sinabro.optim;

import dev.sinabro.graph.Tensor;
import java.util.List;

/**
 * An optimizer that does not see some weights.
 *
 * @param optimizer of the others
 * @param frozen the weights that stay as they are
 */
record Freezing(Optimizer optimizer, WeightFilter frozen) implements Optimizer {
  @Override
  public String name() {
    return optimizer.name();
  }

  @Override
  public double learningRate() {
    return optimizer.learningRate();
  }

  @Override
  public void step(List<Weight> weights, Step step) {
    if (frozen instanceof WeightFilter.Named) {
      frozen.requireOne(weights, "freeze");
    }
    optimizer.step(weights.stream().filter(weight -> !frozen.test(weight)).toList(), step);
  }

  @Override
  public Tensor evaluated(Weight weight, Step step) {
    return frozen.test(weight) ? weight.value() : optimizer.evaluated(weight, step);
  }
}
