package dev.sinabro.cli;

import dev.sinabro.cli.config.ConfigurationFile;
import dev.sinabro.cli.config.ConfigurationReader;
import dev.sinabro.cli.config.Setting;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.cli.experiment.Ending;
import dev.sinabro.cli.experiment.Ending.Outcome;
import dev.sinabro.cli.experiment.Experiment;
import dev.sinabro.cli.experiment.RunFolder;
import dev.sinabro.cli.experiment.Several;
import dev.sinabro.cli.experiment.Training;
import dev.sinabro.cli.experiment.TrainingSeries;
import dev.sinabro.cli.option.DeviceOption;
import dev.sinabro.cli.option.FolderOption;
import dev.sinabro.cli.option.OverrideOptions;
import dev.sinabro.cli.option.PrintOptions;
import dev.sinabro.cli.option.SeriesOptions;
import dev.sinabro.run.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sinabro cross-validate}. */
@Command(name = "cross-validate",
    description = "Trains once for each of several parts of a table, with that part as the"
        + " test; ends with mean and spread.")
final class CrossValidateCommand implements Callable<Integer>, Unattended {
  private static final int MOST_FOLDS = 1000;
  private static final int USUAL_FOLDS = 5;

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Parameters(arity = "0..1", paramLabel = "EXAMPLE|CONFIG", description = "A built-in example, or a YAML file.")
  private @Nullable String source;

  @Option(names = "--folds", paramLabel = "N",
      description = "Parts of the rows, each with its share of each class. Default: " + USUAL_FOLDS + ".")
  private @Nullable Integer folds;

  @Mixin
  private DeviceOption deviceOption = new DeviceOption();

  @Mixin
  private OverrideOptions overrides = new OverrideOptions();

  @Mixin
  private SeriesOptions resume = new SeriesOptions();

  @Mixin
  private FolderOption out = new FolderOption();

  @Mixin
  private PrintOptions print = new PrintOptions();

  @Override
  public Integer call() {
    requireOneSource();
    if (resume.isAsked()) {
      RunFolder folder = resume.folder(Several.Kind.FOLDS);
      return train(ConfigurationReader.read(folder.configuration(), List.of()),
          Integer.parseInt(folder.manifest().several().orElseThrow().range()), folder.path().toString(), () -> folder);
    }
    int parts = folds == null ? USUAL_FOLDS : folds;
    if (parts < 2 || parts > MOST_FOLDS) {
      throw wrong("--folds " + parts + ": expected a number from 2 to " + MOST_FOLDS);
    }
    String named = String.valueOf(source);
    ConfigurationFile whole = Sources.configuration(named, overrides.settings());
    return train(whole, parts, named, () -> out.unused(whole.configuration().name()));
  }

  private void requireOneSource() {
    if ((source == null) != resume.isAsked()) {
      throw wrong(source == null
          ? "what to cross-validate is missing: name an example or a configuration file"
          : "--resume takes all from its folder; leave out '" + source + "'");
    }
    if (resume.isAsked() && (folds != null || out.isNamed() || !overrides.settings().isEmpty())) {
      throw wrong("--resume goes on with the settings of its folder; it takes no other option but --device, --threads,"
          + " --changed-data, --quiet and --json");
    }
  }

  private static UserException wrong(String message) {
    return new UserException(ExitCode.USAGE, message);
  }

  private int train(ConfigurationFile whole, int parts, String named, Supplier<RunFolder> folder) {
    if (!whole.variants().isEmpty()) {
      throw wrong(named + " has variants; cross-validate a configuration of one training");
    }
    List<ConfigurationFile> files = IntStream.rangeClosed(1, parts)
        .mapToObj(fold -> Sources.with(whole, Setting.fold(fold, parts))).toList();
    TrainingReport report = new TrainingReport(print);
    Experiment first = Experiment.of(files.getFirst());
    try (Device device = deviceOption.open(first.configuration().train().precision());
        Interrupts interrupts = new Interrupts(spec.commandLine().getErr())) {
      report.begin(first, device);
      TrainingSeries series = new TrainingSeries(folder.get(), Version.launch(spec), device.toString(), whole,
          new Several(Several.Kind.FOLDS, Integer.toString(parts)));
      List<Outcome> outcomes = new ArrayList<>();
      Optional<Ending.Stopped> stopped = series.complete(() -> {
        for (ConfigurationFile file : files) {
          Optional<Ending.Stopped> end = train(file, series, outcomes, device, interrupts);
          if (end.isPresent()) {
            return end;
          }
          report.fold(outcomes.size(), outcomes.getLast());
        }
        return Optional.empty();
      });
      if (stopped.isPresent()) {
        report.stopped(stopped.get(), series.several().resuming(series.folder()), series.folder());
        return interrupts.exitCode().code();
      }
      report.endOfFolds(outcomes, series.folder());
      return ExitCode.DONE.code();
    }
  }

  private Optional<Ending.Stopped> train(ConfigurationFile file, TrainingSeries series, List<Outcome> outcomes,
      Device device, Interrupts interrupts) {
    RunFolder folder = series.folder().ofVariant("fold-" + (1 + outcomes.size()));
    resume.requireSameData(folder);
    Training training = new Training(Experiment.of(file), device, folder, series.launch(), false, false);
    return switch (training.complete(_ -> {}, interrupts::stopOnSignal, print::warn)) {
      case Ending.Stopped stopped -> Optional.of(stopped);
      case Outcome outcome -> {
        outcomes.add(outcome);
        yield Optional.empty();
      }
    };
  }
}
