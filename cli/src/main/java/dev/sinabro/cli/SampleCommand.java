package dev.sinabro.cli;

import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.experiment.RunFolder;
import dev.sinabro.cli.experiment.TrainedModel;
import dev.sinabro.cli.option.DeviceOption;
import dev.sinabro.run.Device;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sinabro sample}. */
@Command(name = "sample", description = "Writes text, character by character, with a model that learned from text.")
final class SampleCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "RUN", description = "A run folder, or its model.safetensors.")
  private Path run = Path.of("");

  @Option(names = "--prompt", paramLabel = "TEXT", defaultValue = "",
      description = "What the text begins with. Default: nothing.")
  private String prompt = "";

  @Option(names = "--length", paramLabel = "N", defaultValue = "300",
      description = "Characters to write. Default: ${DEFAULT-VALUE}.")
  private int length;

  @Option(names = "--temperature", paramLabel = "T", defaultValue = "1",
      description = "Below 1, what is probable is written more often. Default: ${DEFAULT-VALUE}.")
  private double temperature;

  @Option(names = "--top-k", paramLabel = "K", defaultValue = "" + Integer.MAX_VALUE,
      description = "Writes one of the K most probable characters. Default: any.")
  private int choices;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "42",
      description = "Of what is drawn. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Mixin
  private DeviceOption deviceOption = new DeviceOption();

  @Override
  public Integer call() {
    require(length >= 0, "--length " + length + ": must be 0 or more");
    require(temperature > 0 && !Double.isInfinite(temperature), "--temperature " + temperature + ": must be above 0");
    require(choices >= 1, "--top-k " + choices + ": must be 1 at least");
    PrintWriter out = spec.commandLine().getOut();
    try (Device device = deviceOption.open(); TrainedModel model = new TrainedModel(RunFolder.modelOf(run), device)) {
      String written = model.sampler(temperature, choices).write(prompt, length, new SplittableRandom(seed));
      out.println((prompt + written).stripTrailing());
      out.flush();
    }
    return ExitCode.DONE.code();
  }

  private void require(boolean holds, String message) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }
}
