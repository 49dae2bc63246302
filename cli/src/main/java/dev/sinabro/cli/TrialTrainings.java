package dev.sinabro.cli;

import com.google.gson.JsonElement;
import dev.sinabro.cli.config.ConfigurationReader;
import dev.sinabro.cli.config.Setting;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.experiment.Ending;
import dev.sinabro.cli.experiment.Ending.Outcome;
import dev.sinabro.cli.experiment.Experiment;
import dev.sinabro.cli.experiment.Launch;
import dev.sinabro.cli.experiment.RunFolder;
import dev.sinabro.cli.experiment.Training;
import dev.sinabro.cli.search.Search;
import dev.sinabro.cli.search.Trial;
import dev.sinabro.cli.search.Trial.State;
import dev.sinabro.run.Device;
import dev.sinabro.run.MemoryException;
import dev.sinabro.train.DivergedException;
import dev.sinabro.train.Evaluation;
import dev.sinabro.train.Trainer;
import dev.sinabro.train.TrainingEvent;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
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
 * @param folder of the search
 * @param base what all trials have in common
 * @param device where
 * @param launch of this program
 * @param err receives what a second signal is told
 */
record TrialTrainings(Search search, RunFolder folder, Path base, Device device, Launch launch, PrintWriter err) {

  /** Settings, then those of a trial. */
  static List<Setting> with(List<Setting> settings, Map<String, String> trial) {
    List<Setting> all = new ArrayList<>(settings);
    trial.forEach((key, value) -> all.add(new Setting(key + "=" + value, key, value)));
    return all;
  }

  /**
   * Trains all that wait.
   *
   * @param told of each as it ends
   * @return how the process ends where a signal stopped it
   */
  Optional<ExitCode> run(Consumer<Trial> told) throws IOException {
    try (Interrupts interrupts = new Interrupts(err)) {
      for (Trial trial : search.trials()) {
        if (trial.state() != State.WAITING) {
          continue;
        }
        Course course = new Course(search);
        Optional<Trial> ended = train(trial, course, interrupts);
        if (ended.isEmpty()) {
          return Optional.of(interrupts.exitCode());
        }
        search.put(ended.get());
        search.write();
        told.accept(ended.get());
      }
    }
    return Optional.empty();
  }

  /** Empty where a signal stopped it: it begins anew when the search goes on. */
  private Optional<Trial> train(Trial trial, Course course, Interrupts interrupts) throws IOException {
    try {
      RunFolder own = folder.ofVariant("trial-" + trial.number());
      own.removeAll();
      Training training = new Training(Experiment.of(ConfigurationReader.read(base, with(List.of(), trial.settings()))),
          device, own, launch, false, false);
      Ending ending = training.run(course, trainer -> {
        course.trainer = trainer;
        interrupts.stopOnSignal(trainer);
      });
      return switch (ending) {
        case Ending.Stopped _ -> course.hopeless
            ? Optional.of(trial.ended(State.PRUNED, course.values, Double.NaN))
            : Optional.empty();
        case Outcome outcome -> {
          JsonElement value = outcome.summary().get("validation_" + search.watched());
          yield Optional.of(trial.ended(State.DONE, course.values, value == null ? Double.NaN : value.getAsDouble()));
        }
      };
    } catch (DivergedException | MemoryException failed) {
      return Optional.of(trial.ended(State.FAILED, course.values, Double.NaN));
    }
  }

  /** What is watched of a trial, epoch by epoch; it is given up where there is no hope. */
  private static final class Course implements Consumer<TrainingEvent> {
    private final Search search;
    private final List<Double> values = new ArrayList<>();
    private @Nullable Trainer trainer;
    private boolean hopeless;

    Course(Search search) {
      this.search = search;
    }

    @Override
    public void accept(TrainingEvent event) {
      if (event instanceof TrainingEvent.EpochEnded epoch) {
        Evaluation validation = epoch.validation().orElseThrow();
        values.add(search.watched().equals("loss") ? validation.loss() : validation.metric(search.watched()));
        if (trainer != null && search.isHopeless(values)) {
          hopeless = true;
          trainer.stop();
        }
      }
    }
  }
}
