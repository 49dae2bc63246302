package dev.sinabro.cli;

import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.experiment.Experiment;
import dev.sinabro.data.Dataset;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import dev.sinabro.train.GradientCheck;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sinabro gradcheck}. */
@Command(name = "gradcheck",
    description = "Compares the gradients of a network with differences of its loss, in float64 on the reference device.")
final class GradcheckCommand implements Callable<Integer> {
  private static final int ROWS = 16;
  private static final int SAMPLED = 50;

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "EXAMPLE|CONFIG", description = "A built-in example, or a YAML file.")
  private String source = "";

  @Option(names = "--all", description = "Compares each entry of each parameter, instead of 50 sampled ones.")
  private boolean all;

  @Mixin
  private OverrideOptions overrides = new OverrideOptions();

  @Override
  public Integer call() {
    Experiment experiment = Experiment.of(Sources.configuration(source, overrides.settings()));
    Dataset training = experiment.data().training();
    Dataset batch = training.select(IntStream.range(0, Math.min(ROWS, training.rowCount())).toArray());
    try (Device device = Devices.open("reference")) {
      List<GradientCheck.Finding> findings =
          GradientCheck.of(device, experiment.trainer(), batch, all ? Integer.MAX_VALUE : SAMPLED);
      print(findings, batch.rowCount());
      return findings.stream().allMatch(GradientCheck.Finding::passed) ? ExitCode.DONE.code() : ExitCode.CHECK.code();
    }
  }

  private void print(List<GradientCheck.Finding> findings, int rows) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%-16s %8s %6s %10s   %s%n", "parameter", "entries", "kinks", "error", "worst entry");
    for (GradientCheck.Finding finding : findings) {
      out.printf("%-16s %8d %6d %10.1e   %s%n", finding.name(), finding.entries(), finding.kinks(), finding.error(),
          finding.entries() == 0
              ? "none compared"
              : "%d: analytic %.9g, numeric %.9g".formatted(finding.worst(), finding.analytic(), finding.numeric()));
    }
    boolean passed = findings.stream().allMatch(GradientCheck.Finding::passed);
    out.printf("%s   %d rows, tolerance %.0e%n", passed ? "PASS" : "FAIL", rows, GradientCheck.TOLERANCE);
    out.flush();
  }
}
