package dev.sinabro.cli;

import dev.sinabro.cli.option.ListenOption;
import dev.sinabro.cli.playground.Playground;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sinabro playground}. */
@Command(name = "playground",
    description = "Serves a page on which small networks are built, trained and looked into, by the library itself.")
final class PlaygroundCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Mixin
  private ListenOption listen = new ListenOption();

  @Override
  public Integer call() throws IOException, InterruptedException {
    return new PageService(spec.commandLine(), listen).serve((address, faults) -> new Playground(address,
        Example.DIGITS_CNN.configuration(List.of()), faults));
  }
}
