package dev.sinabro.optim;

/** Ranges that the optimizers share. */
final class Checks {
  private Checks() {}

  static void learningRate(double rate) {
    if (!(rate > 0) || Double.isInfinite(rate)) {
      throw new IllegalArgumentException("a learning rate of " + rate + "; it must be above 0");
    }
  }

  static void decay(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " of " + value + "; it must be at least 0 and below 1");
    }
  }

  static void notNegative(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " of " + value + "; it must not be negative");
    }
  }

  static void positive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " of " + value + "; it must be above 0");
    }
  }

  static void adam(double learningRate, double beta1, double beta2, double epsilon, double weightDecay) {
    learningRate(learningRate);
    decay("beta1", beta1);
    decay("beta2", beta2);
    notNegative("epsilon", epsilon);
    notNegative("weight decay", weightDecay);
  }

  static void limit(double limit) {
    if (!(limit > 0) || Double.isInfinite(limit)) {
      throw new IllegalArgumentException("gradients clipped to " + limit + "; it must be above 0");
    }
  }
}
