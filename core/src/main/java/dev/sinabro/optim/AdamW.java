package dev.sinabro.optim;

import dev.sinabro.graph.Tensor;

/**
 * Adam with decoupled weight decay: w * (1 - rate * weightDecay) - the move of {@link Adam}. Loshchilov and Hutter, 2019.
 *
 * @param learningRate above 0
 * @param beta1 in [0, 1)
 * @param beta2 in [0, 1)
 * @param epsilon at least 0
 * @param weightDecay at least 0
 * @param undecayed the weights that do not decay
 */
public record AdamW(double learningRate, double beta1, double beta2, double epsilon, double weightDecay,
    WeightFilter undecayed) implements PerWeight {
  /** Checks the ranges. */
  public AdamW {
    new Adam(learningRate, beta1, beta2, epsilon, weightDecay);
  }

  /** The same without decay of some weights. */
  public AdamW except(WeightFilter weights) {
    return new AdamW(learningRate, beta1, beta2, epsilon, weightDecay, weights);
  }

  /** The same with another decay. */
  public AdamW weightDecay(double decay) {
    return new AdamW(learningRate, beta1, beta2, epsilon, decay, undecayed);
  }

  @Override
  public String name() {
    return "adamw";
  }

  @Override
  public Tensor update(Weight weight, Step step) {
    Tensor move = new Adam(learningRate, beta1, beta2, epsilon, 0).move(weight, weight.gradient(), step);
    if (weightDecay == 0 || undecayed.test(weight)) {
      return weight.value().sub(move);
    }
    Tensor one = step.graph().constant(1.0);
    return weight.value().mul(one.sub(step.rate(learningRate).mul(weightDecay))).sub(move);
  }
}
