package dev.sinabro.cli.option;

import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.cli.experiment.RunFolder;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Whether data may have changed since a run began: its rows then fall into other parts than they did. */
public final class ChangedDataOption {
  @Spec(Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(names = "--changed-data",
      description = "Takes data files as they are now, though they have changed since the run began.")
  private boolean allowed;

  /**
   * Requires that the data of a run is what it was.
   *
   * @throws UserException where it is not and may not be
   */
  public void requireSame(RunFolder folder) {
    List<Path> changed = folder.hasBegun() ? folder.manifest().changedData() : List.of();
    if (changed.isEmpty()) {
      return;
    }
    String text = changed.getFirst() + " has changed since " + folder.path()
        + " began, so that test rows can be rows that it was trained on";
    if (!allowed) {
      throw new UserException(ExitCode.DATA,
          text + "; put the former file back, or take it as it is with --changed-data");
    }
    spec.commandLine().getErr().println("sinabro: " + text + "; it is taken as it is");
  }
}
