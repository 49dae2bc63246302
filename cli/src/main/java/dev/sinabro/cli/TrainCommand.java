package dev.sinabro.cli;

import dev.sinabro.cli.config.ConfigurationFile;
import dev.sinabro.cli.config.ConfigurationReader;
import dev.sinabro.cli.config.Nearest;
import dev.sinabro.cli.config.Setting;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.experiment.Experiment;
import dev.sinabro.cli.experiment.Requirement;
import dev.sinabro.cli.experiment.RunFolder;
import dev.sinabro.cli.experiment.Training;
import dev.sinabro.cli.experiment.Training.Outcome;
import dev.sinabro.cli.program.ProgramExample;
import dev.sinabro.run.Device;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sinabro train}. */
@Command(name = "train", description = "Trains a network and writes a run folder.")
final class TrainCommand implements Callable<Integer> {
  private static final int MOST_SEEDS = 10_000;

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Parameters(arity = "0..1", paramLabel = "EXAMPLE|CONFIG", description = "A built-in example, or a YAML file.")
  private @Nullable String source;

  @Mixin
  private DeviceOption deviceOption = new DeviceOption();

  @Mixin
  private OverrideOptions overrides = new OverrideOptions();

  @Mixin
  private ControlOptions control = new ControlOptions();

  @Option(names = "--seed", paramLabel = "N", description = "Of first weights, order, dropout and split (train.seed).")
  private @Nullable String seed;

  @Option(names = "--max-steps", paramLabel = "N",
      description = "Ends after N steps at the latest; with 0, writes the model as it begins (train.max-steps).")
  private @Nullable String mostSteps;

  @Option(names = "--weights", paramLabel = "FILE",
      description = "Begins with the weights of a safetensors file (train.initial-weights).")
  private @Nullable Path weights;

  @Option(names = "--seeds", paramLabel = "A..B", description = "Trains once for each seed; ends with mean and spread.")
  private @Nullable String seeds;

  @Option(names = "--variant", paramLabel = "NAME", description = "Trains this one of its variants only.")
  private @Nullable String variant;

  @Option(names = "--out", paramLabel = "DIR", description = "The run folder. Default: runs/NAME-TIMESTAMP.")
  private @Nullable Path out;

  @Option(names = "--resume", paramLabel = "RUN", description = "Goes on with an interrupted run, in its folder.")
  private @Nullable Path resumed;

  @Option(names = "--quiet", description = "Prints the result only.")
  private boolean quiet;

  @Mixin
  private ProgressOption progress = new ProgressOption();

  @Option(names = "--json", description = "Prints the result as JSON and nothing else.")
  private boolean json;

  @Override
  public Integer call() {
    requireOneSource();
    Optional<ProgramExample> program = Optional.ofNullable(source).flatMap(Sources::program);
    if (program.isPresent()) {
      return runProgram(program.get());
    }
    Optional<List<Long>> many = Optional.ofNullable(seeds).map(this::range);
    Optional<RunFolder> interrupted = Optional.ofNullable(resumed).map(RunFolder::interrupted);
    ConfigurationFile file = interrupted.isPresent()
        ? ConfigurationReader.read(interrupted.get().configuration(), List.of())
        : chosen(Sources.configuration(String.valueOf(source), settings()));
    if (!file.variants().isEmpty()) {
      if (seeds != null) {
        throw wrong("--seeds trains one network; name one of the variants, such as --variant "
            + quoted(file.variants().keySet().iterator().next()));
      }
      TrainingReport report = new TrainingReport(spec.commandLine().getOut(), Terminal.isPresent(), quiet, json);
      return new VariantTrainings(file, report, Optional.ofNullable(out)).run(deviceOption, control).code();
    }
    Experiment experiment = Experiment.of(file);
    List<Requirement> required = control.requirements(List.of(experiment));
    try (Device device = deviceOption.open(experiment.configuration().train().precision())) {
      TrainingReport report = new TrainingReport(spec.commandLine().getOut(), Terminal.isPresent(), quiet, json);
      report.begin(experiment, device);
      report.notes(experiment.notes(file));
      control.validated(experiment, device).ifPresent(report::told);
      if (control.isDry()) {
        report.dryRun(DryRun.of(experiment, device));
        return ExitCode.DONE.code();
      }
      RunFolder folder = interrupted.orElseGet(
          () -> RunFolder.unused(Optional.ofNullable(out), experiment.configuration().name()));
      return many.isPresent()
          ? trainSeeds(file, many.get(), device, folder, report, required)
          : trainOne(new Training(experiment, device, folder, Version.number(), deviceOption.isChecked(),
              Terminal.isPresent()), report, required);
    }
  }

