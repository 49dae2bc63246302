package dev.sinabro.optim;

import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.UnaryFn;

/** How the learning rate changes over a training. */
public sealed interface Schedule {

  /** It does not. */
  record Constant() implements Schedule {}

  /**
   * It is multiplied by a factor again and again.
   *
   * @param every epochs between two changes, at least 1
   * @param factor above 0
   */
  record StepDecay(int every, double factor) implements Schedule {
    /** Checks the ranges. */
    public StepDecay {
      if (every < 1) {
        throw new IllegalArgumentException("a step schedule every " + every + " epochs; it must be at least 1");
      }
      if (!(factor > 0) || Double.isInfinite(factor)) {
        throw new IllegalArgumentException("a step schedule's factor of " + factor + "; it must be above 0");
      }
    }
  }

  /**
   * What the learning rate is multiplied with.
   *
   * @param epoch the number of the epoch, from 0, a real scalar
   */
  default Tensor factor(Tensor epoch) {
    return switch (this) {
      case Constant _ -> epoch.graph().constant(1.0);
      case StepDecay decay ->
        epoch.graph().constant(decay.factor()).pow(epoch.div(decay.every()).unary(UnaryFn.FLOOR));
    };
  }
}
