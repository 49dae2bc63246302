package dev.sinabro.cli;

import com.google.gson.JsonElement;
import dev.sinabro.cli.config.Setting;
import dev.sinabro.cli.experiment.Ending;
import dev.sinabro.cli.experiment.Ending.Outcome;
import dev.sinabro.cli.experiment.Experiment;
import dev.sinabro.cli.experiment.RunFolder;
import dev.sinabro.cli.experiment.RunningTraining;
import dev.sinabro.cli.experiment.Training;
import dev.sinabro.cli.experiment.TrainingSeries;
import dev.sinabro.cli.search.Search;
import dev.sinabro.cli.search.Trial;
import dev.sinabro.cli.search.Trial.State;
import dev.sinabro.run.Device;
import dev.sinabro.run.MemoryException;
import dev.sinabro.train.DivergedException;
import dev.sinabro.train.Evaluation;
import dev.sinabro.train.TrainingEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The trainings of a search, one after the other; a trial that has an end already is left as it is.
 *
 * @param search whose trials they are
 * @param series that they are
 * @param device where
 * @param interrupts stop them
 * @param told receives what the user should know beside the results
 */
record TrialTrainings(Search search, TrainingSeries series, Device device, Interrupts interrupts,
    Consumer<String> told) {

  /** What a trial has of its own. */
  static List<Setting> settings(Trial trial) {
    return settings(trial.settings());
  }

  /** The same of values by key. */
  static List<Setting> settings(Map<String, String> values) {
    return values.entrySet().stream().map(one -> new Setting(one.getKey() + "=" + one.getValue(), one.getKey(),
        one.getValue())).toList();
  }

  /** The folder of a trial in that of its search. */
  static RunFolder folder(RunFolder search, Trial trial) {
    return search.ofVariant("trial-" + trial.number());
  }

  /**
   * Trains all that wait.
   *
   * @param ended receives each as it ends
   * @return how the one ended that a signal stopped
   */
  Optional<Ending.Stopped> run(Consumer<Trial> ended) throws IOException {
    search.write();
    for (Trial trial : search.trials()) {
      if (trial.state() == State.WAITING) {
        Course course = new Course(search, folder(series.folder(), trial));
        Optional<Ending.Stopped> stopped = train(trial, course);
        if (stopped.isPresent()) {
          return stopped;
        }
        search.write();
        ended.accept(search.trials().get(trial.number() - 1));
      }
    }
    return Optional.empty();
  }

  /** Puts what came of a trial into the search, unless it was stopped; one that has begun goes on where it was. */
  private Optional<Ending.Stopped> train(Trial trial, Course course) {
    if (course.wasHopeless()) {
      search.put(trial.ended(State.PRUNED, course.values, Double.NaN));
      return Optional.empty();
    }
    try {
      Training training = new Training(Experiment.of(Sources.with(series.file(), settings(trial))), device,
          course.folder, series.launch(), false, false);
      Ending ending = training.complete(course, running -> {
        course.training = running;
        interrupts.stopOnSignal(running);
      }, told);
      if (ending instanceof Ending.Stopped stopped && !course.hopeless) {
        return Optional.of(stopped);
      }
      search.put(switch (ending) {
        case Ending.Stopped _ -> trial.ended(State.PRUNED, course.values, Double.NaN);
        case Outcome outcome -> {
          JsonElement value = outcome.summary().get("validation_" + search.watched());
          yield trial.ended(State.DONE, course.values, value == null ? Double.NaN : value.getAsDouble());
        }
      });
    } catch (DivergedException | MemoryException failed) {
      search.put(trial.ended(State.FAILED, course.values, Double.NaN));
    }
    return Optional.empty();
  }

  /** What is watched of a trial, epoch by epoch, as its folder has it; it is given up where there is no hope. */
  private static final class Course implements Consumer<TrainingEvent> {
    private final Search search;
    private final RunFolder folder;
    private List<Double> values = new ArrayList<>();
    private @Nullable RunningTraining training;
    private boolean hopeless;

    Course(Search search, RunFolder folder) {
      this.search = search;
      this.folder = folder;
    }

    /** Whether it was given up before, though the search did not come to write so; its values are those until then. */
    boolean wasHopeless() {
      values = new ArrayList<>(folder.figures("validation_" + search.watched()));
      for (int epochs = 1; epochs <= values.size(); epochs++) {
        if (search.isHopeless(values.subList(0, epochs))) {
          values.subList(epochs, values.size()).clear();
          return true;
        }
      }
      return false;
    }

    @Override
    public void accept(TrainingEvent event) {
      if (event instanceof TrainingEvent.EpochEnded epoch) {
        Evaluation validation = epoch.validation().orElseThrow();
        // Figures of before, and now, are those of metrics.csv.
        values.subList(epoch.epoch() - 1, values.size()).clear();
        values.add(Double.parseDouble(Float.toString((float) (search.watched().equals("loss")
            ? validation.loss()
            : validation.metric(search.watched())))));
        if (training != null && search.isHopeless(values)) {
          hopeless = true;
          training.stop();
        }
      }
    }
  }
}
