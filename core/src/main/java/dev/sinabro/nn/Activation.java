package dev.sinabro.nn;

import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.UnaryFn;
import java.util.Locale;

/** Element-wise functions after a layer, and softmax, as layers without parameters. */
public enum Activation implements Layer {
  /** 1 where x > 0, else 0. It has no slope to learn from. */
  STEP,
  /** x. */
  IDENTITY,
  /** 1 / (1 + e^-x). */
  SIGMOID,
  /** The hyperbolic tangent. */
  TANH,
  /** The larger of x and 0. */
  RELU,
  /** x (1 + erf(x / sqrt(2))) / 2: x times the normal distribution's share below it. Hendrycks and Gimpel, 2016. */
  GELU,
  /** e^x / sum e^x over the last axis. */
  SOFTMAX;

  @Override
  public Tensor apply(Tensor x, Scope scope) {
    return switch (this) {
      case STEP -> x.unary(UnaryFn.STEP);
      case IDENTITY -> x;
      case SIGMOID -> x.sigmoid();
      case TANH -> x.tanh();
      case RELU -> x.relu();
      case GELU -> x.mul(x.mul(Math.sqrt(0.5)).unary(UnaryFn.ERF).add(1).mul(0.5));
      case SOFTMAX -> x.softmax();
    };
  }

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
