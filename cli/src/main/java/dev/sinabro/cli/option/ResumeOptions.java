package dev.sinabro.cli.option;

import com.google.gson.JsonObject;
import dev.sinabro.cli.config.ConfigurationFile;
import dev.sinabro.cli.config.ConfigurationReader;
import dev.sinabro.cli.config.Setting;
import dev.sinabro.cli.config.TrainSection;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.cli.experiment.Manifest;
import dev.sinabro.cli.experiment.RunFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which run is gone on with. */
public final class ResumeOptions {
  private static final String AUTO = "auto";

  @Option(names = "--resume", paramLabel = "RUN|auto",
      description = "Goes on with a run that was stopped, killed or failed, in its folder, to the same result; auto: the"
          + " last one in runs that is not done. One that is done is trained on with more --epochs or --max-steps.")
  private @Nullable String run;

  @Mixin
  private ChangedDataOption changed = new ChangedDataOption();

  /** Whether a run is to go on. */
  public boolean isAsked() {
    return run != null;
  }

  /** The run, where one is asked for. */
  public Optional<RunFolder> folder() {
    return Optional.ofNullable(run)
        .map(name -> name.equals(AUTO) ? RunFolder.lastUnfinished() : RunFolder.of(Path.of(name)));
  }

  /**
   * The configuration of a run.
   *
   * @param settings of the command line
   * @throws UserException where it is done and is not to be trained on, or its data has changed
   */
  public ConfigurationFile configuration(RunFolder folder, List<Setting> settings) {
    Manifest manifest = folder.manifest();
    manifest.several().filter(one -> !one.kind().command().equals("train") || !settings.isEmpty()).ifPresent(one -> {
      throw new UserException(ExitCode.USAGE, folder.path()
          + " holds several trainings, which go on as they are by: " + one.resuming(folder));
    });
    boolean done = manifest.state() == Manifest.State.DONE;
    if (done && settings.isEmpty()) {
      throw new UserException(ExitCode.USAGE, folder.path() + " is done; to train it on, name more than its epochs with"
          + " --epochs, or steps with --max-steps");
    }
    requireSameData(folder);
    ConfigurationFile file = ConfigurationReader.read(folder.configuration(), settings);
    if (done) {
      requireMore(folder, file.configuration().train());
    }
    return file;
  }

  /** To do no step would write the same model once more. */
  private static void requireMore(RunFolder folder, TrainSection train) {
    JsonObject summary = folder.summary();
    int epochs = summary.get("epochs").getAsInt();
    int steps = summary.get("steps").getAsInt();
    boolean bySteps = steps >= train.limits().steps();
    if (bySteps || epochs >= train.epochs()) {
      throw new UserException(ExitCode.USAGE,
          "%s has done %d epochs and %d steps, and so all that is asked for: %s is %d;"
              .formatted(folder.path(), epochs, steps, bySteps ? "train.max-steps" : "train.epochs",
                  bySteps ? train.limits().steps() : train.epochs())
              + " name more with " + (bySteps ? "--max-steps" : "--epochs"));
    }
  }

  /** Requires that what a run in a folder learns from, where one has begun there, is what it was. */
  public void requireSameData(RunFolder folder) {
    changed.requireSame(folder);
  }
}
