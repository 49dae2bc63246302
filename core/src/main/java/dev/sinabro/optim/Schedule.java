package dev.sinabro.optim;

import dev.sinabro.graph.Tensor;
import java.util.List;

/**
 * How the learning rate changes over a training: a factor that the program computes anew at each step. {@link Decay} has
 * those that fall by themselves, {@link Composition} those made of others.
 */
@FunctionalInterface
public interface Schedule {

  /**
   * What the learning rate is multiplied with.
   *
   * @return a real scalar
   */
  Tensor factor(Progress progress);

  /** What it remembers from epoch to epoch, as it is at first; the program sees it as {@link Progress#memory}. */
  default List<Double> memory() {
    return List.of();
  }

  /**
   * What it remembers after an epoch.
   *
   * @param memory before
   * @param loss of the validation rows, or of the training where there are none
   */
  default List<Double> afterEpoch(List<Double> memory, double loss) {
    return memory;
  }

  /** Both factors multiplied. */
  default Schedule times(Schedule other) {
    return new Composition.Product(this, other);
  }

  /** 1 / n, 2 / n, .. 1 over the first n steps, and then another schedule, to which the step after these is the first. */
  static Schedule warmUp(int steps, Schedule then) {
    return new Composition.WarmUp(steps, then);
  }

  /**
   * Several, one after the other; to each the training is its own steps, from step 0. Epochs are counted from the beginning,
   * and what is remembered of losses is remembered from the beginning too.
   *
   * @param schedules at least one
   * @param steps of each; that of the last may be left out, which then has the rest of the training
   */
  static Schedule sequence(List<Schedule> schedules, List<Integer> steps) {
    return new Composition.Sequence(schedules, steps);
  }

  /** It does not change. */
  record Constant() implements Schedule {
    @Override
    public Tensor factor(Progress progress) {
      return progress.step().graph().constant(1.0);
    }
  }

  /**
   * It is multiplied by a factor each time that the loss did not fall below (1 - threshold) of the best for more than some
   * epochs, as PyTorch's {@code ReduceLROnPlateau} does. The host decides, after an epoch.
   *
   * @param factor in (0, 1)
   * @param patience epochs without progress that are borne, at least 0
   * @param threshold in [0, 1)
   */
  record ReduceOnPlateau(double factor, int patience, double threshold) implements Schedule {
    /** Checks the ranges. */
    public ReduceOnPlateau {
      if (!(factor > 0 && factor < 1)) {
        throw new IllegalArgumentException(
            "a plateau schedule's factor of " + factor + "; it must be above 0 and below 1");
      }
      if (patience < 0) {
        throw new IllegalArgumentException("a patience of " + patience + " epochs; it must not be negative");
      }
      Checks.decay("a plateau schedule's threshold", threshold);
    }

    /** The factor so far, the best loss, and the epochs without progress since. */
    @Override
    public List<Double> memory() {
      return List.of(1.0, Double.POSITIVE_INFINITY, 0.0);
    }

    @Override
    public Tensor factor(Progress progress) {
      return progress.memory().getFirst();
    }

    @Override
    public List<Double> afterEpoch(List<Double> memory, double loss) {
      double best = memory.get(1);
      if (loss < best * (1 - threshold)) {
        return List.of(memory.getFirst(), loss, 0.0);
      }
      double waited = memory.get(2) + 1;
      return waited > patience
          ? List.of(memory.getFirst() * factor, best, 0.0)
          : List.of(memory.getFirst(), best, waited);
    }
  }
}
