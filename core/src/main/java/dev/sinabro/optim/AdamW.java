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
 * @param amsgrad whether the largest second moment so far is taken
 * @param undecayed the weights that do not decay
 */
public record AdamW(double learningRate, double beta1, double beta2, double epsilon, double weightDecay,
    boolean amsgrad, WeightFilter undecayed) implements PerWeight {
  /** Checks the ranges. */
  public AdamW {
    Checks.adam(learningRate, beta1, beta2, epsilon, weightDecay);
  }

  /** The same without decay of some weights. */
  public AdamW except(WeightFilter weights) {
    return new AdamW(learningRate, beta1, beta2, epsilon, weightDecay, amsgrad, weights);
  }

  /** The same with another decay. */
  public AdamW weightDecay(double decay) {
    return new AdamW(learningRate, beta1, beta2, epsilon, decay, amsgrad, undecayed);
  }

  @Override
  public String name() {
    return "adamw";
  }

  @Override
  public Tensor update(Weight weight, Step step) {
    Tensor move = new Adam(learningRate, beta1, beta2, epsilon, 0, amsgrad).move(weight, weight.gradient(), step);
    double decay = undecayed.test(weight) ? 0 : weightDecay;
    return WeightDecay.decoupled(weight, step.rate(learningRate), decay).sub(move);
  }
}
