package dev.sinabro.cli.program;

import dev.sinabro.cli.experiment.LoopKeeper;
import dev.sinabro.data.Published;
import dev.sinabro.run.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** An example that is a training loop of its own. */
public interface ProgramExample {

  /** All of them. */
  List<ProgramExample> ALL = List.of(new MnistGan(), new MnistVae());

  /**
   * What a run of it is given.
   *
   * @param device stays the caller's
   * @param data the folder of its data
   * @param epochs passes over the training rows, at least 1
   * @param seed of weights, order and random numbers
   * @param folder for its files; exists
   * @param told receives lines while it runs
   * @param keeper of its state
   */
  record Run(Device device, Path data, int epochs, long seed, Path folder, Consumer<String> told, LoopKeeper keeper) {}

  /**
   * What came of a run.
   *
   * @param figures by name, in order
   * @param shown what was drawn, in lines
   * @param see what is to be seen, in words
   */
  record Outcome(Map<String, Double> figures, List<String> shown, String see) {

    /** Keeps copies. */
    public Outcome {
      figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
      shown = List.copyOf(shown);
    }
  }

  /** The example of a name. */
  static Optional<ProgramExample> of(String title) {
    return ALL.stream().filter(example -> example.title().equals(title)).findFirst();
  }

  /** The name that {@code train} takes. */
  String title();

  /** What it learns, in one sentence. */
  String sentence();

  /** The data that it learns from. */
  Published data();

  /** How many epochs it takes where nobody says. */
  int epochs();

  /**
   * Trains, from where the run was left off, and writes pictures.
   *
   * @return nothing where it was stopped before its end
   * @throws dev.sinabro.data.DataException where the data cannot be used
   */
  Optional<Outcome> run(Run run) throws IOException;
}
