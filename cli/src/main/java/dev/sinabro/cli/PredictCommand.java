package dev.sinabro.cli;

import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.experiment.RunFolder;
import dev.sinabro.cli.experiment.TrainedModel;
import dev.sinabro.cli.option.DeviceOption;
import dev.sinabro.cli.output.OutputFile;
import dev.sinabro.cli.prediction.InputFile;
import dev.sinabro.cli.prediction.Kept;
import dev.sinabro.cli.prediction.OnnxPredictions;
import dev.sinabro.cli.prediction.PredictionWriter;
import dev.sinabro.cli.terminal.Columns;
import dev.sinabro.cli.terminal.Figures;
import dev.sinabro.data.Field;
import dev.sinabro.data.Meaning;
import dev.sinabro.data.NumbersPreprocessing;
import dev.sinabro.data.Preprocessing;
import dev.sinabro.data.TablePreprocessing;
import dev.sinabro.run.Device;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sinabro predict}. */
@Command(name = "predict", description = "Predicts a class and its probability, or a value, for each row of a file.")
final class PredictCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "RUN", description = "A run folder, its model.safetensors, or an ONNX model.")
  private Path run = Path.of("");

  @Option(names = "--input", required = true, paramLabel = "FILE|DIR",
      description = "A file as that of the training data:"
          + " the same columns in any order, or text; IDX images; a picture, or a folder of them; - for standard input. Of an ONNX model"
          + " the rows of a .npy file, or of several inputs an .npz file.")
  private Path input = Path.of("");

  @Option(names = "--output", paramLabel = "FILE", description = "A CSV file to write. Default: the terminal.")
  private @Nullable Path output;

  @Option(names = "--keep", paramLabel = "COLUMN", split = ",",
      description = "Columns of a table that stand before the predictions, such as an id: --keep id,name; or --keep all.")
  private List<String> keep = List.of();

  @Option(names = "--probabilities", description = "Tells that of each class, not of the predicted one alone.")
  private boolean probabilities;

  @Mixin
  private DeviceOption deviceOption = new DeviceOption();

  @Override
  public Integer call() throws IOException {
    Path file = RunFolder.modelOf(run);
    Optional<OutputFile> named = Optional.ofNullable(output)
        .map(path -> new OutputFile(path).notOneOf(List.of(input, file)));
    PrintWriter out = spec.commandLine().getOut();
    if (file.toString().endsWith(".onnx")) {
      return ofOnnx(file, named, out);
    }
    try (Device device = deviceOption.open(); TrainedModel model = new TrainedModel(file, device)) {
      requireFitting(model.file().preprocessing());
      var predictions = new PredictionWriter(model, new InputFile(input), new Kept(keep), probabilities);
      if (named.isPresent()) {
        var rows = new AtomicLong();
        named.get().write(writer -> rows.set(predictions.write(writer)));
        out.printf("%s rows · %s%n", Figures.count(rows.get()), output);
      } else {
        predictions.write(out);
      }
    }
    return ExitCode.DONE.code();
  }

  private int ofOnnx(Path file, Optional<OutputFile> named, PrintWriter out) throws IOException {
    if (!keep.isEmpty() || probabilities) {
      throw new ParameterException(spec.commandLine(),
          "--keep and --probabilities are for runs: an ONNX model is told with all that it gives; leave them out");
    }
    try (Device device = deviceOption.open()) {
      var predictions = new OnnxPredictions(file, input);
      if (named.isPresent()) {
        var rows = new AtomicLong();
        named.get().write(writer -> rows.set(predictions.write(writer, device)));
        out.printf("%s rows · %s%n", Figures.count(rows.get()), output);
      } else {
        predictions.write(out, device);
      }
    }
    return ExitCode.DONE.code();
  }

  private void requireFitting(Preprocessing preprocessing) {
    if (!keep.isEmpty()
        && !(preprocessing instanceof TablePreprocessing || preprocessing instanceof NumbersPreprocessing)) {
      throw new ParameterException(spec.commandLine(),
          "--keep passes columns of a table through, but this model reads no rows of a table; leave it out");
    }
    boolean classes = preprocessing.fields().stream()
        .anyMatch(field -> field.name().equals(Field.TARGET) && field.meaning() instanceof Meaning.Classes);
    if (probabilities && !classes) {
      throw new ParameterException(spec.commandLine(),
          "--probabilities are those of classes, but this model estimates numbers; leave it out");
    }
  }
}
