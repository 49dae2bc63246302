package dev.sinabro.train;

import dev.sinabro.data.Dataset;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.nn.Parameter;
import dev.sinabro.run.Device;
import dev.sinabro.train.Watch.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The first steps of a training on two devices: what each layer gives, the loss, and the gradient of each parameter. Each
 * step begins with the same state on both, so that differences do not grow from step to step.
 *
 * @param steps that were compared
 * @param largest relative difference of any tensor, by {@link #difference}
 * @param where it is, such as {@code the gradient of 0.weight in step 2}
 * @param first that is beyond its tolerance, in the order of computation; empty where none is
 */
public record StepComparison(int steps, double largest, String where, Optional<String> first) {
  /**
   * Of a loss relative to it, of any other tensor relative to its largest element. A sum of n terms in float32 is off by some
   * 2^-24 sqrt(n) of its size, 4e-6 for n = 4,096, and a layer adds its own to what came in.
   */
  private static final double TOLERANCE = 1e-5;
  /** Below this, differences do not count: what is 0 on one device may be a rounding error on the other. */
  private static final double FLOOR = 1e-6;

  /**
   * Compares.
   *
   * @param trainers begins a trainer, the same each time
   * @param tested the device that is looked at
   * @param trusted the one that is taken for right
   * @param fit how batches are made; its epochs and limits do not count
   * @param steps at least 1
   */
  public static StepComparison of(Supplier<TrainerBuilder> trainers, Device tested, Device trusted, Dataset data,
      Fit fit,
      int steps) {
    Watch watch = Watch.every(1).values("*");
    for (String name : names(trainers.get(), tested, data)) {
      watch = watch.gradients(name);
    }
    List<TrainingEvent.Watched> found = new ArrayList<>();
    List<TrainingEvent.Watched> expected = new ArrayList<>();
    StepComparison all = new StepComparison(0, 0, "nothing", Optional.empty());
    try (Trainer one = trainer(trainers.get(), watch, found).on(tested);
        Trainer other = trainer(trainers.get(), watch, expected).on(trusted)) {
      for (int step = 1; step <= steps && all.first.isEmpty(); step++) {
        Fit next = new Fit(steps, fit.batchSize(), fit.accumulated(), fit.dropsLast(), fit.stepsPerEpoch(),
            Fit.Limits.NONE).mostSteps(step);
        one.fit(data, next);
        other.fit(data, next);
        all = all.and(step, found.getLast(), expected.getLast());
        other.restore(one.checkpoint());
      }
    }
    return all;
  }

  private static List<String> names(TrainerBuilder builder, Device device, Dataset data) {
    try (Trainer trainer = builder.on(device)) {
      trainer.summary(data);
      return trainer.model().parameters().stream().map(Parameter::variable).map(variable -> variable.name()).toList();
    }
  }

  private static TrainerBuilder trainer(TrainerBuilder builder, Watch watch, List<TrainingEvent.Watched> into) {
    return builder.watch(watch).listener(event -> {
      if (event instanceof TrainingEvent.Watched watched) {
        into.add(watched);
      }
    });
  }

  private StepComparison and(int step, TrainingEvent.Watched found, TrainingEvent.Watched expected) {
    StepComparison all = new StepComparison(step, largest, where, first);
    for (Map.Entry<Watch.Reading, HostTensor> reading : expected.readings().entrySet()) {
      if (reading.getKey().quantity() == Quantity.GRADIENT && all.first.isEmpty()) {
        all = all.andLoss(found, expected);
      }
      HostTensor own = found.of(reading.getKey().quantity(), reading.getKey().name());
      String what = (reading.getKey().quantity() == Quantity.GRADIENT ? "the gradient of " : "")
          + reading.getKey().name() + " in step " + step;
      all = all.and(what, difference(own, reading.getValue()), TOLERANCE);
    }
    return all;
  }

  private StepComparison andLoss(TrainingEvent.Watched found, TrainingEvent.Watched expected) {
    double difference =
        Math.abs(found.loss() - expected.loss()) / Math.max(Math.abs(expected.loss()), FLOOR / TOLERANCE);
    return and("the loss of step " + steps, difference, TOLERANCE);
  }

  private StepComparison and(String what, double difference, double tolerance) {
    Optional<String> fault = first.isPresent() || difference <= tolerance
        ? first
        : Optional.of("%s differs by %.2g of its size, where %.0e is rounding".formatted(what, difference, tolerance));
    return difference > largest || Double.isNaN(difference)
        ? new StepComparison(steps, difference, what, fault)
        : new StepComparison(steps, largest, where, fault);
  }

  /** The largest difference of two elements, by the largest element that was expected; NaN where only one is a number. */
  static double difference(HostTensor found, HostTensor expected) {
    double size = FLOOR / TOLERANCE;
    double difference = 0;
    for (int i = 0; i < expected.shape().count(); i++) {
      double own = found.value(i);
      double other = expected.value(i);
      if (Double.isFinite(own) && Double.isFinite(other)) {
        size = Math.max(size, Math.abs(other));
        difference = Math.max(difference, Math.abs(own - other));
      } else if (Double.compare(own, other) != 0) {
        return Double.NaN;
      }
    }
    return difference / size;
  }
}