  private int runProgram(ProgramExample program) {
    if (seeds != null || variant != null || control.isAsked()) {
      throw wrong(program.title()
          + " is a program; it takes neither --seeds nor --variant, --require, --validate or --dry-run");
    }
    new ProgramTraining(program, settings(), Optional.ofNullable(out), quiet, json)
        .run(deviceOption, spec.commandLine().getOut());
    return ExitCode.DONE.code();
  }

  /** The variant that is named, or all of the file. */
  private ConfigurationFile chosen(ConfigurationFile file) {
    if (variant == null) {
      return file;
    }
    ConfigurationFile one = file.variants().get(variant);
    if (one == null) {
      throw wrong(file.variants().isEmpty()
          ? "--variant " + variant + ": there are no variants in " + source
          : "there is no variant '" + variant + "'; "
              + Nearest.hint(String.valueOf(variant), file.variants().keySet()));
    }
    return one;
  }

  private static String quoted(String name) {
    return name.contains(" ") ? "'" + name + "'" : name;
  }

  private void requireOneSource() {
    if ((source == null) == (resumed == null)) {
      throw wrong(source == null
          ? "what to train is missing: name an example or a configuration file; 'sinabro examples' lists the examples"
          : "--resume takes the configuration from its run; leave out '" + source + "'");
    }
    if (seed != null && seeds != null) {
      throw wrong("--seed and --seeds exclude each other");
    }
    if (control.isDry() && (resumed != null || seeds != null)) {
      throw wrong(
          "--dry-run does the first step of one training; leave out " + (seeds != null ? "--seeds" : "--resume"));
    }
    if (resumed != null && (seed != null || seeds != null || out != null || mostSteps != null || weights != null
        || !control.settings().isEmpty() || !overrides.settings().isEmpty()
        || deviceOption.precision().isPresent())) {
      throw wrong("--resume goes on with the settings of its run; it takes no other option but --device, --threads,"
          + " --no-capture, --debug, --require, --quiet and --json");
    }
  }

  private List<Setting> settings() {
    List<Setting> settings = new ArrayList<>(overrides.settings());
    if (seed != null) {
      settings.add(Setting.seed(seed));
    }
    if (mostSteps != null) {
      settings.add(Setting.mostSteps(mostSteps));
    }
    if (weights != null) {
      settings.add(Setting.initialWeights(weights));
    }
    settings.addAll(control.settings());
    deviceOption.precision().map(Setting::precision).ifPresent(settings::add);
    return settings;
  }

  private List<Long> range(String text) {
    if (!text.matches("\\d{1,18}\\.\\.\\d{1,18}")) {
      throw wrong("--seeds takes A..B, not '" + text + "'; for example --seeds 0..9");
    }
    long first = Long.parseLong(text.substring(0, text.indexOf('.')));
    long last = Long.parseLong(text.substring(text.lastIndexOf('.') + 1));
    if (last < first || last - first >= MOST_SEEDS) {
      throw wrong("--seeds " + text + " must go up, and name at most " + MOST_SEEDS + " seeds");
    }
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  private int trainOne(Training training, TrainingReport report, List<Requirement> required) {
    Outcome outcome;
    try (ProgressView view = report.progress(progress.kind()); Interrupts interrupts = new Interrupts()) {
      outcome = resumed == null
          ? training.run(view, interrupts::stopOnSignal)
          : training.resume(view, interrupts::stopOnSignal);
      if (outcome.ended().stopped()) {
        report.stopped(outcome, training.folder());
        return interrupts.exitCode().code();
      }
    }
    report.end(outcome, training.folder(), training.experiment().configuration().see());
    required.forEach(one -> one.requireMet(outcome.summary(), "the run is in " + training.folder().path()));
    return ExitCode.DONE.code();
  }

  private int trainSeeds(ConfigurationFile file, List<Long> all, Device device, RunFolder folder,
      TrainingReport report, List<Requirement> required) {
    List<Outcome> outcomes = new ArrayList<>();
    try (Interrupts interrupts = new Interrupts()) {
      for (long one : all) {
        Training training = new Training(Experiment.of(file, one), device, folder.ofSeed(one), Version.number(), false,
            false);
        Outcome outcome = training.run(_ -> {}, interrupts::stopOnSignal);
        if (outcome.ended().stopped()) {
          report.stopped(outcome, training.folder());
          return interrupts.exitCode().code();
        }
        outcomes.add(outcome);
        report.seed(one, outcome);
      }
    } catch (RuntimeException failure) {
      folder.discard();
      throw failure;
    }
    report.endOfSeeds(outcomes, folder);
    for (Outcome outcome : outcomes) {
      required.forEach(one -> one.requireMet(outcome.summary(), "the run is that of seed "
          + outcome.summary().get("seed") + " in " + folder.path()));
    }
    return ExitCode.DONE.code();
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
