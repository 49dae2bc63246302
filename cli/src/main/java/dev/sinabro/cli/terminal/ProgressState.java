package dev.sinabro.cli.terminal;

import dev.sinabro.train.Evaluation;
import dev.sinabro.train.TrainingEvent;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** How far a training is, as its events told. */
public final class ProgressState {
  private final TimeLeft timeLeft = new TimeLeft();
  private final LossCurve losses = new LossCurve();
  private final LossCurve validationLosses = new LossCurve();
  private Optional<TrainingEvent.Begun> begun = Optional.empty();
  private Optional<TrainingEvent.EpochEnded> last = Optional.empty();
  private OptionalDouble left = OptionalDouble.empty();
  private List<String> figures = List.of();
  private int epoch;
  private long rows;

  /**
   * Takes an event.
   *
   * @param seconds when it came, on any clock
   */
  void take(TrainingEvent event, double seconds) {
    switch (event) {
      case TrainingEvent.Begun first -> {
        begun = Optional.of(first);
        epoch = first.firstEpoch();
      }
      case TrainingEvent.Progress progress -> {
        String quality = figures.isEmpty() ? told("", progress.training()) : figures.get(1);
        show(progress.epoch(), progress.training(), quality, progress.rowsPerSecond());
        done(progress.epoch(), progress.epochRows(), seconds);
      }
      case TrainingEvent.EpochEnded ended -> {
        String quality = ended.validation().map(evaluation -> told("validation ", evaluation))
            .orElseGet(() -> told("", ended.training()));
        show(Math.min(ended.epoch() + 1, lastEpoch()), ended.training(), quality, ended.rowsPerSecond());
        losses.add(ended.training().loss());
        ended.validation().ifPresent(evaluation -> validationLosses.add(evaluation.loss()));
        last = Optional.of(ended);
        done(ended.epoch() + 1, 0, seconds);
      }
      case TrainingEvent.Watched _, TrainingEvent.Profiled _, TrainingEvent.Ended _ -> {
        // it is no further for these
      }
    }
  }

  private String told(String of, Evaluation evaluation) {
    String metric = begun.orElseThrow().metrics().getFirst();
    return of + metric + " " + Figures.metric(evaluation.metric(metric));
  }

  private void show(int number, Evaluation training, String quality, double rowsPerSecond) {
    epoch = number;
    figures = List.of("loss " + Figures.loss(training.loss()), quality, Figures.scaled(rowsPerSecond) + "rows/s");
  }

  private void done(int number, int epochRows, double seconds) {
    rows = (long) (number - begun.orElseThrow().firstEpoch()) * begun.orElseThrow().rows() + epochRows;
    left = timeLeft.at(seconds, rows, allRows());
  }

  private long allRows() {
    return begun.map(first -> (long) (first.lastEpoch() - first.firstEpoch() + 1) * first.rows()).orElse(0L);
  }

  private int lastEpoch() {
    return begun.orElseThrow().lastEpoch();
  }

  /** What the training began with. */
  Optional<TrainingEvent.Begun> begun() {
    return begun;
  }

  /** The epoch that ended last. */
  Optional<TrainingEvent.EpochEnded> last() {
    return last;
  }

  /** Losses of training rows in the course of this training, at even distances. */
  double[] losses() {
    return losses.points();
  }

  /** Losses of validation rows, likewise; none where there are no such rows. */
  double[] validationLosses() {
    return validationLosses.points();
  }

  /** Of this training, from 0 to 1. */
  double share() {
    return allRows() == 0 ? 0 : Math.min(1, (double) rows / allRows());
  }

  /** Loss; metric; speed; none before the first rows. */
  List<String> figures() {
    return figures;
  }

  /** Such as {@code 1.4 s left}; empty where it cannot be told yet. */
  Optional<String> left() {
    return left.isPresent() ? Optional.of(Figures.seconds(left.getAsDouble()) + " left") : Optional.empty();
  }

  /** Such as {@code  4/30}, as wide as the last one, so that lines do not jump. */
  String counted() {
    return counted(epoch);
  }

  /** The same of an epoch. */
  String counted(int number) {
    String all = Integer.toString(lastEpoch());
    String one = Integer.toString(number);
    return " ".repeat(Math.max(0, all.length() - one.length())) + one + "/" + all;
  }
}
