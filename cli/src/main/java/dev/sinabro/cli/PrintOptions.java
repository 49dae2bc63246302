package dev.sinabro.cli;

import dev.sinabro.cli.terminal.Terminal;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How much is printed of trainings, and as what. */
final class PrintOptions {
  @Spec(Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(names = "--quiet", description = "Prints the result only.")
  private boolean quiet;

  @Option(names = "--json", description = "Prints the result as JSON and nothing else.")
  private boolean json;

  /** Whether the result is JSON. */
  boolean isJson() {
    return json;
  }

  /** Whether more than the result is told. */
  boolean talks() {
    return !quiet && !json;
  }

  /** What tells of trainings so. */
  TrainingReport report() {
    return new TrainingReport(out(), Terminal.isPresent(), quiet, json);
  }

  /** Where results go. */
  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** What belongs to the results, or stands beside them where these are alone. */
  void tell(String line) {
    PrintWriter to = talks() ? out() : spec.commandLine().getErr();
    to.println(line);
    to.flush();
  }

  /** What the user should know, beside the results. */
  void warn(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("sinabro: " + line);
    err.flush();
  }
}
