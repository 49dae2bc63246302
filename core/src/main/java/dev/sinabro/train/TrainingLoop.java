package dev.sinabro.train;

import dev.sinabro.data.Dataset;
import dev.sinabro.data.Permutation;
import dev.sinabro.run.Inputs;
import dev.sinabro.train.StepGraphs.DataShape;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** One call of fit: its programs, its data on the device, and the loop. */
final class TrainingLoop implements AutoCloseable {
  private static final long REPORT_NANOS = 200_000_000;

  private final Workbench bench;
  private final TrainerBuilder settings;
  private final Objective objective;
  private final Fit fit;
  private final DataShape shape;
  private final Counters counters;
  private final Inputs inputs;
  private final Optional<Workbench.Judged> validation;
  private long stepNanos;
  private long lastReport;
  private long trainedRows;

  TrainingLoop(Workbench bench, TrainerBuilder settings, Objective objective, Dataset training,
      Optional<Dataset> validation, Fit fit) {
    this.bench = bench;
    this.settings = settings;
    this.objective = objective;
    this.fit = fit;
    this.shape = DataShape.of(training);
    this.counters = bench.counters();
    requirePlace();
    int batch = Math.min(fit.batchSize(), shape.rows());
    inputs = bench.load(training, bench.trainingPlan(shape, batch, objective));
    try {
      bench.trainingStep(shape, batch, objective);
      if (shape.rows() % batch > 0) {
        bench.trainingStep(shape, shape.rows() % batch, objective);
      }
      int most = Math.max(batch, Trainer.INFERENCE_BATCH);
      this.validation = validation.map(data -> bench.judged(data, most, objective));
    } catch (RuntimeException e) {
      inputs.close();
      throw e;
    }
  }

  private void requirePlace() {
    int row = bench.integer(counters.row());
    if (row > 0 && row >= shape.rows()) {
      throw new IllegalStateException("the training was stopped after row " + row + " of an epoch, but this data has "
          + shape.rows() + " rows; go on with the data that it was stopped on");
    }
  }

  TrainingEvent.Ended run(BooleanSupplier stopped) {
    int firstEpoch = bench.integer(counters.epoch());
    emit(begun(firstEpoch));
    long start = System.nanoTime();
    lastReport = start;
    for (int epoch = firstEpoch; epoch < firstEpoch + fit.epochs() && !stopped.getAsBoolean(); epoch++) {
      if (trainEpoch(epoch, stopped)) {
        endEpoch(epoch, start);
      }
    }
    int done = bench.integer(counters.epoch());
    TrainingEvent.Ended ended = new TrainingEvent.Ended(done, bench.integer(counters.step()),
        done < firstEpoch + fit.epochs(), (System.nanoTime() - start) * 1e-9, rowsPerSecond());
    emit(ended);
    return ended;
  }

  private TrainingEvent.Begun begun(int firstEpoch) {
    return new TrainingEvent.Begun(firstEpoch + 1, firstEpoch + fit.epochs(), shape.rows(), objective.metric().name(),
        bench.session().stateBytes(), bench.session().arenaBytes(),
        inputs.byteSize() + validation.map(rows -> rows.inputs().byteSize()).orElse(0L));
  }

  /** Trains what is left of an epoch; whether it came to its end. */
  private boolean trainEpoch(int epoch, BooleanSupplier stopped) {
    inputs.set(StepGraphs.ORDER, Permutation.of(bench.seed(), epoch, shape.rows()));
    long begin = System.nanoTime();
    int row = bench.integer(counters.row());
    while (row < shape.rows() && !stopped.getAsBoolean()) {
      int batch = Math.min(fit.batchSize(), shape.rows() - row);
      bench.trainingStep(shape, batch, objective).on(inputs).run();
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
    return row == shape.rows();
  }

  private void report(int epoch, int row, long nanos) {
    Evaluation sums = bench.sums(counters, row, objective);
    requireFinite(sums, epoch);
    emit(new TrainingEvent.Progress(epoch + 1, row, sums.loss(), sums.value(), trainedRows / (nanos * 1e-9)));
  }

  private void endEpoch(int epoch, long start) {
    Evaluation training = bench.sums(counters, shape.rows(), objective);
    bench.set(counters.epoch(), epoch + 1);
    bench.restart(counters);
    Optional<Evaluation> validated =
        validation.map(rows -> bench.evaluate(rows, objective));
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
    inputs.close();
    validation.ifPresent(Workbench.Judged::close);
  }
}
