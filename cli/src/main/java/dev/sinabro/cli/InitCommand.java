package dev.sinabro.cli;

import dev.sinabro.cli.config.ConfigurationWriter;
import dev.sinabro.cli.config.Nearest;
import dev.sinabro.cli.exit.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the configuration of an example with every key explained. */
@Command(name = "init",
    description = "Prints an example's configuration, every key explained.",
    footer = {"", "Begin your own with:  sinabro init iris > my.yaml"})
final class InitCommand implements Callable<Integer> {

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "EXAMPLE", description = "one of those that 'sinabro examples' lists")
  private String name = "";

  @Override
  public Integer call() {
    var example = Example.of(name)
        .orElseThrow(() -> new ParameterException(spec.commandLine(),
            "there is no example '" + name + "'; " + Nearest.hint(name, Example.titles())));
    var out = spec.commandLine().getOut();
    out.println("# " + example.sentence());
    out.print(ConfigurationWriter.writeCommented(example.configuration(List.of()).configuration()));
    return ExitCode.DONE.code();
  }
}
