package dev.sinabro.train;

import dev.sinabro.data.Dataset;
import dev.sinabro.data.Permutation;
import dev.sinabro.graph.Variable;
import dev.sinabro.metric.Metric;
import dev.sinabro.run.Execution;
import dev.sinabro.run.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One call of fit: its programs, its data, and the loop. */
final class TrainingLoop implements AutoCloseable {
  private static final long REPORT_NANOS = 200_000_000;

  private final Programs programs;
  private final Session session;
  private final TrainerBuilder settings;
  private final Fit fit;
  private final Counters counters;
  private final Learner learner;
  private final Best best;
  private final Placement placement;
  private final Portion training;
  private final Optional<Portion> validation;
  private final Optional<FirstFault> firstFault;
  private final int rows;
  private final StepProfiles profiles = new StepProfiles();
  private BooleanSupplier stopped = () -> false;
  private TrainingEvent.Ended.@Nullable Reason reason;
  private int waited;
  private long start;
  private long stepNanos;
  private double waiting;
  private long lastReport;
  private long trainedRows;

  TrainingLoop(Programs programs, TrainerBuilder settings, Dataset training, Optional<Dataset> validation, Fit fit) {
    this.programs = programs;
    this.session = programs.session();
    this.settings = settings;
    this.fit = fit;
    this.counters = programs.graphs().training();
    this.learner = programs.graphs().learner();
    this.best = programs.graphs().best();
    List<Portion> portions = new ArrayList<>();
    portions.add(Portion.training(training, fit, !settings.watches().isEmpty()));
    rows = portions.getFirst().rows();
    requirePlace();
    int most = Math.max(fit.batchSize(), Trainer.INFERENCE_BATCH);
    validation.ifPresent(data -> portions.add(Portion.evaluation(data, most)));
    placement = new Placement(programs, portions);
    this.training = placement.portions().getFirst();
    this.firstFault =
        settings.isFindingFaults() ? Optional.of(new FirstFault(programs, placement, this.training)) : Optional.empty();
    this.validation = placement.portions().stream().skip(1).findFirst();
  }

  private void requirePlace() {
    int row = integer(counters.row());
    if (row > 0 && row >= rows) {
      throw new IllegalStateException("the training was stopped after row " + row + " of an epoch, but this data has "
          + rows + " rows; go on with the data that it was stopped on");
    }
  }

  TrainingEvent.Ended run(BooleanSupplier stopped) {
    this.stopped = stopped;
    int firstEpoch = integer(learner.epoch());
    programs.steps().totalUpdates(learner, totalSteps());
    emit(begun(firstEpoch));
    waited = best.waited(session);
    start = System.nanoTime();
    lastReport = start;
    for (int epoch = firstEpoch; epoch < firstEpoch + fit.epochs() && !isOver(integer(learner.updates())); epoch++) {
      if (trainEpoch(epoch)) {
        endEpoch(epoch);
        keep(epoch + 1, 0, integer(learner.updates()));
      }
    }
    profiles.events().forEach(this::emit);
    OptionalInt restored = restored();
    TrainingEvent.Ended ended = new TrainingEvent.Ended(integer(learner.epoch()), integer(learner.updates()),
        reason == null ? TrainingEvent.Ended.Reason.EPOCHS : reason, restored, (System.nanoTime() - start) * 1e-9,
        rowsPerSecond());
    emit(ended);
    return ended;
  }

  /** Whether it ends behind this step, though rows or epochs are left. */
  private boolean isOver(int step) {
    if (reason == null) {
      Optional<EarlyStopping> stopping = fit.limits().stopping();
      if (stopped.getAsBoolean()) {
        reason = TrainingEvent.Ended.Reason.STOPPED;
      } else if (step >= fit.limits().steps()) {
        reason = TrainingEvent.Ended.Reason.STEPS;
      } else if (System.nanoTime() - start >= fit.limits().time().toNanos()) {
        reason = TrainingEvent.Ended.Reason.TIME;
      } else if (stopping.isPresent() && waited >= stopping.get().patience()) {
        reason = TrainingEvent.Ended.Reason.NO_BETTER;
      }
    }
    return reason != null;
  }

  /** Compares an epoch with the best one so far. */
  private void compare(int epoch, Evaluation validated, EarlyStopping stopping) {
    float value = stopping.watched(validated);
    boolean first = best.epoch(session) == 0 && !Float.isNaN(value);
    if (first || stopping.isBetter(value, best.value(session), programs.graphs().objective().metrics())) {
      best.is(epoch, value, programs, stopping.restoresBest());
    } else {
      best.isNot(session);
    }
    waited = best.waited(session);
  }

  /** The best epoch, where its weights were taken in place of the last ones. A training that goes on needs the latter. */
  private OptionalInt restored() {
    int epoch = best.epoch(session);
    boolean restores = fit.limits().stopping().filter(EarlyStopping::restoresBest).isPresent() && epoch > 0
        && reason != TrainingEvent.Ended.Reason.STOPPED;
    if (restores) {
      best.restore(programs);
    }
    return restores && epoch < integer(learner.epoch()) ? OptionalInt.of(epoch) : OptionalInt.empty();
  }

