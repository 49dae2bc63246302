package dev.sinabro.cli;

import dev.sinabro.cli.config.ConfigurationFile;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.experiment.Experiment;
import dev.sinabro.cli.experiment.Requirement;
import dev.sinabro.cli.experiment.RunFolder;
import dev.sinabro.cli.experiment.Training;
import dev.sinabro.cli.experiment.Training.Outcome;
import dev.sinabro.cli.picture.Chart;
import dev.sinabro.cli.picture.PictureException;
import dev.sinabro.cli.picture.Series;
import dev.sinabro.run.Device;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The trainings of a configuration that compares variants: one after the other on one device, each in a folder of its own
 * within that of the run.
 *
 * @param file with variants
 * @param report what is told
 * @param out the folder of the run, where it is named
 */
record VariantTrainings(ConfigurationFile file, TrainingReport report, Optional<Path> out) {
  private static final String COSTS = "costs.svg";

  /** Trains all; none where the data of one cannot be used. */
  ExitCode run(DeviceOption deviceOption, ControlOptions control) {
    Map<String, Experiment> experiments = new LinkedHashMap<>();
    file.variants().forEach((name, variant) -> experiments.put(name, Experiment.of(variant)));
    List<Requirement> required = control.requirements(experiments.values());
    try (Device device = deviceOption.open(file.configuration().train().precision())) {
      report.begin(file.configuration().name(), experiments.keySet(), device);
      if (control.isDry()) {
        Map<String, DryRun> runs = new LinkedHashMap<>();
        experiments.forEach((name, experiment) -> runs.put(name, DryRun.of(experiment, device)));
        report.dryRuns(runs);
        return ExitCode.DONE;
      }
      RunFolder folder = RunFolder.unused(out, file.configuration().name());
      try {
        return train(experiments, device, folder, required);
      } catch (RuntimeException failure) {
        folder.discard();
        throw failure;
      }
    }
  }

  private ExitCode train(Map<String, Experiment> experiments, Device device, RunFolder folder,
      List<Requirement> required) {
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    try (Interrupts interrupts = new Interrupts()) {
      for (String name : experiments.keySet()) {
        Training training = new Training(experiments.get(name), device, folder.ofVariant(name), Version.number(), false,
            report.colors());
        Outcome outcome = training.run(_ -> {}, interrupts::stopOnSignal);
        if (outcome.ended().stopped()) {
          report.stopped(outcome, training.folder());
          return interrupts.exitCode();
        }
        outcomes.put(name, outcome);
        report.variant(name, outcome);
      }
    }
    report.endOfVariants(outcomes, drawn(outcomes, folder), file.configuration().see(), folder);
    outcomes.forEach((name, outcome) -> required.forEach(one -> one.requireMet(outcome.summary(),
        "the run is in " + folder.ofVariant(name).path())));
    return ExitCode.DONE;
  }

  /** All losses in one chart, where there is a course to be seen. */
  private static List<String> drawn(Map<String, Outcome> outcomes, RunFolder folder) {
    List<Series> series = new ArrayList<>();
    outcomes.forEach((name, outcome) -> series.add(Series.line(name,
        outcome.losses().stream().mapToDouble(Double::doubleValue).toArray(), series.size())));
    if (series.stream().allMatch(line -> line.x().length < 2)) {
      return List.of();
    }
    try {
      new Chart("loss by epoch", "epoch", "loss", false, series).write(folder.path().resolve(COSTS));
      return List.of(COSTS + ": the loss of each after each epoch");
    } catch (PictureException why) {
      return List.of(String.valueOf(why.getMessage()));
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }
}
