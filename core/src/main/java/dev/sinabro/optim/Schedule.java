package dev.sinabro.optim;

import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.UnaryFn;
import java.util.List;
import java.util.stream.Stream;

/** How the learning rate changes over a training: a factor that the program computes anew at each step. */
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
    return new Product(this, other);
  }

  /** 1 / n, 2 / n, .. 1 over the first n steps, and then another schedule, to which the step after these is the first. */
  static Schedule warmUp(int steps, Schedule then) {
    return new WarmUp(steps, then);
  }

  /** It does not change. */
  record Constant() implements Schedule {
    @Override
    public Tensor factor(Progress progress) {
      return progress.step().graph().constant(1.0);
    }
  }

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

    @Override
    public Tensor factor(Progress progress) {
      Tensor epoch = progress.epoch();
      return epoch.graph().constant(factor).pow(epoch.div(every).unary(UnaryFn.FLOOR));
    }
  }

  /**
   * It falls from 1 to an end as half a cosine, over all steps of the training: end + (1 - end) (1 + cos(pi step / total)) /
   * 2. Loshchilov and Hutter, 2017.
   *
   * @param end in [0, 1]
   */
  record Cosine(double end) implements Schedule {
    /** Checks the range. */
    public Cosine {
      if (!(end >= 0 && end <= 1)) {
        throw new IllegalArgumentException("a cosine schedule that ends at " + end + "; it must be in 0 to 1");
      }
    }

    @Override
    public Tensor factor(Progress progress) {
      Tensor one = progress.step().graph().constant(1.0);
      Tensor part = progress.step().div(progress.totalSteps()).minimum(one);
      return part.mul(Math.PI).unary(UnaryFn.COS).add(1).mul((1 - end) / 2).add(end);
    }
  }

  /**
   * It rises linearly at first.
   *
   * @param steps until it is 1, at least 1
   * @param then what follows
   */
  record WarmUp(int steps, Schedule then) implements Schedule {
    /** Checks the range. */
    public WarmUp {
      if (steps < 1) {
        throw new IllegalArgumentException("a warm-up of " + steps + " steps; it must be at least 1");
      }
    }

    @Override
    public Tensor factor(Progress progress) {
      Tensor first = progress.step().add(1).div(steps);
      return progress.step().less(progress.step().graph().constant((double) steps))
          .select(first, then.factor(progress.from(steps)));
    }

    @Override
    public List<Double> memory() {
      return then.memory();
    }

    @Override
    public List<Double> afterEpoch(List<Double> memory, double loss) {
      return then.afterEpoch(memory, loss);
    }
  }

  /**
   * The product of two.
   *
   * @param first remembers the first part of the memory
   * @param second the rest
   */
  record Product(Schedule first, Schedule second) implements Schedule {
    @Override
    public Tensor factor(Progress progress) {
      int border = first.memory().size();
      return first.factor(progress.remembering(0, border))
          .mul(second.factor(progress.remembering(border, progress.memory().size())));
    }

    @Override
    public List<Double> memory() {
      return Stream.concat(first.memory().stream(), second.memory().stream()).toList();
    }

    @Override
    public List<Double> afterEpoch(List<Double> memory, double loss) {
      int border = first.memory().size();
      return Stream.concat(first.afterEpoch(memory.subList(0, border), loss).stream(),
          second.afterEpoch(memory.subList(border, memory.size()), loss).stream()).toList();
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
