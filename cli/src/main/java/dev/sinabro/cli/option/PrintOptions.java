package dev.sinabro.cli.option;

import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How much is printed of trainings, and as what. */
public final class PrintOptions {
  @Spec(Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(names = "--quiet", description = "Prints the result only.")
  private boolean quiet;

  @Option(names = "--json", description = "Prints the result as JSON and nothing else.")
  private boolean json;

  /** Whether the result is JSON. */
  public boolean isJson() {
    return json;
  }

  /** Whether more than the result is told. */
  public boolean talks() {
    return !quiet && !json;
  }

  /** Where results go. */
  public PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** What belongs to the results, or stands beside them where these are alone. */
  public void tell(String line) {
    PrintWriter to = talks() ? out() : spec.commandLine().getErr();
    to.println(line);
    to.flush();
  }

  /** What the user should know, beside the results. */
  public void warn(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("sinabro: " + line);
    err.flush();
  }
}
