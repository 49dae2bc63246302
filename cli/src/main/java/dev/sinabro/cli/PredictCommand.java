package dev.sinabro.cli;

import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.experiment.RunFolder;
import dev.sinabro.cli.experiment.TrainedModel;
import dev.sinabro.cli.output.OutputFile;
import dev.sinabro.run.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sinabro predict}. */
@Command(name = "predict", description = "Predicts a class and its probability, or a value, for each row of a file.")
final class PredictCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "RUN", description = "A run folder, or its model.safetensors.")
  private Path run = Path.of("");

  @Option(names = "--input", required = true, paramLabel = "FILE|DIR",
      description = "A file as that of the training data:"
          + " the same columns in any order, or text; IDX images; a picture, or a folder of them.")
  private Path input = Path.of("");

  @Option(names = "--output", paramLabel = "FILE", description = "A CSV file to write. Default: the terminal.")
  private @Nullable Path output;

  @Mixin
  private DeviceOption deviceOption = new DeviceOption();

  @Override
  public Integer call() throws IOException {
    Path file = RunFolder.modelOf(run);
    Optional<OutputFile> named =
        Optional.ofNullable(output).map(path -> new OutputFile(path).notOneOf(List.of(input, file)));
    try (Device device = deviceOption.open(); TrainedModel model = new TrainedModel(file, device)) {
      PredictionTable predictions = PredictionTable.of(model, input);
      if (named.isPresent()) {
        named.get().write(predictions::write);
        spec.commandLine().getOut().printf("%s rows · %s%n", Figures.count(predictions.rows().size()), output);
      } else {
        predictions.write(spec.commandLine().getOut());
      }
    }
    return ExitCode.DONE.code();
  }
}
