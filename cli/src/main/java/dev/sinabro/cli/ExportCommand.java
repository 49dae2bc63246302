package dev.sinabro.cli;

import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.cli.experiment.ModelFile;
import dev.sinabro.cli.experiment.RunFolder;
import dev.sinabro.cli.experiment.TrainedModel;
import dev.sinabro.cli.output.OutputFile;
import dev.sinabro.cli.terminal.Figures;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.io.Npz;
import dev.sinabro.io.Safetensors;
import dev.sinabro.onnx.OnnxException;
import dev.sinabro.onnx.OnnxGraph;
import dev.sinabro.onnx.OnnxModel;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sinabro export}. */
@Command(name = "export", description = "Writes a trained model for other programs: what it computes, or its weights.")
final class ExportCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "RUN", description = "A run folder, or its model.safetensors.")
  private Path run = Path.of("");

  @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "onnx",
      description = "onnx: what predictions compute, of raw features; safetensors, npz: the weights by PyTorch's names."
          + " Default: ${DEFAULT-VALUE}.")
  private Format format = Format.ONNX;

  @Option(names = "--output", paramLabel = "FILE",
      description = "Where to. Default: model.onnx, weights.safetensors or weights.npz beside the model.")
  private @Nullable Path output;

  /** Kinds of files. */
  enum Format {
    ONNX("model.onnx"),
    SAFETENSORS("weights.safetensors"),
    NPZ("weights.npz");

    private final String usualName;

    Format(String usualName) {
      this.usualName = usualName;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public Integer call() throws IOException {
    Path model = RunFolder.modelOf(run);
    Path path = output == null ? model.resolveSibling(format.usualName) : output;
    OutputFile file = new OutputFile(path).notOneOf(List.of(model));
    PrintWriter out = spec.commandLine().getOut();
    switch (format) {
      case ONNX -> {
        OnnxModel exported = onnx(model);
        file.writeBytes(exported::write);
        out.printf("onnx     %s · operator set %d%n", path, exported.opset());
        exported.graph().inputs().forEach(input -> out.printf("input    %s%n", told(input)));
        exported.graph().outputs().forEach(given -> out.printf("output   %s%n", told(given)));
      }
      case SAFETENSORS -> {
        var tensors = ModelFile.read(model).tensors();
        file.writeBytes(bytes -> writeSafetensors(bytes, tensors));
        out.printf("%s tensors · %s%n", Figures.count(tensors.size()), path);
      }
      case NPZ -> {
        var tensors = ModelFile.read(model).tensors();
        file.writeBytes(bytes -> Npz.write(bytes, tensors));
        out.printf("%s tensors · %s%n", Figures.count(tensors.size()), path);
      }
    }
    return ExitCode.DONE.code();
  }

  /** By way of a file, since the header holds a sum over what comes behind it. */
  private static void writeSafetensors(OutputStream out, Map<String, HostTensor> tensors) throws IOException {
    Path whole = Files.createTempFile("sinabro-", ".safetensors");
    try {
      Safetensors.write(whole, tensors, Map.of("format", "pt"));
      Files.copy(whole, out);
    } finally {
      Files.deleteIfExists(whole);
    }
  }

  private static OnnxModel onnx(Path file) {
    try (Device device = Devices.open("cpu"); TrainedModel model = new TrainedModel(file, device)) {
      return model.onnx();
    } catch (OnnxException without) {
      throw new UserException(ExitCode.DATA, file + ": " + without.getMessage());
    }
  }

  private static String told(OnnxGraph.Value value) {
    return value.name() + " " + value.type().name().toLowerCase(Locale.ROOT) + value.axes().stream()
        .map(axis -> axis.extent() < 0 ? axis.symbol() : Long.toString(axis.extent()))
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
