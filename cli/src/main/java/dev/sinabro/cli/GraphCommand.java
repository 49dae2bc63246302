package dev.sinabro.cli;

import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.experiment.Experiment;
import dev.sinabro.cli.option.DeviceOption;
import dev.sinabro.cli.option.OverrideOptions;
import dev.sinabro.data.Dataset;
import dev.sinabro.graph.GraphText;
import dev.sinabro.run.Device;
import dev.sinabro.train.Trainer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sinabro graph}. */
@Command(name = "graph",
    description = "Prints the training step: as a graph, or as the program that was planned of it.")
final class GraphCommand implements Callable<Integer> {
  /** How to print. */
  enum Format {
    dot, text, program
  }

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "EXAMPLE|CONFIG", description = "A built-in example, or a YAML file.")
  private String source = "";

  @Option(names = "--format", required = true, paramLabel = "dot|text|program",
      description = "Graphviz, a line a node, or the planned program with its memory.")
  private Format format = Format.text;

  @Mixin
  private OverrideOptions overrides = new OverrideOptions();

  @Mixin
  private DeviceOption deviceOption = new DeviceOption();

  @Override
  public Integer call() {
    Experiment experiment = Experiment.of(Sources.configuration(source, overrides.settings()));
    Dataset training = experiment.data().training();
    int batch = Math.min(experiment.configuration().train().batchSize(), training.rowCount());
    try (Device device = deviceOption.open(); Trainer trainer = experiment.trainer().on(device)) {
      spec.commandLine().getOut().print(switch (format) {
        case dot -> GraphText.dot(trainer.stepGraph(training, batch));
        case text -> GraphText.lines(trainer.stepGraph(training, batch));
        case program -> trainer.stepProgram(training, batch).text();
      });
      spec.commandLine().getOut().flush();
    }
    return ExitCode.DONE.code();
  }
}
