package dev.sinabro.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.experiment.RunFolder;
import dev.sinabro.cli.experiment.TrainedModel;
import dev.sinabro.data.Csv;
import dev.sinabro.data.TargetEncoding;
import dev.sinabro.run.Device;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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

  @Option(names = "--input", required = true, paramLabel = "FILE",
      description = "A CSV file with the feature columns of the training data, in any order.")
  private Path input = Path.of("");

  @Option(names = "--output", paramLabel = "FILE", description = "A CSV file to write. Default: the terminal.")
  private @Nullable Path output;

  @Mixin
  private DeviceOption deviceOption = new DeviceOption();

  @Override
  public Integer call() throws IOException {
    Path file = RunFolder.modelOf(run);
    try (Device device = deviceOption.open(); TrainedModel model = new TrainedModel(file, device)) {
      float[][] predictions =
          model.predict(model.file().preprocessing().features(model.file().withoutIgnored(Csv.read(input)))).rows();
      TargetEncoding target = model.file().preprocessing().target();
      if (output == null) {
        write(predictions, target, spec.commandLine().getOut());
        spec.commandLine().getOut().flush();
      } else {
        writeFile(predictions, target, output);
        spec.commandLine().getOut().printf("%s rows · %s%n", Figures.count(predictions.length), output);
      }
    }
    return ExitCode.DONE.code();
  }

  private static void writeFile(float[][] predictions, TargetEncoding target, Path file) throws IOException {
    Path partial = Files.createTempFile(file.toAbsolutePath().getParent(), file.getFileName() + ".", ".partial");
    try {
      try (Writer writer = Files.newBufferedWriter(partial)) {
        write(predictions, target, writer);
      }
      Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private static void write(float[][] predictions, TargetEncoding target, Writer writer) {
    CsvWriter csv = CsvWriter.builder().build(writer);
    switch (target) {
      case TargetEncoding.Classes classes -> {
        csv.writeRecord(target.name(), "probability");
        for (float[] prediction : predictions) {
          csv.writeRecord(classes.classes().get(TrainedModel.predictedClass(prediction)),
              Float.toString(TrainedModel.probability(prediction)));
        }
      }
      case TargetEncoding.Values _ -> {
        csv.writeRecord(target.name());
        for (float[] prediction : predictions) {
          csv.writeRecord(Float.toString(prediction[0]));
        }
      }
    }
    try {
      csv.flush();
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }
}
