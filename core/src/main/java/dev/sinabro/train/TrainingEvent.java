package dev.sinabro.train;

import dev.sinabro.compile.Program;
import dev.sinabro.graph.HostTensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What happens in a training, in order: begun, then for each epoch some progress, watched steps and its end, then profiles
 * where they were asked for, then ended.
 */
public sealed interface TrainingEvent {

  /**
   * The programs are compiled and the data is on the device, or ready to be streamed; the first step follows.
   *
   * @param firstEpoch the number of the epoch that comes next, from 1, over all trainings
   * @param lastEpoch the number of the last epoch of this training
   * @param step steps done before, over all trainings
   * @param rows of an epoch
   * @param metrics their names, the first one first
   * @param stateBytes memory of parameters, moments and counters
   * @param arenaBytes memory of a step's temporaries
   * @param inputBytes memory of the data on the device
   * @param streamedBytes memory of the data where it does not fit on the device, and so is sent there a batch at a
   *     time; 0 where all of it is there
   */
  record Begun(int firstEpoch, int lastEpoch, int step, int rows, List<String> metrics, long stateBytes,
      long arenaBytes,
      long inputBytes, long streamedBytes) implements TrainingEvent {}

  /**
   * Sent a few times a second at most, and where a training ends amid an epoch.
   *
   * @param epoch from 1, over all trainings
   * @param epochRows rows of this epoch that are done
   * @param training over the rows of this epoch so far
   * @param rowsPerSecond since this training began, evaluation left out
   */
  record Progress(int epoch, int epochRows, Evaluation training, double rowsPerSecond)
      implements TrainingEvent {}

  /**
   * An epoch is done.
   *
   * @param epoch from 1, over all trainings
   * @param step steps done, over all trainings
   * @param training over the epoch's rows, each as it was met: parameters changed meanwhile
   * @param validation with the parameters at its end, where there are validation rows
   * @param learningRate of its last step, as the schedule scaled it
   * @param seconds since this training began
   * @param rowsPerSecond since this training began, evaluation left out
   * @param waiting the share of the time of this epoch's steps that they waited for data to be read, from 0 to 1; 0 where
   *     all rows are on the device
   */
  record EpochEnded(int epoch, int step, Evaluation training, Optional<Evaluation> validation, double learningRate,
      double seconds, double rowsPerSecond, double waiting) implements TrainingEvent {}

  /**
   * How long the steps of a training program took; comes before the end, for each program of a {@linkplain
   * TrainerBuilder#profiled profiled} training.
   *
   * @param program what ran
   * @param runs how many of the last runs are told of
   * @param microseconds of each of its steps, the median of these runs
   */
  record Profiled(Program program, int runs, List<Double> microseconds) implements TrainingEvent {
    /** Keeps a copy of the list. */
    public Profiled {
      microseconds = List.copyOf(microseconds);
    }
  }

  /**
   * A step that is {@linkplain TrainerBuilder#watch watched} is done.
   *
   * @param epoch from 1, over all trainings
   * @param step its number, from 1, over all trainings
   * @param loss that it minimized, before the weights changed; of its last batch where several were accumulated
   * @param readings what was asked for
   */
  record Watched(int epoch, int step, double loss, Map<Watch.Reading, HostTensor> readings) implements TrainingEvent {
    /** Keeps a copy of the map. */
    public Watched {
      readings = Collections.unmodifiableMap(new LinkedHashMap<>(readings));
    }

    /**
     * A quantity of a tensor.
     *
     * @throws IllegalArgumentException where it was not asked for
     */
    public HostTensor of(Watch.Quantity quantity, String name) {
      HostTensor reading = readings.get(new Watch.Reading(quantity, name));
      if (reading == null) {
        throw new IllegalArgumentException(quantity + " of " + name + " was not asked for; there are "
            + readings.keySet());
      }
      return reading;
    }

    /** A norm of a tensor. */
    public double norm(String name) {
      return of(Watch.Quantity.NORM, name).value(0);
    }

    /** The norm of the gradient by a tensor. */
    public double gradientNorm(String name) {
      return of(Watch.Quantity.GRADIENT_NORM, name).value(0);
    }
  }

  /**
   * The training is over.
   *
   * @param epochs done, over all trainings
   * @param steps done, over all trainings
   * @param reason of it
   * @param restored the epoch whose weights the model has again, where that is not the last one: see {@link EarlyStopping}
   * @param seconds that it took
   * @param rowsPerSecond rows trained a second, evaluation left out
   */
  record Ended(int epochs, int steps, Reason reason, OptionalInt restored, double seconds, double rowsPerSecond)
      implements TrainingEvent {
    /** Why a training ended. */
    public enum Reason {
      /** All epochs are done. */
      EPOCHS,
      /** It has done the most {@linkplain Fit#mostSteps steps}. */
      STEPS,
      /** The most {@linkplain Fit#mostTime time} is over. */
      TIME,
      /** It became no better: see {@link EarlyStopping}. */
      NO_BETTER,
      /** It was {@linkplain Trainer#stop stopped}. */
      STOPPED
    }

    /** Whether it was stopped before its end. */
    public boolean stopped() {
      return reason == Reason.STOPPED;
    }
  }
}
