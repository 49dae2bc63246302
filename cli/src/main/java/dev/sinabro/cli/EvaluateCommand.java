package dev.sinabro.cli;

import dev.sinabro.cli.config.ConfigurationReader;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.cli.experiment.Experiment;
import dev.sinabro.cli.experiment.RunFolder;
import dev.sinabro.cli.experiment.TrainedModel;
import dev.sinabro.cli.option.ChangedDataOption;
import dev.sinabro.cli.option.DeviceOption;
import dev.sinabro.cli.output.OutputFile;
import dev.sinabro.cli.prediction.Confusion;
import dev.sinabro.cli.terminal.Figures;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.GraphPreprocessing;
import dev.sinabro.data.Meaning;
import dev.sinabro.graph.TensorType;
import dev.sinabro.run.Device;
import dev.sinabro.train.Evaluation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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

  @Option(names = "--confusion", paramLabel = "FILE",
      description = "A CSV file for the whole confusion matrix: true class, predicted class, rows.")
  private @Nullable Path confusion;

  @Mixin
  private ChangedDataOption changed = new ChangedDataOption();

  @Mixin
  private DeviceOption deviceOption = new DeviceOption();

  @Override
  public Integer call() throws IOException {
    Path file = RunFolder.modelOf(run);
    Optional<OutputFile> matrix = Optional.ofNullable(confusion)
        .map(path -> new OutputFile(path).notOneOf(data == null ? List.of(file) : List.of(file, data)));
    PrintWriter out = spec.commandLine().getOut();
    try (Device device = deviceOption.open(); TrainedModel model = new TrainedModel(file, device)) {
      Optional<List<String>> classes = classes(model);
      if (matrix.isPresent() && classes.isEmpty()) {
        throw new ParameterException(spec.commandLine(), "--confusion " + confusion + ": this model does not tell the"
            + " class of a row, so there is none to be confused");
      }
      Dataset rows = data == null
          ? testRows(run, model)
          : model.file().dataset(data);
      Evaluation evaluation = model.evaluate(rows);
      out.printf("data     %s · %s%n", data == null ? "the test rows of " + run : data, counted(model, rows));
      out.printf("device   %s%n", device);
      out.printf("result   %s · loss %s%n", Figures.metrics(evaluation), Figures.loss(evaluation.loss()));
      model.requireFinite(evaluation, rows);
      if (classes.isPresent()) {
        confusion(classes.get(), model, rows, matrix);
      }
    }
    return ExitCode.DONE.code();
  }

  /** The classes of a row; an error of numbers has no matrix, and that of characters would be read by nobody. */
  private static Optional<List<String>> classes(TrainedModel model) {
    return model.file().preprocessing().fields().stream()
        .filter(field -> field.name().equals(Field.TARGET) && field.row().equals(TensorType.i32()))
        .flatMap(field -> field.meaning() instanceof Meaning.Classes(var names) ? Stream.of(names) : Stream.empty())
        .findFirst();
  }

  /** A graph is one row of many nodes, of which those of a known class are judged. */
  private static String counted(TrainedModel model, Dataset rows) {
    return model.file().preprocessing() instanceof GraphPreprocessing
        ? Figures.count(IntStream.of(rows.values(Field.TARGET).ints()).filter(label -> label >= 0).count(), "node",
            "nodes")
        : Figures.count(rows.rowCount(), "row", "rows");
  }

  private void confusion(List<String> classes, TrainedModel model, Dataset rows, Optional<OutputFile> matrix)
      throws IOException {
    Confusion confusion = new Confusion(classes);
    model.predict(rows, (from, predictions) -> {
      int[] truths =
          rows.select(IntStream.range(from, from + predictions.length).toArray()).values(Field.TARGET).ints();
      for (int i = 0; i < predictions.length; i++) {
        confusion.add(truths[i], TrainedModel.predictedClass(predictions[i]));
      }
    });
    PrintWriter out = spec.commandLine().getOut();
    out.println();
    confusion.lines().forEach(out::println);
    if (matrix.isPresent()) {
      matrix.get().write(confusion::write);
      out.printf("%n%s pairs of classes · %s%n", Figures.count(confusion.pairs()), matrix.get().path());
    }
  }

  private Dataset testRows(Path run, TrainedModel model) {
    if (Files.isRegularFile(run)) {
      throw new UserException(ExitCode.USAGE,
          "a model file has no test rows; name its run folder, or a file with --data");
    }
    RunFolder folder = RunFolder.existing(run);
    changed.requireSame(folder);
    Dataset test =
        Experiment.testRows(ConfigurationReader.read(folder.configuration(), List.of()), model.file());
    if (test.isEmpty()) {
      throw new UserException(ExitCode.USAGE,
          "this run kept no test rows (data.split.test is 0); name a file with --data");
    }
    return test;
  }
}
