package dev.sinabro.train;

import dev.sinabro.data.Dataset;
import dev.sinabro.data.Permutation;
import dev.sinabro.run.Execution;
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
  private final Optional<Validation> validation;
  private long stepNanos;
  private long lastReport;
  private long trainedRows;

  /** The validation rows on the device. */
  private record Validation(DataShape shape, Inputs inputs, int batch) {}

  TrainingLoop(Workbench bench, TrainerBuilder settings, Objective objective, Dataset training,
      Optional<Dataset> validation, Fit fit) {
    this.bench = bench;
    this.settings = settings;
    this.objective = objective;
    this.fit = fit;
    this.shape = DataShape.of(training);
    this.counters = bench.counters();
    Execution step = bench.trainingStep(shape, Math.min(fit.batchSize(), shape.rows()), objective);
    this.inputs = bench.load(training, step);
    this.validation = validation.map(this::prepared);
  }

  private Validation prepared(Dataset data) {
    DataShape rows = DataShape.of(data);
    int batch = Math.min(Math.max(fit.batchSize(), Trainer.INFERENCE_BATCH), rows.rows());
    return new Validation(rows, bench.load(data, bench.evaluationStep(rows, batch, objective)), batch);
  }

  TrainingEvent.Ended run(BooleanSupplier stopped) {
    int firstEpoch = bench.integer(counters.epoch());
    emit(begun());
    long start = System.nanoTime();
    lastReport = start;
    for (int epoch = firstEpoch; epoch < firstEpoch + fit.epochs() && !stopped.getAsBoolean(); epoch++) {
      if (trainEpoch(epoch, firstEpoch, stopped)) {
        endEpoch(epoch, start);
      }
    }
    TrainingEvent.Ended ended = new TrainingEvent.Ended(bench.integer(counters.epoch()), bench.integer(counters.step()),
        stopped.getAsBoolean(), (System.nanoTime() - start) * 1e-9, rowsPerSecond());
    emit(ended);
    return ended;
  }

  private TrainingEvent.Begun begun() {
    int remainder = shape.rows() % fit.batchSize();
    if (remainder > 0) {
      bench.trainingStep(shape, remainder, objective);
    }
    return new TrainingEvent.Begun(fit.epochs(), shape.rows(), bench.session().stateBytes(),
        bench.session().arenaBytes(),
        inputs.byteSize() + validation.map(rows -> rows.inputs().byteSize()).orElse(0L));
  }

  /** Trains what is left of an epoch; whether it came to its end. */
  private boolean trainEpoch(int epoch, int firstEpoch, BooleanSupplier stopped) {
    inputs.set(StepGraphs.ORDER, Permutation.of(settings.seed(), epoch, shape.rows()));
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
        report(epoch - firstEpoch + 1, row, stepNanos + now - begin);
      }
    }
    Evaluation sums = bench.sums(counters, row, objective);
    stepNanos += System.nanoTime() - begin;
    requireFinite(sums, epoch);
    return row == shape.rows();
  }

  private void report(int epoch, int row, long nanos) {
    Evaluation sums = bench.sums(counters, row, objective);
    requireFinite(sums, epoch - 1);
    emit(new TrainingEvent.Progress(epoch, fit.epochs(), row, shape.rows(), sums.loss(), sums.value(),
        trainedRows / (nanos * 1e-9)));
  }

  private void endEpoch(int epoch, long start) {
    Evaluation training = bench.sums(counters, shape.rows(), objective);
    bench.set(counters.epoch(), epoch + 1);
    bench.restart(counters);
    Optional<Evaluation> validated =
        validation.map(rows -> bench.evaluate(rows.shape(), rows.inputs(), rows.batch(), objective));
    emit(new TrainingEvent.EpochEnded(epoch + 1, bench.integer(counters.step()), training, validated,
        (System.nanoTime() - start) * 1e-9));
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
    validation.ifPresent(rows -> rows.inputs().close());
  }
}
