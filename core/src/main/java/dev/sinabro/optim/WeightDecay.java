package dev.sinabro.optim;

import dev.sinabro.graph.Tensor;

/** How weights are pulled towards 0. */
final class WeightDecay {
  private WeightDecay() {}

  /** A gradient with that of decay / 2 * |w|^2 added. */
  static Tensor add(Tensor gradient, Tensor weight, double decay) {
    return decay == 0 ? gradient : gradient.add(weight.mul(decay));
  }

  /** w * (1 - rate * decay): a pull of its own, beside the step. */
  static Tensor decoupled(Weight weight, Tensor rate, double decay) {
    return decay == 0 ? weight.value() : weight.value().mul(rate.graph().constant(1.0).sub(rate.mul(decay)));
  }
}
