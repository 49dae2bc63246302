package dev.sinabro.optim;

import java.util.List;

/** What is done to the gradients before an optimizer sees them. */
public interface GradientTransform {

  /** The name in listings. */
  String name();

  /** The weights with other gradients. */
  List<Weight> apply(List<Weight> weights, Step step);

  /** This, then another one. */
  default GradientTransform then(GradientTransform next) {
    GradientTransform first = this;
    return new GradientTransform() {
      @Override
      public String name() {
        return first.name() + ", " + next.name();
      }

      @Override
      public List<Weight> apply(List<Weight> weights, Step step) {
        return next.apply(first.apply(weights, step), step);
      }
    };
  }

  /** This, then an optimizer. */
  default Optimizer then(Optimizer optimizer) {
    return new Transformed(this, optimizer);
  }

  /** Each element no further from 0 than a limit above 0. */
  static GradientTransform clipByValue(double limit) {
    return new ClipByValue(limit);
  }

  /** All gradients together no longer than a limit above 0; see {@link ClipByGlobalNorm}. */
  static GradientTransform clipByGlobalNorm(double limit) {
    return new ClipByGlobalNorm(limit);
  }
}
