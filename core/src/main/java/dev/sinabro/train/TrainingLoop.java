package dev.sinabro.train;

import dev.sinabro.data.Dataset;
import dev.sinabro.data.Permutation;
import dev.sinabro.run.Execution;
import dev.sinabro.train.Workbench.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** One call of fit: its programs, its data, and the loop. */
final class TrainingLoop implements AutoCloseable {
  private static final long REPORT_NANOS = 200_000_000;

  private final Workbench bench;
  private final TrainerBuilder settings;
  private final Objective objective;
  private final Fit fit;
  private final Counters counters;
  private final Feeds feeds;
  private final Feed training;
  private final Optional<Feed> validation;
  private final int rows;
  private final StepProfiles profiles = new StepProfiles();
  private long stepNanos;
  private long lastReport;
  private long trainedRows;

  TrainingLoop(Workbench bench, TrainerBuilder settings, Objective objective, Dataset training,
      Optional<Dataset> validation, Fit fit) {
    this.bench = bench;
    this.settings = settings;
    this.objective = objective;
    this.fit = fit;
    this.counters = bench.counters();
    requirePlace(training.rowCount());
    List<Portion> portions = new ArrayList<>();
    portions.add(new Portion(Purpose.TRAINING, training, fit.batchSize()));
    int most = Math.max(fit.batchSize(), Trainer.INFERENCE_BATCH);
    validation.ifPresent(data -> portions.add(new Portion(Purpose.EVALUATION, data, most)));
    feeds = Feeds.of(bench, objective, portions);
    this.training = feeds.feeds().getFirst();
    this.validation = feeds.feeds().stream().skip(1).findFirst();
    rows = training.rowCount();
  }

  private void requirePlace(int rows) {
    int row = bench.integer(counters.row());
    if (row > 0 && row >= rows) {
      throw new IllegalStateException("the training was stopped after row " + row + " of an epoch, but this data has "
          + rows + " rows; go on with the data that it was stopped on");
    }
  }

  TrainingEvent.Ended run(BooleanSupplier stopped) {
    int firstEpoch = bench.integer(counters.epoch());
    bench.planSteps(totalSteps());
    emit(begun(firstEpoch));
    long start = System.nanoTime();
    lastReport = start;
    for (int epoch = firstEpoch; epoch < firstEpoch + fit.epochs() && !stopped.getAsBoolean(); epoch++) {
      if (trainEpoch(epoch, stopped)) {
        endEpoch(epoch, start);
      }
    }
    profiles.events().forEach(this::emit);
    int done = bench.integer(counters.epoch());
    TrainingEvent.Ended ended = new TrainingEvent.Ended(done, bench.integer(counters.step()),
        done < firstEpoch + fit.epochs(), (System.nanoTime() - start) * 1e-9, rowsPerSecond());
    emit(ended);
    return ended;
  }

  /** Those before this call included; the same number where a training goes on after a pause. */
  private int totalSteps() {
    int ofThisEpoch = bench.integer(counters.row()) / fit.batchSize();
    int ofAnEpoch = (rows + fit.batchSize() - 1) / fit.batchSize();
    return bench.integer(counters.step()) - ofThisEpoch + fit.epochs() * ofAnEpoch;
  }

  private TrainingEvent.Begun begun(int firstEpoch) {
    return new TrainingEvent.Begun(firstEpoch + 1, firstEpoch + fit.epochs(), rows, objective.metric().name(),
        bench.session().stateBytes(), bench.session().arenaBytes(),
        feeds.deviceBytes(), feeds.streamedBytes());
  }

  /** Trains what is left of an epoch; whether it came to its end. */
  private boolean trainEpoch(int epoch, BooleanSupplier stopped) {
    training.order(Permutation.of(bench.seed(), epoch, rows));
    long begin = System.nanoTime();
    int row = bench.integer(counters.row());
    while (row < rows && !stopped.getAsBoolean()) {
      run(bench.step(training, row, objective));
      int batch = training.portion().batchAt(row);
      row += batch;
      trainedRows += batch;
      long now = System.nanoTime();
      if (now - lastReport > REPORT_NANOS) {
        lastReport = now;
        report(epoch, row, stepNanos + now - begin);
      }
    }
    if (row > 0) {
      requireFinite(bench.sums(counters, row, objective), epoch);
    }
    stepNanos += System.nanoTime() - begin;
    return row == rows;
  }

  private void run(Execution step) {
    if (settings.isProfiled()) {
      profiles.run(step);
    } else {
      step.run();
    }
  }

  private void report(int epoch, int row, long nanos) {
    Evaluation sums = bench.sums(counters, row, objective);
    requireFinite(sums, epoch);
    emit(new TrainingEvent.Progress(epoch + 1, row, sums.loss(), sums.value(), trainedRows / (nanos * 1e-9)));
  }

  private void endEpoch(int epoch, long start) {
    Evaluation training = bench.sums(counters, rows, objective);
    bench.set(counters.epoch(), epoch + 1);
    bench.restart(counters);
    Optional<Evaluation> validated =
        validation.map(feed -> bench.evaluate(feed, objective));
    emit(new TrainingEvent.EpochEnded(epoch + 1, bench.integer(counters.step()), training, validated,
        (System.nanoTime() - start) * 1e-9, rowsPerSecond()));
  }

  private void requireFinite(Evaluation sums, int epoch) {
    if (!Double.isFinite(sums.loss())) {
      throw new DivergedException(sums.loss(), epoch + 1, bench.integer(counters.step()),
          settings.optimizer().learningRate());
    }
  }

  private double rowsPerSecond() {
    return stepNanos == 0 ? 0 : trainedRows / (stepNanos * 1e-9);
  }

  private void emit(TrainingEvent event) {
    settings.listeners().forEach(listener -> listener.accept(event));
  }

  @Override
  public void close() {
    feeds.close();
  }
}
