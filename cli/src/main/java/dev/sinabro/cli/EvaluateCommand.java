package dev.sinabro.cli;

import dev.sinabro.cli.config.ConfigurationReader;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.cli.experiment.Experiment;
import dev.sinabro.cli.experiment.RunFolder;
import dev.sinabro.cli.experiment.TrainedModel;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.Meaning;
import dev.sinabro.graph.TensorType;
import dev.sinabro.run.Device;
import dev.sinabro.train.Evaluation;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sinabro evaluate}. */
@Command(name = "evaluate", description = "Judges a trained model: loss, metric and confusion matrix.")
final class EvaluateCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "RUN", description = "A run folder, or its model.safetensors.")
  private Path run = Path.of("");

  @Option(names = "--data", paramLabel = "FILE|DIR",
      description = "A file as that of the training data: the same columns,"
          + " or text; a folder of such images. Default: the test rows of the run.")
  private @Nullable Path data;

  @Mixin
  private DeviceOption deviceOption = new DeviceOption();

  @Override
  public Integer call() {
    Path file = RunFolder.modelOf(run);
    PrintWriter out = spec.commandLine().getOut();
    try (Device device = deviceOption.open(); TrainedModel model = new TrainedModel(file, device)) {
      Dataset rows = data == null
          ? testRows(run)
          : model.file().dataset(data);
      Evaluation evaluation = model.evaluate(rows);
      out.printf("data     %s · %s rows%n", data == null ? "the test rows of " + run : data,
          Figures.count(rows.rowCount()));
      out.printf("device   %s%n", device);
      out.printf("result   %s · loss %s%n", Figures.metrics(evaluation), Figures.loss(evaluation.loss()));
      // An error of numbers has no matrix, and that of characters would be read by nobody.
      for (Field field : model.file().preprocessing().fields()) {
        if (field.name().equals(Field.TARGET) && field.row().equals(TensorType.i32())
            && field.meaning() instanceof Meaning.Classes(var names)) {
          confusion(names, rows, model.predict(rows).rows(), out);
        }
      }
      out.flush();
    }
    return ExitCode.DONE.code();
  }

  private static Dataset testRows(Path run) {
    if (Files.isRegularFile(run)) {
      throw new UserException(ExitCode.USAGE,
          "a model file has no test rows; name its run folder, or a file with --data");
    }
    RunFolder folder = RunFolder.existing(run);
    Dataset test =
        Experiment.of(ConfigurationReader.read(folder.configuration(), List.of())).data().test();
    if (test.isEmpty()) {
      throw new UserException(ExitCode.USAGE,
          "this run kept no test rows (data.split.test is 0); name a file with --data");
    }
    return test;
  }

  /** Rows are the true classes, columns the predicted ones; the last column is the share that was found. */
  private static void confusion(List<String> names, Dataset rows, float[][] predictions, PrintWriter out) {
    int classes = names.size();
    int[] labels = rows.values(Field.TARGET).ints();
    int[][] counts = new int[classes][classes];
    for (int row = 0; row < predictions.length; row++) {
      counts[labels[row]][TrainedModel.predictedClass(predictions[row])]++;
    }
    int nameWidth = names.stream().mapToInt(String::length).max().orElse(0);
    int width = Math.max(5, Math.min(12, nameWidth) + 1);
    StringBuilder head = new StringBuilder(" ".repeat(nameWidth + 2));
    names.forEach(name -> head.append(padded(name, width)));
    out.printf("%nconfusion matrix: a row for each true class, a column for each predicted one%n%s   found%n", head);
    for (int truth = 0; truth < classes; truth++) {
      StringBuilder line = new StringBuilder("  ").append(names.get(truth))
          .append(" ".repeat(nameWidth - names.get(truth).length()));
      int total = 0;
      for (int predicted = 0; predicted < classes; predicted++) {
        int count = counts[truth][predicted];
        total += count;
        line.append(padded(count == 0 ? "·" : Integer.toString(count), width));
      }
      String found = total == 0 ? "–" : "%.3f".formatted((double) counts[truth][truth] / total);
      out.println(line + padded(found, 8));
    }
  }

  private static String padded(String text, int width) {
    String shown = text.length() < width ? text : text.substring(0, width - 2) + "…";
    return " ".repeat(width - shown.length()) + shown;
  }
}
