package dev.sinabro.cli;

import dev.sinabro.cli.config.ConfigurationFile;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.experiment.Ending;
import dev.sinabro.cli.experiment.Ending.Outcome;
import dev.sinabro.cli.experiment.Experiment;
import dev.sinabro.cli.experiment.Launch;
import dev.sinabro.cli.experiment.Requirement;
import dev.sinabro.cli.experiment.RunFolder;
import dev.sinabro.cli.experiment.Several;
import dev.sinabro.cli.experiment.Training;
import dev.sinabro.cli.experiment.TrainingSeries;
import dev.sinabro.cli.option.ControlOptions;
import dev.sinabro.cli.option.DeviceOption;
import dev.sinabro.cli.option.ResumeOptions;
import dev.sinabro.cli.picture.Chart;
import dev.sinabro.cli.picture.PictureException;
import dev.sinabro.cli.picture.Series;
import dev.sinabro.run.Device;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The trainings of a configuration that compares variants: one after the other on one device, each in a folder of its own
 * within that of the run.
 *
 * @param file with variants
 * @param report what is told
 * @param folder gives the folder of the run
 * @param resume says whether data may have changed since a part of it was trained
 * @param launch of this program
 * @param err receives what the user should know beside the results
 */
record VariantTrainings(ConfigurationFile file, TrainingReport report, Supplier<RunFolder> folder,
    ResumeOptions resume, Launch launch, PrintWriter err) {
  private static final String COSTS = "costs.svg";

  /** Trains all; none where the data of one cannot be used. */
  ExitCode run(DeviceOption deviceOption, ControlOptions control) {
    Map<String, Experiment> experiments = new LinkedHashMap<>();
    file.variants().forEach((name, variant) -> experiments.put(name, Experiment.of(variant)));
    List<Requirement> required = control.requirements(experiments.values());
    try (Device device = deviceOption.open(file.configuration().train().precision())) {
      report.begin(file.configuration().name(), experiments.keySet(), device);
      experiments.forEach((name, experiment) -> control.validated(experiment, device)
          .ifPresent(found -> report.told(name + " " + found)));
      if (control.isDry()) {
        Map<String, DryRun> runs = new LinkedHashMap<>();
        experiments.forEach((name, experiment) -> runs.put(name, DryRun.of(experiment, device)));
        report.dryRuns(runs);
        return ExitCode.DONE;
      }
      TrainingSeries series = new TrainingSeries(folder.get(), launch, device.toString(), file,
          new Several(Several.Kind.VARIANTS, Integer.toString(experiments.size())));
      experiments.keySet().forEach(name -> resume.requireSameData(series.folder().ofVariant(name)));
      return train(experiments, device, series, required);
    }
  }

  private ExitCode train(Map<String, Experiment> experiments, Device device, TrainingSeries series,
      List<Requirement> required) {
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    RunFolder folder = series.folder();
    try (Interrupts interrupts = new Interrupts(err)) {
      Optional<Ending.Stopped> last = series.complete(() -> {
        for (String name : experiments.keySet()) {
          Training training =
              new Training(experiments.get(name), device, folder.ofVariant(name), launch, false, report.colors());
          switch (training.complete(_ -> {}, interrupts::stopOnSignal, line -> err.println("sinabro: " + line))) {
            case Ending.Stopped stopped -> {
              return Optional.of(stopped);
            }
            case Outcome outcome -> {
              outcomes.put(name, outcome);
              report.variant(name, outcome);
            }
          }
        }
        return Optional.empty();
      });
      if (last.isPresent()) {
        report.stopped(last.get(), series.several().resuming(folder), folder);
        return interrupts.exitCode();
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
