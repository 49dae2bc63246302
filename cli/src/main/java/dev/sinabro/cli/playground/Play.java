package dev.sinabro.cli.playground;

import com.google.gson.JsonObject;
import dev.sinabro.backend.DeviceOptions;
import dev.sinabro.cli.config.ConfigurationException;
import dev.sinabro.cli.config.ConfigurationReader;
import dev.sinabro.cli.experiment.Experiment;
import dev.sinabro.cli.http.Refusal;
import dev.sinabro.cli.page.Latest;
import dev.sinabro.data.DataException;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Preprocessing;
import dev.sinabro.data.RowSplit;
import dev.sinabro.data.Table;
import dev.sinabro.data.TablePreprocessing;
import dev.sinabro.graph.GraphException;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.io.Safetensors;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import dev.sinabro.train.DivergedException;
import dev.sinabro.train.Evaluation;
import dev.sinabro.train.ObjectiveException;
import dev.sinabro.train.Trainer;
import dev.sinabro.train.TrainingEvent;
import dev.sinabro.train.Watch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One training of a page, from the configuration that the page shows, so that it is the same as by the command. Used by one
 * thread, but for {@link #stop}.
 */
final class Play implements AutoCloseable {
  private static final int MOST_POINTS = 400;
  /** Of so few rows, as those of a truth table, each is told of. */
  private static final int MOST_ANSWERS = 4;

  private final int number;
  private final Recipe recipe;
  private final Experiment experiment;
  private final Device device;
  private final Trainer trainer;
  private final PlaySnapshot pictures;
  private final Latest latest;
  private final List<double[]> losses = new ArrayList<>();
  private int sparse = 1;
  private TrainingEvent.@Nullable EpochEnded lastEpoch;
  private TrainingEvent.@Nullable Watched lastWatched;
  private double stepMicros;
  private Optional<LastStep> lastStep = Optional.empty();

  /**
   * Builds it.
   *
   * @param number of the training, among those of its page
   * @param folder of its own, for the data
   * @param latest where its pictures go
   * @throws Refusal where the settings cannot be trained
   */
  Play(int number, Recipe recipe, Path folder, Latest latest) {
    this.number = number;
    this.recipe = recipe;
    this.latest = latest;
    experiment = experiment(recipe, folder);
    device = opened(recipe.settings().device());
    try {
      Dataset rows = experiment.data().training();
      int steps = Math.max(1, rows.rowCount() / recipe.settings().batch());
      trainer = experiment.trainer().watch(Watch.every(steps).gradientNorms("*.weight").norms("*.weight"))
          .listener(this::listen).on(device);
      pictures = new PlaySnapshot(recipe, trainer,
          preprocessing(experiment).features(recipe.table().cells(PlaySnapshot.CELLS)));
      trainer.summary(rows);
      publish(false);
    } catch (RuntimeException failure) {
      device.close();
      throw refused(failure);
    }
  }

  private static Experiment experiment(Recipe recipe, Path folder) {
    try {
      Files.writeString(folder.resolve(Recipe.FILE), recipe.table().csv());
      return Experiment
          .of(ConfigurationReader.read("the playground", "playground", folder, recipe.yaml(), List.of()));
    } catch (ConfigurationException | DataException unusable) {
      throw refused(unusable);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private static TablePreprocessing preprocessing(Experiment experiment) {
    return switch (experiment.data().preprocessing()) {
      case TablePreprocessing table -> table;
      case Preprocessing other -> throw new IllegalStateException("the playground learns from a table, not " + other);
    };
  }

  private static Device opened(String name) {
    try {
      return Devices.open(name, DeviceOptions.DEFAULT.withThreads(name.startsWith("cuda") ? 0 : 1));
    } catch (RuntimeException unusable) {
      throw new Refusal(Refusal.UNUSABLE, String.valueOf(unusable.getMessage()));
    }
  }

  private static RuntimeException refused(RuntimeException failure) {
    return switch (failure) {
      case ConfigurationException _, DataException _, ObjectiveException _, GraphException _,
          IllegalArgumentException _ ->
        new Refusal(Refusal.UNUSABLE, String.valueOf(failure.getMessage()));
      default -> failure;
    };
  }

  /** By which a page knows what a message is about. */
  int number() {
    return number;
  }

  Recipe recipe() {
    return recipe;
  }

  Experiment experiment() {
    return experiment;
  }

  /** Which rows of the table are in which part. */
  RowSplit split() {
    PlayTable table = recipe.table();
    Table all = table.whole();
    return RowSplit.of(preprocessing(experiment).dataset(all), 0, recipe.test(), recipe.settings().sample());
  }

  private void listen(TrainingEvent event) {
    switch (event) {
      case TrainingEvent.EpochEnded epoch -> lastEpoch = epoch;
      case TrainingEvent.Watched watched -> lastWatched = watched;
      case TrainingEvent.Begun _, TrainingEvent.Progress _, TrainingEvent.Profiled _, TrainingEvent.Ended _ -> {
        // the page is told when the picture is drawn
      }
    }
  }

  /**
   * Trains one epoch.
   *
   * @throws Refusal where the loss is no longer a number
   */
  void epoch() {
    lastStep = Optional.empty();
    fit(Integer.MAX_VALUE);
  }

  /** Does one step; throws as {@link #epoch}. */
  void step() {
    Map<String, HostTensor> before = trainer.parameters();
    fit(pictures.stepsDone() + 1);
    lastStep = Optional.of(LastStep.of(recipe.settings(), experiment.data().training().rowCount(),
        pictures.stepsDone(), before, trainer.parameters()));
  }

  /**
   * Does steps until one changes a weight, as a perceptron does where it is mistaken, and at most as many as see each row:
   * what is left of an epoch, and one epoch more. Throws as {@link #epoch}.
   */
  void mistake() {
    int steps = 2 * LastStep.ofEpoch(recipe.settings(), experiment.data().training().rowCount()) - 1;
    do {
      step();
      steps--;
    } while (steps > 0 && !lastStep.map(LastStep::changed).orElse(true));
  }

  /** Ends the epoch after its present step; by any thread. */
  void stop() {
    trainer.stop();
  }

  private void fit(int mostSteps) {
    try {
      TrainingEvent.Ended ended = trainer.fit(experiment.data().training(),
          experiment.configuration().train().fit(1).mostSteps(mostSteps));
      int done = ended.steps() - pictures.stepsDone();
      if (done > 0) {
        stepMicros = ended.seconds() * 1e6 / done;
      }
      pictures.advanced(ended);
      remember();
    } catch (DivergedException diverged) {
      throw new Refusal(Refusal.CONFLICT, String.valueOf(diverged.getMessage()));
    }
  }

  /** Keeps the course of the losses, ever more sparsely. */
  private void remember() {
    if (lastEpoch != null && lastEpoch.epoch() % sparse == 0
        && (losses.isEmpty() || losses.getLast()[0] < lastEpoch.epoch())) {
      losses.add(new double[] {lastEpoch.epoch(), lastEpoch.training().loss(), test().map(Evaluation::loss)
          .orElse(Double.NaN)});
      if (losses.size() > MOST_POINTS) {
        sparse *= 2;
        losses.removeIf(point -> (int) point[0] % sparse != 0);
      }
    }
  }

  private Optional<Evaluation> test() {
    Dataset test = experiment.data().test();
    return test.isEmpty() ? Optional.empty() : Optional.of(trainer.evaluate(test));
  }

  /** Sends the page what is to be seen. */
  void publish(boolean running) {
    JsonObject json = pictures.json();
    json.addProperty("number", number);
    json.addProperty("running", running);
    json.addProperty("micros", stepMicros);
    json.add("train", PlaySnapshot.json(trainer.evaluate(experiment.data().training())));
    test().ifPresent(evaluation -> json.add("test", PlaySnapshot.json(evaluation)));
    json.add("losses", PlaySnapshot.json(losses));
    lastStep.ifPresent(step -> json.add("last", step.json()));
    Dataset rows = experiment.data().training();
    if (rows.rowCount() <= MOST_ANSWERS) {
      json.add("answers", pictures.answers(rows));
    }
    TrainingEvent.Watched watched = lastWatched;
    if (watched != null) {
      json.add("norms", PlaySnapshot.norms(watched));
    }
    latest.put(json.toString());
  }

  /**
   * Gives one element of a parameter another value.
   *
   * @throws Refusal where there is no such element
   */
  void set(String parameter, int index, double value) {
    Safetensors state = trainer.checkpoint();
    Map<String, HostTensor> tensors = new LinkedHashMap<>(state.tensors());
    tensors.put(parameter, with(element(parameter, index), index, value));
    trainer.restore(new Safetensors(tensors, state.metadata()));
    lastStep = Optional.empty();
  }

  /** The parameter with an element of this number. */
  HostTensor element(String parameter, int index) {
    HostTensor tensor = trainer.parameters().get(parameter);
    if (tensor == null || index < 0 || index >= tensor.shape().count()) {
      throw new Refusal(Refusal.NOT_FOUND, "the network has no element " + index + " of " + parameter);
    }
    return tensor;
  }

  static HostTensor with(HostTensor tensor, int index, double value) {
    MemorySegment copy = MemorySegment.ofArray(tensor.bytes().toArray(ValueLayout.JAVA_BYTE));
    copy.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * index, (float) value);
    return new HostTensor(tensor.type(), copy);
  }

  /** All that the training stands on. */
  Safetensors state() {
    return trainer.checkpoint();
  }

  @Override
  public void close() {
    trainer.close();
    device.close();
  }
}
