package dev.sinabro.cli;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.sinabro.cli.experiment.Ending;
import dev.sinabro.cli.experiment.Ending.Outcome;
import dev.sinabro.cli.experiment.Experiment;
import dev.sinabro.cli.experiment.RunFolder;
import dev.sinabro.cli.option.PrintOptions;
import dev.sinabro.cli.terminal.Figures;
import dev.sinabro.cli.terminal.ProgressKind;
import dev.sinabro.cli.terminal.ProgressView;
import dev.sinabro.cli.terminal.Terminal;
import dev.sinabro.compile.Program;
import dev.sinabro.compile.Region;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.GraphPreprocessing;
import dev.sinabro.data.Prepared;
import dev.sinabro.nn.Summary;
import dev.sinabro.run.Device;
import dev.sinabro.train.Evaluation;
import dev.sinabro.train.TrainingEvent;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What {@code train} prints: what is trained, where, and what came of it. */
final class TrainingReport {
  private final PrintWriter out;
  private final boolean talks;
  private final boolean terminal;
  private final boolean json;

  TrainingReport(PrintOptions print) {
    out = print.out();
    talks = print.talks();
    terminal = talks && Terminal.isPresent();
    json = print.isJson();
  }

  /** Whether what is told may hold the colors of a terminal. */
  boolean colors() {
    return terminal && Terminal.hasColors();
  }

  /** What is asked for is shown also where nothing else is. */
  ProgressView progress(ProgressKind kind) {
    return ProgressView.of(talks || kind == ProgressKind.JSON ? kind : ProgressKind.NONE, out, terminal);
  }

  void begin(Experiment experiment, Device device) {
    if (!talks) {
      return;
    }
    Prepared<?> data = experiment.data();
    int training = counted(data, data.training());
    int validation = counted(data, data.validation());
    int test = counted(data, data.test());
    boolean graph = data.preprocessing() instanceof GraphPreprocessing;
    out.printf("%-8s %s · %s train · %s validation · %s test%n", shortened(experiment.configuration().name()),
        Figures.count(training + validation + test, graph ? "node" : "row", graph ? "nodes" : "rows"),
        Figures.count(training), Figures.count(validation), Figures.count(test));
    out.printf("device   %s%n", device);
    out.printf("model    %s%n", model(experiment, device));
    out.flush();
  }

  /** Of several trainings side by side. */
  void begin(String name, Collection<String> variants, Device device) {
    if (talks) {
      out.printf("%-8s %d trainings: %s%n", shortened(name), variants.size(), String.join(" · ", variants));
      out.printf("device   %s%n", device);
      out.flush();
    }
  }

  /** Rows of a part; of a graph, which is one row, the nodes whose class is looked at. */
  private static int counted(Prepared<?> data, Dataset part) {
    return data.preprocessing() instanceof GraphPreprocessing
        ? (int) IntStream.of(part.values(Field.TARGET).ints()).filter(label -> label >= 0).count()
        : part.rowCount();
  }

  private static String shortened(String name) {
    return name.length() <= 8 ? name : "data";
  }

  /** Layers, parameters, arithmetic of a row and memory of a step. */
  private static String model(Experiment experiment, Device device) {
    try (var trainer = experiment.trainer().on(device)) {
      var rows = experiment.data().training();
      int batch = Math.min(experiment.configuration().train().batchSize(), rows.rowCount());
      Program step = trainer.stepProgram(rows, batch);
      Summary summary = trainer.summary(rows);
      String layers = summary.lines().stream().filter(line -> line.depth() == 0).map(Summary.Line::layer)
          .collect(Collectors.joining(" · "));
      return "%s · %s parameters · %sFLOP a row · %s a step".formatted(layers, Figures.count(summary.parameters()),
          Figures.scaled(summary.flops()),
          Figures.bytes(step.byteSize(Region.STATE) + step.byteSize(Region.ARENA)));
    }
  }

  /** What may have been meant otherwise. */
  void notes(List<String> notes) {
    if (talks) {
      notes.forEach(note -> out.printf("note     %s%n", note));
      out.flush();
    }
  }

  /** The folder is nothing that a summary in it has to say. */
  private static JsonObject inFolder(RunFolder folder, JsonObject summary) {
    JsonObject told = new JsonObject();
    told.addProperty("run", folder.path().toString());
    summary.entrySet().forEach(entry -> told.add(entry.getKey(), entry.getValue()));
    return told;
  }

  void end(Outcome outcome, RunFolder folder, Optional<String> see) {
    if (json) {
      out.println(new Gson().toJson(inFolder(folder, outcome.summary())));
    } else {
      if (talks) {
        endedEarly(outcome.ended()).ifPresent(line -> out.println("early    " + line));
      }
      out.printf("done     %s · %s · %s%n", result(outcome), Figures.seconds(outcome.ended().seconds()), folder.path());
      show(outcome.shown(), see);
    }
    out.flush();
  }

  /** Why a training ended before its epochs were over, and whose weights it has. */
  private static Optional<String> endedEarly(TrainingEvent.Ended ended) {
    String weights =
        ended.restored().isPresent() ? "the weights are those of epoch " + ended.restored().getAsInt() : "";
    String after = " after " + Figures.count(ended.epochs()) + " epochs and " + Figures.count(ended.steps()) + " steps"
        + (weights.isEmpty() ? "" : "; " + weights);
    return switch (ended.reason()) {
      case STEPS -> Optional.of("it has done its steps," + after);
      case TIME -> Optional.of("its time is over," + after);
      case NO_BETTER -> Optional.of("it became no better," + after);
      case EPOCHS, STOPPED -> Optional.of(weights).filter(text -> !text.isEmpty());
    };
  }

