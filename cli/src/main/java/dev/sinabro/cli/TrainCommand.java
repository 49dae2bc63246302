package dev.sinabro.cli;

import dev.sinabro.cli.config.ConfigurationFile;
import dev.sinabro.cli.config.Nearest;
import dev.sinabro.cli.config.Setting;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.experiment.Ending;
import dev.sinabro.cli.experiment.Ending.Outcome;
import dev.sinabro.cli.experiment.Experiment;
import dev.sinabro.cli.experiment.Launch;
import dev.sinabro.cli.experiment.LoopSettings;
import dev.sinabro.cli.experiment.Requirement;
import dev.sinabro.cli.experiment.RunFolder;
import dev.sinabro.cli.experiment.RunningTraining;
import dev.sinabro.cli.experiment.Several;
import dev.sinabro.cli.experiment.Training;
import dev.sinabro.cli.experiment.TrainingSeries;
import dev.sinabro.cli.option.ControlOptions;
import dev.sinabro.cli.option.DeviceOption;
import dev.sinabro.cli.option.FolderOption;
import dev.sinabro.cli.option.OverrideOptions;
import dev.sinabro.cli.option.PrintOptions;
import dev.sinabro.cli.option.ProgressOption;
import dev.sinabro.cli.option.ResumeOptions;
import dev.sinabro.cli.option.WatchOption;
import dev.sinabro.cli.program.ProgramExample;
import dev.sinabro.cli.terminal.ProgressView;
import dev.sinabro.cli.terminal.Terminal;
import dev.sinabro.run.Device;
import dev.sinabro.train.TrainingEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
final class TrainCommand implements Callable<Integer>, Unattended {
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

  @Mixin
  private FolderOption out = new FolderOption();

  @Mixin
  private ResumeOptions resume = new ResumeOptions();

  @Mixin
  private PrintOptions print = new PrintOptions();

  @Mixin
  private ProgressOption progress = new ProgressOption();

  @Mixin
  private WatchOption watch = new WatchOption();

  @Override
  public Integer call() {
    requireOneSource();
    Optional<ProgramExample> program = Optional.ofNullable(source).flatMap(Sources::program);
    if (program.isPresent()) {
      return runProgram(program.get(), Optional.empty());
    }
    Optional<RunFolder> resumed = resume.folder();
    Optional<LoopSettings> loop = resumed.flatMap(folder -> folder.manifest().loop());
    if (loop.isPresent()) {
      return runProgram(ProgramExample.of(loop.get().program()).orElseThrow(() -> wrong(
          resumed.get().path() + " is a run of " + loop.get().program() + ", which is no program here")), resumed);
    }
    ConfigurationFile file = resumed.isPresent()
        ? resume.configuration(resumed.get(), settings())
        : chosen(Sources.configuration(String.valueOf(source), settings()));
    Optional<Several> several = resumed.isPresent()
        ? resumed.get().manifest().several()
        : Optional.ofNullable(seeds).map(range -> new Several(Several.Kind.SEEDS, range));
    Optional<List<Long>> many =
        several.filter(one -> one.kind() == Several.Kind.SEEDS).map(one -> range(one.range()));
    TrainingReport report = new TrainingReport(print);
    if (!file.variants().isEmpty()) {
      if (watch.isAsked()) {
        throw wrong("--watch shows one training; name one of the variants with --variant, or look at them all with"
            + " sinabro ui");
      }
      if (many.isPresent()) {
        throw wrong("--seeds trains one network; name one of the variants, such as --variant "
            + quoted(file.variants().keySet().iterator().next()));
      }
      return new VariantTrainings(file, report, folder(resumed, file), resume, launch(),
          spec.commandLine().getErr())
          .run(deviceOption, control).code();
    }
    if (watch.isAsked() && many.isPresent()) {
      throw wrong("--watch shows one training; leave it out, and look at them all with sinabro ui");
    }
    Experiment experiment = Experiment.of(file);
    List<Requirement> required = control.requirements(List.of(experiment));
    try (Device device = deviceOption.open(experiment.configuration().train().precision())) {
      report.begin(experiment, device);
      report.notes(experiment.notes(file));
      if (many.isEmpty()) {
        control.validated(experiment, device).ifPresent(report::told);
      }
      if (control.isDry()) {
        report.dryRun(DryRun.of(experiment, device));
        return ExitCode.DONE.code();
      }
      RunFolder folder = folder(resumed, file).get();
      return many.isPresent()
          ? trainSeeds(new TrainingSeries(folder, launch(), device.toString(), file, several.get()), many.get(), device,
              report,
              required)
          : trainOne(new Training(experiment, device, folder, launch(), deviceOption.isChecked(),
              Terminal.isPresent()), resumed.isPresent(), report, required);
    }
  }

