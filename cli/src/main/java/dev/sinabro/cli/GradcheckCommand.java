package dev.sinabro.cli;

import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.experiment.Experiment;
import dev.sinabro.cli.option.OverrideOptions;
import dev.sinabro.cli.terminal.Columns;
import dev.sinabro.cli.terminal.Columns.Side;
import dev.sinabro.cli.terminal.Figures;
import dev.sinabro.data.Dataset;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import dev.sinabro.train.GradientCheck;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code sinabro gradcheck}. */
@Command(name = "gradcheck",
    description = "Compares the gradients of a network with differences of its loss, in float64 on the reference device.")
final class GradcheckCommand implements Callable<Integer> {
  private static final Columns COLUMNS =
      Columns.of(Side.LEFT, Side.RIGHT, Side.RIGHT, Side.RIGHT, Side.RIGHT, Side.LEFT);
  private static final int WIDTH = 120;

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "EXAMPLE|CONFIG", description = "A built-in example, or a YAML file.")
  private String source = "";

  @Option(names = "--entries", paramLabel = "N|all", defaultValue = "10", converter = Entries.class,
      description = "Entries of each parameter to compare, drawn from the seed (default: ${DEFAULT-VALUE}).")
  private int entries;

  @Option(names = "--rows", paramLabel = "N", defaultValue = "4",
      description = "Rows of the data to take (default: ${DEFAULT-VALUE}).")
  private int rows;

  @Mixin
  private OverrideOptions overrides = new OverrideOptions();

  @Override
  public Integer call() {
    if (rows < 1) {
      throw new ParameterException(spec.commandLine(), "--rows is " + rows + "; it must be at least 1");
    }
    Experiment experiment = Experiment.of(Sources.configuration(source, overrides.settings()));
    Dataset training = experiment.data().training();
    Dataset batch = training.select(IntStream.range(0, Math.min(rows, training.rowCount())).toArray());
    try (Device device = Devices.open("reference")) {
      List<GradientCheck.Finding> findings = GradientCheck.of(device, experiment.trainer(), batch, entries);
      print(findings, batch.rowCount());
      return findings.stream().allMatch(GradientCheck.Finding::passed) ? ExitCode.DONE.code() : ExitCode.CHECK.code();
    }
  }

  private void print(List<GradientCheck.Finding> findings, int rowCount) {
    PrintWriter out = spec.commandLine().getOut();
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("parameter", "entries", "compared", "kinks", "error", "worst entry"));
    findings.forEach(finding -> table.add(List.of(finding.name(), Figures.count(finding.size()),
        Figures.count(finding.entries()), Figures.count(finding.kinks()), "%.1e".formatted(finding.error()),
        finding.entries() == 0
            ? "none compared"
            : "%d: analytic %.9g, numeric %.9g".formatted(finding.worst(), finding.analytic(), finding.numeric()))));
    out.print(COLUMNS.text(table, 0, WIDTH));
    long size = findings.stream().mapToLong(GradientCheck.Finding::size).sum();
    long compared = findings.stream().mapToLong(GradientCheck.Finding::entries).sum();
    boolean passed = findings.stream().allMatch(GradientCheck.Finding::passed);
    out.printf("%s   %s of %s entries compared on %d %s, tolerance %.0e%s%n", passed ? "PASS" : "FAIL",
        Figures.count(compared), Figures.count(size), rowCount, rowCount == 1 ? "row" : "rows",
        GradientCheck.TOLERANCE, compared < size ? "; --entries all compares each" : "");
    out.flush();
  }

  /** A number of at least 1, or all. */
  private static final class Entries implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      if (value.equals("all")) {
        return Integer.MAX_VALUE;
      }
      try {
        int count = Integer.parseInt(value);
        if (count >= 1) {
          return count;
        }
      } catch (NumberFormatException _) {
        // told below
      }
      throw new TypeConversionException(
          "'" + value + "' is no number of entries; give a whole number of at least 1, or all");
    }
  }
}
