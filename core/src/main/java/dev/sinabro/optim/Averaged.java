package dev.sinabro.optim;

import dev.sinabro.graph.Tensor;
import java.util.List;

/**
 * An optimizer with exponential moving averages of the weights, kept as {@code ema.<weight>}: after the first step the
 * weights themselves, then ema = decay * ema + (1 - decay) * w. The model is evaluated with them, trained without.
 *
 * @param optimizer of the weights
 * @param decay in [0, 1)
 */
public record Averaged(Optimizer optimizer, double decay) implements Optimizer {
  private static final String KEPT = "ema";

  /** Checks the range. */
  public Averaged {
    Checks.decay("an average's decay", decay);
  }

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
    optimizer.step(weights, step);
    Tensor one = step.graph().constant(1.0);
    Tensor share = step.number().lessEqual(one).select(one, step.graph().constant(1 - decay));
    for (Weight weight : weights) {
      Tensor average = weight.kept(KEPT);
      weight.keep(KEPT, average.add(weight.next().sub(average).mul(share)));
    }
  }

  /** Before the first step there is no average. */
  @Override
  public Tensor evaluated(Weight weight, Step step) {
    Tensor begun = step.graph().constant(0.0).less(step.number());
    return begun.select(weight.kept(KEPT), optimizer.evaluated(weight, step));
  }
}
