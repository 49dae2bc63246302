package dev.sinabro.cli.program;

import com.google.gson.Gson;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.cli.experiment.LoopKeeper;
import dev.sinabro.cli.program.ProgramExample.Run;
import dev.sinabro.compile.Region;
import dev.sinabro.io.Safetensors;
import dev.sinabro.train.Evaluation;
import dev.sinabro.train.Steps;
import dev.sinabro.train.TrainingEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Passes over digits, of which all is kept, so that they can be left off after any step and gone on with to the same bits: the
 * tensors of the steps, and what this class counts and adds up. Orders are drawn again.
 */
final class Passes {
  private static final String KEPT = "passes";

  private final Run run;
  private final Steps steps;
  private final Lesson lesson;
  private final Optional<Lesson> test;
  private final Consumer<TrainingEvent.EpochEnded> told;
  private Place place;

  /**
   * How far they are.
   *
   * @param epochs that are done
   * @param batches of the next one that are done
   * @param sums of the figures over these
   * @param tested the loss of the test after each epoch
   */
  private record Place(int epochs, int batches, double[] sums, List<Double> tested) {}

  /**
   * Passes that have not begun, or go on from what the run has kept.
   *
   * @param steps of the lessons
   * @param lesson that is learned
   * @param test what is measured on other digits after each pass
   * @param told receives each pass as it ends
   */
  Passes(Run run, Steps steps, Lesson lesson, Optional<Lesson> test, Consumer<TrainingEvent.EpochEnded> told) {
    this.run = run;
    this.steps = steps;
    this.lesson = lesson;
    this.test = test;
    this.told = told;
    Optional<Safetensors> kept = run.keeper().kept();
    kept.ifPresent(from -> steps.restore(from.tensors()));
    this.place = kept.map(from -> new Gson().fromJson(from.metadata().get(KEPT), Place.class))
        .orElseGet(() -> new Place(0, 0, new double[lesson.figures().size()], List.of()));
  }

  /** Goes on until all are done; the losses of the test after each, or nothing where they were stopped before. */
  Optional<List<Double>> run() {
    LoopKeeper keeper = run.keeper();
    begin();
    long begun = System.nanoTime();
    Random random = new Random(run.seed());
    for (int epoch = 1; epoch <= run.epochs(); epoch++) {
      List<int[]> order = lesson.order(random);
      Optional<List<int[]>> tested = test.map(one -> one.order(random));
      while (epoch == place.epochs() + 1) {
        int batch = place.batches();
        double[] sums = sum(place.sums(), finite(lesson.run(order.get(batch))));
        place = batch + 1 < order.size()
            ? new Place(epoch - 1, batch + 1, sums, place.tested())
            : ended(epoch, sums, order.size(), tested, (System.nanoTime() - begun) / 1e9);
        if (!keep(keeper, false)) {
          return Optional.empty();
        }
      }
    }
    keep(keeper, true);
    return Optional.of(place.tested());
  }

  private void begin() {
    var program = lesson.step().program();
    run.keeper().happened(new TrainingEvent.Begun(place.epochs() + 1, run.epochs(), stepsDone(), lesson.digits().rows()
        .rowCount(), lesson.figures().subList(1, lesson.figures().size()), program.byteSize(Region.STATE),
        program.byteSize(Region.ARENA), program.byteSize(Region.INPUTS), 0));
  }

  private int stepsDone() {
    return place.epochs() * lesson.digits().batches(lesson.batch()) + place.batches();
  }

  private boolean keep(LoopKeeper keeper, boolean last) {
    return keeper.done(place.epochs(), stepsDone(), last, steps::storedCheckpoint,
        () -> Map.of(KEPT, new Gson().toJson(place)));
  }

  private Place ended(int epoch, double[] sums, int batches, Optional<List<int[]>> order, double seconds) {
    Evaluation training = lesson.mean(sums, batches);
    Optional<Evaluation> tested = order.map(all -> {
      Lesson judged = test.orElseThrow();
      double[] total = new double[judged.figures().size()];
      for (int[] numbers : all) {
        total = sum(total, judged.run(numbers));
      }
      return judged.mean(total, all.size());
    });
    int steps = epoch * batches;
    // The rate is the optimizer's own, and does not change.
    TrainingEvent.EpochEnded event = new TrainingEvent.EpochEnded(epoch, steps, training, tested, Double.NaN, seconds,
        training.rows() * (epoch - place.epochs()) / seconds, 0);
    run.keeper().happened(event);
    told.accept(event);
    List<Double> losses = new ArrayList<>(place.tested());
    tested.ifPresent(one -> losses.add(one.loss()));
    return new Place(epoch, 0, new double[sums.length], losses);
  }

  private double[] finite(double[] figures) {
    for (int i = 0; i < figures.length; i++) {
      if (!Double.isFinite(figures[i])) {
        throw new UserException(ExitCode.DIVERGED,
            "%s is %s in step %d".formatted(lesson.figures().get(i), figures[i], 1 + stepsDone()));
      }
    }
    return figures;
  }

  private static double[] sum(double[] one, double[] other) {
    double[] sum = one.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other[i];
    }
    return sum;
  }
}
