package dev.sinabro.optim;

import java.util.List;

/**
 * Each element of a gradient is kept within (-limit, limit).
 *
 * @param limit above 0
 */
public record ClipByValue(double limit) implements GradientTransform {
  /** Checks the range. */
  public ClipByValue {
    Checks.limit(limit);
  }

  @Override
  public String name() {
    return "clip by value";
  }

  @Override
  public List<Weight> apply(List<Weight> weights, Step step) {
    return weights.stream().map(weight -> weight.withGradient(weight.gradient().clamp(-limit, limit))).toList();
  }
}
