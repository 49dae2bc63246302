package dev.sinabro.cli;

import dev.sinabro.cli.config.ConfigurationWriter;
import dev.sinabro.cli.config.Nearest;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.program.ProgramExample;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
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
    PrintWriter out = spec.commandLine().getOut();
    Optional<ProgramExample> program = ProgramExample.of(name);
    if (program.isPresent()) {
      print(program.get(), out);
      return ExitCode.DONE.code();
    }
    Example example = Example.of(name)
        .orElseThrow(() -> new ParameterException(spec.commandLine(),
            "there is no example '" + name + "'; " + Nearest.hint(name, Sources.titles())));
    out.println("# " + example.sentence());
    out.print(ConfigurationWriter.writeCommented(example.configuration(List.of()).configuration()));
    return ExitCode.DONE.code();
  }

  private static void print(ProgramExample program, PrintWriter out) {
    String type = program.getClass().getName();
    out.println("# " + program.sentence());
    out.println("# It is a training loop of its own and has no configuration; its source is cli/src/main/java/"
        + type.replace('.', '/') + ".java.");
    out.printf("# Its defaults: sinabro train %s --epochs %d --seed %d%n", program.title(), program.epochs(),
        ProgramTraining.SEED);
    out.println("# --data DIR says where its data are; else they are looked for in the cache, or fetched into it.");
  }
}
