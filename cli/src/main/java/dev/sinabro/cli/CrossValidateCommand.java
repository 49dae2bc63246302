package dev.sinabro.cli;

import dev.sinabro.cli.config.ConfigurationFile;
import dev.sinabro.cli.config.Setting;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.cli.experiment.Ending;
import dev.sinabro.cli.experiment.Ending.Outcome;
import dev.sinabro.cli.experiment.Experiment;
import dev.sinabro.cli.experiment.RunFolder;
import dev.sinabro.cli.experiment.Training;
import dev.sinabro.run.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "EXAMPLE|CONFIG", description = "A built-in example, or a YAML file.")
  private String source = "";

  @Option(names = "--folds", paramLabel = "N", defaultValue = "5",
      description = "Parts of the rows, each with its share of each class. Default: ${DEFAULT-VALUE}.")
  private int folds;

  @Mixin
  private DeviceOption deviceOption = new DeviceOption();

  @Mixin
  private OverrideOptions overrides = new OverrideOptions();

  @Mixin
  private FolderOption out = new FolderOption();

  @Mixin
  private PrintOptions print = new PrintOptions();

  @Override
  public Integer call() {
    if (folds < 2 || folds > MOST_FOLDS) {
      throw new UserException(ExitCode.USAGE,
          "--folds " + folds + ": expected a number from 2 to " + MOST_FOLDS);
    }
    ConfigurationFile whole = Sources.configuration(source, settings(List.of()));
    if (!whole.variants().isEmpty()) {
      throw new UserException(ExitCode.USAGE, source + " has variants; cross-validate a configuration of one training");
    }
    List<ConfigurationFile> files = new ArrayList<>();
    for (int fold = 1; fold <= folds; fold++) {
      files.add(Sources.configuration(source, settings(Setting.fold(fold, folds))));
    }
    TrainingReport report = print.report();
    Experiment first = Experiment.of(files.getFirst());
    try (Device device = deviceOption.open(first.configuration().train().precision())) {
      report.begin(first, device);
      return train(files, device, out.unused(first.configuration().name()), report);
    }
  }

  private List<Setting> settings(List<Setting> fold) {
    List<Setting> settings = new ArrayList<>(overrides.settings());
    settings.addAll(fold);
    return settings;
  }

  private int train(List<ConfigurationFile> files, Device device, RunFolder folder, TrainingReport report) {
    List<Outcome> outcomes = new ArrayList<>();
    try (Interrupts interrupts = new Interrupts(spec.commandLine().getErr())) {
      for (ConfigurationFile file : files) {
        int fold = 1 + outcomes.size();
        Training training = new Training(Experiment.of(file), device, folder.ofVariant("fold-" + fold),
            Version.launch(spec), false, false);
        switch (training.run(_ -> {}, interrupts::stopOnSignal)) {
          case Ending.Stopped stopped -> {
            report.stopped(stopped, training.folder());
            return interrupts.exitCode().code();
          }
          case Outcome outcome -> {
            outcomes.add(outcome);
            report.fold(fold, outcome);
          }
        }
      }
    }
    report.endOfFolds(outcomes, folder);
    return ExitCode.DONE.code();
  }
}
