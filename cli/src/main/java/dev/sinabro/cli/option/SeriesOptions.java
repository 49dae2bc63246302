package dev.sinabro.cli.option;

import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.cli.experiment.Manifest;
import dev.sinabro.cli.experiment.RunFolder;
import dev.sinabro.cli.experiment.Several;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which of several trainings in one folder are gone on with. */
public final class SeriesOptions {
  @Option(names = "--resume", paramLabel = "DIR",
      description = "Goes on with one that was stopped, killed or failed, in its folder, to the same result.")
  private @Nullable Path resumed;

  @Mixin
  private ChangedDataOption changed = new ChangedDataOption();

  /** Whether trainings are to go on. */
  public boolean isAsked() {
    return resumed != null;
  }

  /**
   * The folder that is named.
   *
   * @param kind what its trainings must be told apart by
   * @throws UserException where they are not, or all are done
   */
  public RunFolder folder(Several.Kind kind) {
    RunFolder folder = RunFolder.of(Objects.requireNonNull(resumed, "asked for"));
    Manifest manifest = folder.manifest();
    Optional<Several> several = manifest.several();
    if (several.filter(one -> one.kind() == kind).isEmpty()) {
      throw new UserException(ExitCode.USAGE, folder.path() + " holds something else; go on with it by: "
          + several.map(one -> one.resuming(folder)).orElse("sinabro train --resume " + folder.path()));
    }
    if (manifest.state() == Manifest.State.DONE) {
      throw new UserException(ExitCode.USAGE, folder.path() + " is done; nothing is left to train");
    }
    return folder;
  }

  /** Requires that what a training in a folder learns from, where one has begun there, is what it was. */
  public void requireSameData(RunFolder folder) {
    changed.requireSame(folder);
  }
}
