package dev.sinabro.cli.experiment;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.sinabro.compile.Program;
import dev.sinabro.compile.Region;
import dev.sinabro.compile.ScopeCost;
import dev.sinabro.compile.Step;
import dev.sinabro.compile.StepCost;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.graph.Shape;
import dev.sinabro.io.WholeFile;
import dev.sinabro.nn.Summary;
import dev.sinabro.train.StepSummary;
import dev.sinabro.train.Trainer;
import dev.sinabro.train.TrainingEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code network.json} of a run: its layers with their shapes, parameters and arithmetic, as {@code sinabro summary} shows
 * them, and the steps of a training step as it is planned, each with the layers that it works for. Written when a training has
 * its programs and begins. Of one that is profiled, {@code profile.json} has how long each of these steps took.
 */
final class NetworkFile implements Consumer<TrainingEvent> {
  static final String NAME = "network.json";
  private static final String TIMES = "profile.json";
  /** Of a recurrent network each time has steps of its own. */
  private static final int MOST_STEPS = 2_000;
  private static final int LONGEST_TEXT = 400;

  private final Path path;
  private final Experiment experiment;
  private @Nullable Trainer trainer;
  private List<String> planned = List.of();

  NetworkFile(Path path, Experiment experiment) {
    this.path = path;
    this.experiment = experiment;
  }

  /** Names the trainer whose network it is. */
  void of(Trainer trainer) {
    this.trainer = trainer;
  }

  @Override
  public void accept(TrainingEvent event) {
    try {
      if (event instanceof TrainingEvent.Begun) {
        Dataset rows = experiment.data().training();
        int batch = Math.min(experiment.configuration().train().batchSize(), rows.rowCount());
        StepSummary step = Objects.requireNonNull(trainer, "no trainer yet").stepSummary(rows, batch);
        planned = texts(step.program());
        write(path, json(step, rows.field(Field.FEATURES).row().shape()));
      } else if (event instanceof TrainingEvent.Profiled profiled && texts(profiled.program()).equals(planned)) {
        write(path.resolveSibling(TIMES), json(profiled));
      }
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private static List<String> texts(Program program) {
    return program.steps().stream().map(Step::text).toList();
  }

  private static void write(Path file, JsonObject json) throws IOException {
    WholeFile.write(file, new Gson().toJson(json) + "\n");
  }

  private static JsonObject json(TrainingEvent.Profiled profiled) {
    JsonObject json = new JsonObject();
    json.addProperty("runs", profiled.runs());
    json.add("microseconds", new Gson().toJsonTree(profiled.microseconds()));
    return json;
  }

  private static JsonObject json(StepSummary step, Shape input) {
    Program program = step.program();
    JsonObject json = new JsonObject();
    json.addProperty("batch", step.rows());
    json.add("input", shape(input));
    json.addProperty("parameters", step.model().parameters());
    json.addProperty("state_bytes", program.byteSize(Region.STATE));
    json.addProperty("arena_bytes", program.memory().arenaBytes());
    JsonArray layers = new JsonArray();
    for (int index = 0; index < step.model().lines().size(); index++) {
      layers.add(layer(step.model().lines().get(index), step.layers().get(index)));
    }
    json.add("layers", layers);
    json.add("steps", steps(program.steps()));
    json.addProperty("all_steps", program.steps().size());
    return json;
  }

  private static JsonObject layer(Summary.Line line, ScopeCost cost) {
    JsonObject json = new JsonObject();
    json.addProperty("name", line.name());
    json.addProperty("depth", line.depth());
    json.addProperty("layer", line.layer());
    json.addProperty("scope", line.scope());
    json.add("output", shape(line.output()));
    json.addProperty("parameters", line.parameters());
    json.addProperty("flops", line.flops());
    json.addProperty("training_flops", cost.flops());
    json.addProperty("kept_bytes", cost.keptBytes());
    return json;
  }

  private static JsonArray steps(List<Step> steps) {
    JsonArray all = new JsonArray();
    for (Step step : steps.subList(0, Math.min(MOST_STEPS, steps.size()))) {
      JsonObject json = new JsonObject();
      String text = step.text();
      json.addProperty("text", text.substring(0, Math.min(LONGEST_TEXT, text.length())));
      JsonArray scopes = new JsonArray();
      step.origin().scopes().stream().sorted().forEach(scopes::add);
      json.add("scopes", scopes);
      StepCost cost = StepCost.of(step);
      json.addProperty("flops", cost.flops());
      json.addProperty("bytes", cost.bytes());
      all.add(json);
    }
    return all;
  }

  private static JsonArray shape(Shape shape) {
    JsonArray json = new JsonArray();
    for (int axis = 0; axis < shape.rank(); axis++) {
      json.add(shape.extent(axis));
    }
    return json;
  }
}
