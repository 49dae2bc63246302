package dev.sinabro.train;

import java.time.Duration;
import java.util.Optional;

/**
 * How long to train and in what portions.
 *
 * @param epochs passes over the data, from where the trainer stands; with 0 it ends at once
 * @param batchSize rows of a batch, at least 1; the last of an epoch may have fewer
 * @param accumulated batches of which one step is made, at least 1; the last step of an epoch may have fewer
 * @param dropsLast whether an epoch leaves out the rows that do not fill a last batch, which are others each time
 * @param stepsPerEpoch steps after which an epoch ends though rows are left, which are others each time; 0: it takes all
 * @param limits by which it ends before all epochs are done
 */
public record Fit(int epochs, int batchSize, int accumulated, boolean dropsLast, int stepsPerEpoch, Limits limits) {
  /**
   * Where a training ends before all epochs are done.
   *
   * @param steps of the training, those before this call included; at least 0
   * @param time of this call, evaluation included; the step during which it is over is the last one
   * @param stopping where it becomes no better; empty: it does not matter
   */
  public record Limits(int steps, Duration time, Optional<EarlyStopping> stopping) {
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);
    /** Until all epochs are done. */
    public static final Limits NONE = new Limits(Integer.MAX_VALUE, LONGEST, Optional.empty());

    /** Checks the ranges. */
    public Limits {
      if (steps < 0) {
        throw new IllegalArgumentException("at most " + steps + " steps; it must be at least 0");
      }
      if (time.isNegative() || time.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException("at most " + time + "; it must not be below 0, nor above 292 years");
      }
    }
  }

  /** Checks the ranges. */
  public Fit {
    if (epochs < 0 || batchSize < 1) {
      throw new IllegalArgumentException(
          "epochs " + epochs + " must be at least 0, and batch size " + batchSize + " at least 1");
    }
    if (accumulated < 1) {
      throw new IllegalArgumentException("a step of " + accumulated + " batches; it must be at least 1");
    }
    if (stepsPerEpoch < 0) {
      throw new IllegalArgumentException(
          "an epoch of " + stepsPerEpoch + " steps; it must be at least 1, or 0 for all");
    }
  }

  /** That many passes over the data, in batches of 32 rows. */
  public static Fit epochs(int epochs) {
    return new Fit(epochs, 32, 1, false, 0, Limits.NONE);
  }

  /** The same with another batch size. */
  public Fit batch(int rows) {
    return new Fit(epochs, rows, accumulated, dropsLast, stepsPerEpoch, limits);
  }

  /**
   * The same with weights that change only every so many batches, by the gradients of all of them: as with one batch as
   * large as these, in less memory. What depends on a batch as a whole, as batch norm does, sees the smaller ones.
   */
  public Fit accumulate(int batches) {
    return new Fit(epochs, batchSize, batches, dropsLast, stepsPerEpoch, limits);
  }

  /** The same without a last batch that has fewer rows than the others. */
  public Fit dropLast() {
    return new Fit(epochs, batchSize, accumulated, true, stepsPerEpoch, limits);
  }

  /** The same, which ends after so many steps of the training at the latest; with 0 it does not begin. */
  public Fit mostSteps(int steps) {
    return within(new Limits(steps, limits.time, limits.stopping));
  }

  /** The same, which ends with the step during which so much time is over. */
  public Fit mostTime(Duration time) {
    return within(new Limits(limits.steps, time, limits.stopping));
  }

  /** The same, which ends where it becomes no better on the validation rows, which it then must have. */
  public Fit stopping(EarlyStopping stopping) {
    return within(new Limits(limits.steps, limits.time, Optional.of(stopping)));
  }

  /** The same within other limits. */
  public Fit within(Limits limits) {
    return new Fit(epochs, batchSize, accumulated, dropsLast, stepsPerEpoch, limits);
  }

  /**
   * The same with epochs of so many steps, at most, each on rows drawn anew: where there are more rows than are to be seen
   * between two looks at the validation, as there are windows of a long text.
   */
  public Fit stepsPerEpoch(int steps) {
    return new Fit(epochs, batchSize, accumulated, dropsLast, steps, limits);
  }

  /**
   * Rows of an epoch.
   *
   * @throws ObjectiveException where not one batch is left
   */
  int rowsOf(int all) {
    long most = stepsPerEpoch == 0 ? Long.MAX_VALUE : (long) stepsPerEpoch * batchSize * accumulated;
    if (!dropsLast || most < all) {
      return (int) Math.min(most, all);
    }
    if (all < batchSize) {
      throw new ObjectiveException("the data has " + all + " rows, which fill no batch of " + batchSize
          + ", and incomplete ones are left out; make the batch smaller");
    }
    return all / batchSize * batchSize;
  }
}
