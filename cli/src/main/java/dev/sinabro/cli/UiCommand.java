package dev.sinabro.cli;

import dev.sinabro.cli.option.ListenOption;
import dev.sinabro.cli.watch.RunsPage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sinabro ui}. */
@Command(name = "ui", description = "Serves a page that shows runs as they train, of other processes and machines too."
    + " It reads their folders, and changes nothing there.")
final class UiCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Parameters(arity = "0..*", paramLabel = "RUNS", defaultValue = "runs",
      description = "Folders of runs, or of one run; runs that come later are found. Default: ${DEFAULT-VALUE}.")
  private List<Path> folders = List.of();

  @Mixin
  private ListenOption listen = new ListenOption();

  @Override
  public Integer call() throws IOException, InterruptedException {
    return new PageService(spec.commandLine(), listen)
        .serve((address, faults) -> RunsPage.of(address, folders, faults));
  }
}