  /** Made when it is needed, since what is made is not removed. */
  private Supplier<RunFolder> folder(Optional<RunFolder> resumed, ConfigurationFile file) {
    return () -> resumed.orElseGet(() -> out.unused(file.configuration().name()));
  }

  private Launch launch() {
    return Version.launch(spec);
  }

  private int runProgram(ProgramExample program, Optional<RunFolder> resumed) {
    if (seeds != null || variant != null || control.isAsked() || watch.isAsked()) {
      throw wrong(program.title()
          + " is a program; it takes neither --seeds nor --variant, --require, --validate, --dry-run or --watch");
    }
    resumed.ifPresent(resume::requireSameData);
    LoopSettings loop = resumed.isPresent()
        ? ProgramTraining.resumed(resumed.get(), settings())
        : ProgramTraining.begun(program, settings());
    return new ProgramTraining(program, loop, print, launch())
        .run(deviceOption, () -> resumed.orElseGet(() -> out.unused(program.title())), resumed.isPresent(),
            spec.commandLine().getErr())
        .code();
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
    if ((source == null) == !resume.isAsked()) {
      throw wrong(source == null
          ? "what to train is missing: name an example or a configuration file; 'sinabro examples' lists the examples"
          : "--resume takes the configuration from its run; leave out '" + source + "'");
    }
    if (overrides.hasSeed() && seeds != null) {
      throw wrong("--seed and --seeds exclude each other");
    }
    if (control.validates() && resume.isAsked()) {
      throw wrong("--validate compares the first steps of a training; leave out --resume");
    }
    if (control.isDry() && (resume.isAsked() || seeds != null)) {
      throw wrong(
          "--dry-run does the first step of one training; leave out " + (seeds != null ? "--seeds" : "--resume"));
    }
    if (resume.isAsked() && (seeds != null || variant != null || out.isNamed() || weights != null
        || overrides.settings().stream().anyMatch(setting -> !setting.key().equals(Setting.EPOCHS))
        || deviceOption.precision().isPresent())) {
      throw wrong("--resume goes on with the settings of its run; it takes no other option but --epochs, --max-steps,"
          + " --max-time, --changed-data, --device, --threads, --no-capture, --debug, --require, --watch, --quiet"
          + " and --json");
    }
  }

  private List<Setting> settings() {
    List<Setting> settings = new ArrayList<>(overrides.settings());
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

  private int trainOne(Training training, boolean resumed, TrainingReport report, List<Requirement> required) {
    Outcome outcome;
    try (WatchOption.Watched watched = watch.begin(training.folder(), print::tell, print::warn);
        ProgressView view = report.progress(progress.kind());
        Interrupts interrupts = interrupts()) {
      Consumer<TrainingEvent> listener = watched.listener(view);
      Consumer<RunningTraining> running = watched.running(interrupts::stopOnSignal);
      Ending ending = resumed ? training.resume(listener, running, print::warn) : training.run(listener, running);
      switch (ending) {
        case Ending.Stopped stopped -> {
          report.stopped(stopped, "sinabro train --resume " + training.folder().path(), training.folder());
          return interrupts.exitCode().code();
        }
        case Outcome done -> outcome = done;
      }
    }
    report.end(outcome, training.folder(), training.experiment().configuration().see());
    required.forEach(one -> one.requireMet(outcome.summary(), "the run is in " + training.folder().path()));
    return ExitCode.DONE.code();
  }

  private Interrupts interrupts() {
    return new Interrupts(spec.commandLine().getErr());
  }

  private int trainSeeds(TrainingSeries series, List<Long> all, Device device, TrainingReport report,
      List<Requirement> required) {
    List<Outcome> outcomes = new ArrayList<>();
    try (Interrupts interrupts = interrupts()) {
      Optional<Ending.Stopped> last = series.complete(() -> {
        for (long one : all) {
          RunFolder folder = series.folder().ofSeed(one);
          resume.requireSameData(folder);
          Experiment experiment = Experiment.of(series.file(), one);
          control.validated(experiment, device).ifPresent(found -> report.told("seed " + one + " " + found));
          Training training = new Training(experiment, device, folder, series.launch(), false, false);
          switch (training.complete(_ -> {}, interrupts::stopOnSignal, print::warn)) {
            case Ending.Stopped stopped -> {
              return Optional.of(stopped);
            }
            case Outcome outcome -> {
              outcomes.add(outcome);
              report.seed(one, outcome);
            }
          }
        }
        return Optional.empty();
      });
      if (last.isPresent()) {
        report.stopped(last.get(), series.several().resuming(series.folder()), series.folder());
        return interrupts.exitCode().code();
      }
    }
    report.endOfSeeds(outcomes, series.folder());
    for (Outcome outcome : outcomes) {
      required.forEach(one -> one.requireMet(outcome.summary(), "the run is that of seed "
          + outcome.summary().get("seed") + " in " + series.folder().path()));
    }
    return ExitCode.DONE.code();
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