  /** Those before this call included; the same number where a training goes on after a pause. */
  private int totalSteps() {
    int ofThisEpoch = training.stepsBefore(integer(counters.row()));
    return (int) Math.min(fit.limits().steps(),
        integer(learner.updates()) - ofThisEpoch + (long) fit.epochs() * training.stepsBefore(rows));
  }

  private TrainingEvent.Begun begun(int firstEpoch) {
    return new TrainingEvent.Begun(firstEpoch + 1, firstEpoch + fit.epochs(), integer(learner.updates()), rows,
        programs.graphs().objective().metrics().stream().map(Metric::name).toList(), session.stateBytes(),
        session.arenaBytes(), placement.deviceBytes(), placement.streamedBytes());
  }

  /** Trains what is left of an epoch; whether it came to its end. */
  private boolean trainEpoch(int epoch) {
    placement.order(training, Permutation.of(programs.steps().seed(), epoch, training.data().rowCount()));
    long begin = System.nanoTime();
    long waited = placement.waitedNanos();
    int row = integer(counters.row());
    int step = integer(learner.updates());
    firstFault.ifPresent(FirstFault::remember);
    while (row < rows && !isOver(step)) {
      boolean completes = training.completesAt(row);
      step += completes ? 1 : 0;
      run(epoch, row, step, completes && isWatched(step));
      int batch = training.batchAt(row);
      row += batch;
      trainedRows += batch;
      long now = System.nanoTime();
      if (now - lastReport > REPORT_NANOS) {
        lastReport = now;
        report(epoch, row, stepNanos + now - begin);
      }
      if (completes && row < rows) {
        keep(epoch, row, step);
      }
    }
    long taken = System.nanoTime() - begin;
    stepNanos += taken;
    waiting = taken == 0 ? 0 : (placement.waitedNanos() - waited) / (double) taken;
    if (row == rows) {
      requireFinite(sums(row), epoch);
    } else if (row > 0) {
      report(epoch, row, stepNanos);
    }
    return row == rows;
  }

  private boolean isWatched(int step) {
    return settings.watches().at(step);
  }

  private void run(int epoch, int row, int step, boolean watched) {
    if (!watched) {
      run(placement.step(training, row));
      return;
    }
    Execution watch = placement.step(training, row, true);
    watch.run();
    TrainingEvent.Watched told = settings.watches().event(epoch + 1, step, watch);
    run(placement.step(training, row));
    emit(told);
  }

  private void run(Execution step) {
    if (settings.isProfiled()) {
      profiles.run(step);
    } else {
      step.run();
    }
  }

  private void report(int epoch, int row, long nanos) {
    Evaluation sums = sums(row);
    requireFinite(sums, epoch);
    firstFault.ifPresent(FirstFault::remember);
    emit(new TrainingEvent.Progress(epoch + 1, row, sums, trainedRows / (nanos * 1e-9)));
  }

  /** Takes a checkpoint where one is due. */
  private void keep(int epochs, int row, int steps) {
    settings.checkpoints().filter(checkpoints -> checkpoints.isDue(epochs, steps)).ifPresent(checkpoints -> {
      if (row > 0) {
        requireFinite(sums(row), epochs);
      }
      checkpoints.take(epochs, steps, programs.steps().storedCheckpoint(), settings.remembered());
    });
  }

  private void endEpoch(int epoch) {
    Evaluation training = sums(rows);
    counters.restart(session);
    Optional<Evaluation> validated = validation.map(placement::evaluate);
    fit.limits().stopping().ifPresent(stopping -> compare(epoch + 1, validated.orElseThrow(), stopping));
    double rate = learner.lastRate(session);
    programs.steps().endEpoch(learner, validated.orElse(training).loss());
    emit(new TrainingEvent.EpochEnded(epoch + 1, integer(learner.updates()), training, validated, rate,
        (System.nanoTime() - start) * 1e-9, rowsPerSecond(), waiting));
  }

  private void requireFinite(Evaluation sums, int epoch) {
    if (!Double.isFinite(sums.loss())) {
      int step = integer(learner.updates());
      throw new DivergedException(sums.loss(), epoch + 1, step, settings.optimizer().learningRate(),
          new Inspection(training.data()).notFinite(placement.read(training),
              programs.graphs().objective().comparisons()),
          firstFault.flatMap(FirstFault::find));
    }
  }

  private Evaluation sums(int done) {
    return programs.graphs().objective().evaluation(done, counters.sums(session));
  }

  private int integer(Variable variable) {
    return (int) session.read(variable)[0];
  }

  private double rowsPerSecond() {
    return stepNanos == 0 ? 0 : trainedRows / (stepNanos * 1e-9);
  }

  private void emit(TrainingEvent event) {
    settings.listeners().forEach(listener -> listener.accept(event));
  }

  @Override
  public void close() {
    placement.close();
  }
}
