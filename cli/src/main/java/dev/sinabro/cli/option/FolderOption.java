package dev.sinabro.cli.option;

import dev.sinabro.cli.experiment.RunFolder;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command that trains writes. */
public final class FolderOption {
  @Option(names = "--out", paramLabel = "DIR",
      description = "The folder for all that is written, new or empty. Default: runs/NAME-TIMESTAMP.")
  private @Nullable Path out;

  /** Whether the user named it. */
  public boolean isNamed() {
    return out != null;
  }

  /**
   * The folder for what is trained, which is made here where it is called by the time.
   *
   * @param name of what is trained
   */
  public RunFolder unused(String name) {
    return RunFolder.unused(Optional.ofNullable(out), name);
  }
}