  /** What was drawn, and in words what is to be seen. */
  private void show(List<String> shown, Optional<String> see) {
    if (talks) {
      shown.forEach(line -> out.printf("show     %s%n", line));
      see.ifPresent(words -> out.printf("see      %s%n", words.strip().replace("\n", "\n         ")));
    }
  }

  /** A line beside the results. */
  void told(String line) {
    if (talks) {
      out.println(line);
      out.flush();
    }
  }

  void dryRun(DryRun run) {
    if (json) {
      out.println(new Gson().toJson(run.figures()));
    } else {
      run.lines().forEach(out::println);
    }
    out.flush();
  }

  /** Of several trainings side by side. */
  void dryRuns(Map<String, DryRun> runs) {
    if (json) {
      JsonObject all = new JsonObject();
      runs.forEach((name, run) -> all.add(name, run.figures()));
      out.println(new Gson().toJson(all));
    } else {
      runs.forEach((name, run) -> {
        out.println(name);
        run.lines().forEach(line -> out.println("  " + line));
      });
    }
    out.flush();
  }

  void variant(String name, Outcome outcome) {
    if (talks) {
      out.printf("%-24s %s · %s%n", name, result(outcome), Figures.seconds(outcome.ended().seconds()));
      outcome.shown().forEach(line -> out.printf("         %s%n", line));
      out.flush();
    }
  }

  /** Of several trainings side by side. */
  void endOfVariants(Map<String, Outcome> outcomes, List<String> shown, Optional<String> see, RunFolder folder) {
    if (json) {
      JsonObject all = new JsonObject();
      outcomes.forEach((name, outcome) -> all.add(name, inFolder(folder.ofVariant(name), outcome.summary())));
      out.println(new Gson().toJson(all));
    } else {
      if (!talks) {
        outcomes.forEach((name, outcome) -> out.printf("%-24s %s%n", name, result(outcome)));
      }
      out.printf("done     %d trainings · %s%n", outcomes.size(), folder.path());
      show(shown, see);
    }
    out.flush();
  }

  private static String result(Outcome outcome) {
    Evaluation result = outcome.result();
    return "%s %s · loss %s".formatted(outcome.rows(), Figures.metrics(result), Figures.loss(result.loss()));
  }

  /** @param resuming the command that goes on with it */
  void stopped(Ending.Stopped stopped, String resuming, RunFolder folder) {
    if (json) {
      JsonObject told = new JsonObject();
      told.addProperty("state", "interrupted");
      told.addProperty("run", folder.path().toString());
      told.addProperty("epochs", stopped.ended().epochs());
      told.addProperty("steps", stopped.ended().steps());
      out.println(new Gson().toJson(told));
    } else {
      out.printf("stopped  after %d epochs and %d steps · go on with: %s%n", stopped.ended().epochs(),
          stopped.ended().steps(), resuming);
    }
    out.flush();
  }

  void seed(long seed, Outcome outcome) {
    one("seed " + seed, outcome);
  }

  void fold(int fold, Outcome outcome) {
    one("fold " + fold, outcome);
  }

  private void one(String name, Outcome outcome) {
    if (talks) {
      out.printf("%-8s %s · %s%n", name, result(outcome), Figures.seconds(outcome.ended().seconds()));
      out.flush();
    }
  }

  void endOfSeeds(List<Outcome> outcomes, RunFolder folder) {
    endOfSeveral(outcomes, "seeds", folder);
  }

  void endOfFolds(List<Outcome> outcomes, RunFolder folder) {
    endOfSeveral(outcomes, "folds", folder);
  }

  /** Mean, standard deviation and range of each metric over several trainings, the most important one first. */
  private void endOfSeveral(List<Outcome> outcomes, String several, RunFolder folder) {
    Map<String, Spread> spreads = new LinkedHashMap<>();
    String rows = outcomes.getFirst().rows();
    outcomes.getFirst().result().metrics().keySet().forEach(metric -> spreads.put(metric,
        Spread.of(outcomes.stream().mapToDouble(outcome -> outcome.result().metric(metric)).toArray())));
    if (json) {
      JsonObject all = new JsonObject();
      JsonArray runs = new JsonArray();
      outcomes.forEach(outcome -> runs.add(outcome.summary()));
      all.add("runs", runs);
      spreads.forEach((metric, spread) -> {
        all.addProperty(rows + "_" + metric + "_mean", spread.mean);
        all.addProperty(rows + "_" + metric + "_deviation", spread.deviation);
      });
      out.println(new Gson().toJson(inFolder(folder, all)));
    } else {
      var lines = spreads.entrySet().stream()
          .map(each -> "%s %s %s".formatted(rows, each.getKey(), each.getValue().text())).toList();
      out.printf("done     %s over %s · %s%n", lines.getFirst(),
          Figures.count(outcomes.size(), several.substring(0, several.length() - 1), several),
          folder.path());
      lines.stream().skip(1).forEach(line -> out.printf("         %s%n", line));
    }
    out.flush();
  }

  /** How values differ. */
  private record Spread(double mean, double deviation, double least, double most) {
    static Spread of(double... values) {
      double mean = Arrays.stream(values).average().orElseThrow();
      double variance = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum()
          / Math.max(1, values.length - 1);
      return new Spread(mean, Math.sqrt(variance), Arrays.stream(values).min().orElseThrow(),
          Arrays.stream(values).max().orElseThrow());
    }

    String text() {
      return "%s ± %s (%s to %s)".formatted(Figures.metric(mean), Figures.metric(deviation), Figures.metric(least),
          Figures.metric(most));
    }
  }
}
