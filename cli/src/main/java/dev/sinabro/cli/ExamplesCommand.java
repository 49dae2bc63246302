package dev.sinabro.cli;

import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.program.ProgramExample;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the built-in examples. */
@Command(name = "examples", description = "Lists the built-in examples.")
final class ExamplesCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    int width = Arrays.stream(Example.values()).mapToInt(example -> example.title().length()).max().orElseThrow();
    for (var example : Example.values()) {
      out.printf("%-" + width + "s  %s%n", example.title(), example.sentence());
    }
    for (var example : ProgramExample.ALL) {
      out.printf("%-" + width + "s  %s%n", example.title(), example.sentence());
    }
    return ExitCode.DONE.code();
  }
}
