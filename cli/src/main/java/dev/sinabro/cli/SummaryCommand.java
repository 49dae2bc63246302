package dev.sinabro.cli;

import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.experiment.Experiment;
import dev.sinabro.cli.experiment.ModelFile;
import dev.sinabro.cli.experiment.RunFolder;
import dev.sinabro.cli.option.DeviceOption;
import dev.sinabro.cli.option.OverrideOptions;
import dev.sinabro.cli.terminal.Columns;
import dev.sinabro.cli.terminal.Columns.Side;
import dev.sinabro.cli.terminal.Figures;
import dev.sinabro.compile.Program;
import dev.sinabro.compile.Region;
import dev.sinabro.compile.ScopeCost;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.graph.Shape;
import dev.sinabro.nn.Summary;
import dev.sinabro.run.Device;
import dev.sinabro.train.StepSummary;
import dev.sinabro.train.Trainer;
import dev.sinabro.train.TrainerBuilder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sinabro summary}. */
@Command(name = "summary", description = "Shows a network layer by layer: shapes, parameters, arithmetic, memory.")
final class SummaryCommand implements Callable<Integer> {
  private static final int WIDTH = 100;
  private static final Columns COLUMNS = Columns.of(Side.LEFT, Side.LEFT, Side.LEFT, Side.RIGHT, Side.RIGHT, Side.RIGHT,
      Side.RIGHT);

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
      print(trainer.stepSummary(rows, batch), rows.field(Field.FEATURES).row().shape());
    }
    return ExitCode.DONE.code();
  }

  private void print(StepSummary step, Shape input) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(COLUMNS.text(table(step, input), 1, WIDTH));
    Program program = step.program();
    String rows = Figures.count(step.rows(), "row", "rows");
    out.printf(
        "%nforward           FLOP a row, a multiplication and an addition being two; %s multiply-accumulates in all%n",
        Figures.count(step.model().multiplyAccumulates()));
    out.printf("training          FLOP a row of a training step: forward, backward, loss, update%n");
    out.printf("kept              by the forward pass of a step of %s for its backward pass%n", rows);
    out.printf("parameters        %s%n",
        Figures.bytes(step.model().parameters() * program.floatType().byteSize()));
    out.printf("state             %s: parameters, the optimizer's moments, counters%n",
        Figures.bytes(program.byteSize(Region.STATE)));
    out.printf("temporaries       %s at the peak of a step of %s; %s without sharing memory%n",
        Figures.bytes(program.memory().arenaBytes()), rows, Figures.bytes(program.memory().unsharedBytes()));
    out.flush();
  }

  private static List<List<String>> table(StepSummary step, Shape input) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("name", "layer", "output", "parameters", "forward", "training", "kept"));
    rows.add(row("", "input", input.toString(), "", "", step.input(), step.rows()));
    Summary model = step.model();
    for (int index = 0; index < model.lines().size(); index++) {
      Summary.Line line = model.lines().get(index);
      rows.add(row("  ".repeat(line.depth()) + line.name(), line.layer(), line.output().toString(),
          Figures.count(line.parameters()), flops(line.flops()), step.layers().get(index), step.rows()));
    }
    rows.add(row("", "loss, metrics, update", "", "", "", step.rest(), step.rows()));
    rows.add(row("total", "", "", Figures.count(model.parameters()), flops(model.flops()), step.total(), step.rows()));
    return rows;
  }

  private static List<String> row(String name, String layer, String output, String parameters, String forward,
      ScopeCost cost, int rows) {
    return List.of(name, layer, output, parameters, forward, flops((double) cost.flops() / rows),
        cost.keptBytes() == 0 ? "" : Figures.bytes(cost.keptBytes()));
  }

  private static String flops(double count) {
    return count == 0 ? "" : Figures.scaled(count).strip();
  }
}
