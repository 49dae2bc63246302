package dev.sinabro.cli;

import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.experiment.Experiment;
import dev.sinabro.cli.experiment.ModelFile;
import dev.sinabro.cli.experiment.RunFolder;
import dev.sinabro.compile.Program;
import dev.sinabro.compile.Region;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.graph.Shape;
import dev.sinabro.nn.Summary;
import dev.sinabro.run.Device;
import dev.sinabro.train.Trainer;
import dev.sinabro.train.TrainerBuilder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sinabro summary}. */
@Command(name = "summary", description = "Shows a network layer by layer: shapes, parameters, arithmetic, memory.")
final class SummaryCommand implements Callable<Integer> {
  private static final String ROW = "%-10s %-16s %-14s %12s %14s%n";

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "EXAMPLE|CONFIG|RUN", description = "A built-in example, a YAML file or a run folder.")
  private String source = "";

  @Mixin
  private OverrideOptions overrides = new OverrideOptions();

  @Mixin
  private DeviceOption deviceOption = new DeviceOption();

  @Override
  public Integer call() {
    if (!Sources.isRun(source)) {
      return ofExperiment();
    }
    if (!overrides.settings().isEmpty()) {
      throw new ParameterException(spec.commandLine(), "a trained model is as it is; leave out --set and the like");
    }
    return ofRun(Path.of(source));
  }

  private int ofExperiment() {
    Experiment experiment = Experiment.of(Sources.configuration(source, overrides.settings()));
    Dataset training = experiment.data().training();
    return summarize(experiment.trainer(), training, experiment.configuration().train().batchSize());
  }

  /** Needs the model only: the data that it was trained on may be gone. */
  private int ofRun(Path run) {
    ModelFile file = ModelFile.read(RunFolder.modelOf(run));
    int batch = file.configuration().train().batchSize();
    return summarize(file.trainer(), file.emptyRows(batch), batch);
  }

  private int summarize(TrainerBuilder builder, Dataset rows, int batchSize) {
    int batch = Math.min(batchSize, rows.rowCount());
    try (Device device = deviceOption.open(); Trainer trainer = builder.on(device)) {
      Program step = trainer.stepProgram(rows, batch);
      print(summary(trainer, rows), rows.field(Field.FEATURES).row().shape(), step, batch);
    }
    return ExitCode.DONE.code();
  }

  /** A model that has met its data, in figures. */
  static Summary summary(Trainer trainer, Dataset rows) {
    return Summary.of(trainer.model(), rows.fields().stream().collect(Collectors.toMap(Field::name, Field::row)));
  }

  private void print(Summary summary, Shape input, Program step, int batch) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(ROW, "name", "layer", "output", "parameters", "FLOP a row");
    out.printf(ROW, "", "input", input, "", "");
    for (Summary.Line line : summary.lines()) {
      out.printf(ROW, line.name(), line.layer(), line.output(), Figures.count(line.parameters()),
          Figures.count(line.flops()));
    }
    out.printf(ROW, "total", "", "", Figures.count(summary.parameters()), Figures.count(summary.flops()));
    out.printf("%nparameters        %s%n", Figures.bytes(summary.parameters() * step.floatType().byteSize()));
    out.printf("state             %s: parameters, the optimizer's moments, counters%n",
        Figures.bytes(step.byteSize(Region.STATE)));
    out.printf("temporaries       %s at the peak of a step of %d rows; %s without sharing memory%n",
        Figures.bytes(step.memory().arenaBytes()), batch, Figures.bytes(step.memory().unsharedBytes()));
    out.flush();
  }
}
