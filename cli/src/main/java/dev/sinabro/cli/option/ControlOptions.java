package dev.sinabro.cli.option;

import dev.sinabro.cli.config.Setting;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.cli.experiment.Experiment;
import dev.sinabro.cli.experiment.Requirement;
import dev.sinabro.cli.terminal.Figures;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import dev.sinabro.train.StepComparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Limits of a training, and what must hold of it. */
public final class ControlOptions {
  @Option(names = "--max-time", paramLabel = "T",
      description = "Ends after such a time, for example 90s, 10m or 1h30m (train.max-time).")
  private @Nullable String mostTime;

  @Option(names = "--require", paramLabel = "FIGURE>=X",
      description = "Ends with exit code 8 where a figure of the summary is less, or more: \"test_accuracy>=0.97\","
          + " \"test_loss<=0.1\". Can be repeated.")
  private List<String> required = new ArrayList<>();

  @Option(names = "--dry-run",
      description = "Builds and plans all, tells the memory that it takes, does one step, and writes nothing.")
  private boolean dry;

  @Option(names = "--nan", paramLabel = "WHAT",
      description = "first: where the loss becomes NaN or infinite, does the last steps again and names the layer that was"
          + " so first (train.nan).")
  private @Nullable String nan;

  @Option(names = "--validate", paramLabel = "DEVICE",
      description = "Compares the first steps with another device, such as reference: what each layer gives, loss and"
          + " gradients. Ends with exit code 8 where one differs by more than rounding.")
  private @Nullable String trusted;

  @Option(names = "--validate-steps", paramLabel = "N", defaultValue = "3",
      description = "How many steps --validate compares. Default: ${DEFAULT-VALUE}.")
  private int validated;

  /** Compares the first steps with another device, where that is asked for; what was found, in a line. */
  public Optional<String> validated(Experiment experiment, Device device) {
    if (validated < 1) {
      throw new UserException(ExitCode.USAGE, "--validate-steps " + validated + ": expected a number of at least 1");
    }
    if (trusted == null) {
      return Optional.empty();
    }
    try (Device other = Devices.open(trusted)) {
      if (other.info().name().equals(device.info().name())) {
        throw new UserException(ExitCode.USAGE, "--validate " + trusted + ": the training is on " + device.info().name()
            + " itself; name another device, such as reference");
      }
      StepComparison compared = StepComparison.of(experiment::trainer, device, other, experiment.data().training(),
          experiment.configuration().train().fit(1), validated);
      compared.first().ifPresent(difference -> {
        throw new UserException(ExitCode.CHECK,
            "--validate " + trusted + ": on " + device.info().name() + " " + difference);
      });
      return Optional.of("validate %s as on %s; the largest difference is %.1e, of %s".formatted(
          Figures.count(compared.steps(), "step", "steps"),
          other.info().name(), compared.largest(), compared.where()));
    }
  }

  /** Whether first steps are to be compared. */
  public boolean validates() {
    return trusted != null;
  }

  /** Whether nothing is to be trained but one step. */
  public boolean isDry() {
    return dry;
  }

  /** Whether anything but a limit is asked for. */
  public boolean isAsked() {
    return dry || !required.isEmpty() || trusted != null;
  }

  /** What they change of the configuration. */
  public List<Setting> settings() {
    return Stream.concat(Optional.ofNullable(mostTime).map(Setting::mostTime).stream(),
        Optional.ofNullable(nan).map(Setting::nan).stream()).toList();
  }

  /** What is required, where all of it can be told of the experiments. */
  public List<Requirement> requirements(Iterable<Experiment> experiments) {
    List<Requirement> all = required.stream().map(Requirement::parse).toList();
    experiments.forEach(experiment -> all.forEach(one -> one.requireKnown(experiment)));
    return all;
  }
}
