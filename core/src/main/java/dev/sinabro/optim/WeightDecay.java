package dev.sinabro.optim;

import dev.sinabro.graph.Tensor;

/** The gradient of decay / 2 * |w|^2, added to that of the loss. */
final class WeightDecay {
  private WeightDecay() {}

  static Tensor add(Tensor gradient, Tensor weight, double decay) {
    return decay == 0 ? gradient : gradient.add(weight.mul(decay));
  }
}
