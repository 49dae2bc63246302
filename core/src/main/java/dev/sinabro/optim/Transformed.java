package dev.sinabro.optim;

import dev.sinabro.graph.Tensor;
import java.util.List;

/**
 * An optimizer that sees transformed gradients.
 *
 * @param transform of the gradients
 * @param optimizer what follows
 */
record Transformed(GradientTransform transform, Optimizer optimizer) implements Optimizer {
  @Override
  public String name() {
    return transform.name() + ", " + optimizer.name();
  }

  @Override
  public double learningRate() {
    return optimizer.learningRate();
  }

  @Override
  public void step(List<Weight> weights, Step step) {
    optimizer.step(transform.apply(weights, step), step);
  }

  @Override
  public Tensor evaluated(Weight weight, Step step) {
    return optimizer.evaluated(weight, step);
  }
}
