package dev.sinabro.cli;

import com.google.gson.Gson;
import dev.sinabro.cli.config.ConfigurationFile;
import dev.sinabro.cli.config.ConfigurationReader;
import dev.sinabro.cli.config.ConfigurationWriter;
import dev.sinabro.cli.config.Nearest;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.cli.experiment.Ending;
import dev.sinabro.cli.experiment.Experiment;
import dev.sinabro.cli.experiment.RunFolder;
import dev.sinabro.cli.experiment.Several;
import dev.sinabro.cli.experiment.TrainingSeries;
import dev.sinabro.cli.option.DeviceOption;
import dev.sinabro.cli.option.FolderOption;
import dev.sinabro.cli.option.OverrideOptions;
import dev.sinabro.cli.option.PrintOptions;
import dev.sinabro.cli.option.SeriesOptions;
import dev.sinabro.cli.search.Search;
import dev.sinabro.cli.search.SearchSpace;
import dev.sinabro.io.WholeFile;
import dev.sinabro.run.Device;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sinabro tune}. */
@Command(name = "tune", description = "Trains with different values of some keys, and tells which are best by the"
    + " validation rows.")
final class TuneCommand implements Callable<Integer>, Unattended {
  private static final String LOSS = "loss";

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Parameters(arity = "0..1", paramLabel = "EXAMPLE|CONFIG", description = "A built-in example, or a YAML file.")
  private @Nullable String source;

  @Option(names = "--grid", paramLabel = "KEY=V,V", description = "Tries each of these values, such as"
      + " --grid model[0].dense.units=16,32; with several grids all combinations.")
  private List<String> grid = new ArrayList<>();

  @Option(names = "--over", paramLabel = "KEY=A..B",
      description = "Draws values from 16..256, 0.1..0.5, log(1e-4..1e-1)"
          + " or relu,tanh; --random says how many.")
  private List<String> over = new ArrayList<>();

  @Option(names = "--random", paramLabel = "N", defaultValue = "0",
      description = "How many values of --over are drawn.")
  private int random;

  @Option(names = "--by", paramLabel = "METRIC", defaultValue = LOSS,
      description = "What trials are compared by, of the validation rows. Default: ${DEFAULT-VALUE}.")
  private String by = LOSS;

  @Option(names = "--prune-after", paramLabel = "N", defaultValue = "5",
      description = "Epochs after which a trial is given"
          + " up that is worse than the median of those before; 0: none is. Default: ${DEFAULT-VALUE}.")
  private int pruneAfter;

  @Mixin
  private DeviceOption deviceOption = new DeviceOption();

  @Mixin
  private OverrideOptions overrides = new OverrideOptions();

  @Mixin
  private FolderOption out = new FolderOption();

  @Mixin
  private SeriesOptions resume = new SeriesOptions();

  @Mixin
  private PrintOptions print = new PrintOptions();

  @Override
  public Integer call() {
    requireOneSource();
    try {
      return resume.isAsked() ? goOn(resume.folder(Several.Kind.TRIALS)) : begin(String.valueOf(source));
    } catch (IOException unusable) {
      throw new UncheckedIOException(unusable);
    }
  }

  private void requireOneSource() {
    if ((source == null) != resume.isAsked()) {
      throw wrong(source == null
          ? "what to tune is missing: name an example or a configuration file"
          : "--resume takes all from its search; leave out '" + source + "'");
    }
    if (resume.isAsked() && (out.isNamed() || random != 0 || !grid.isEmpty() || !over.isEmpty()
        || !overrides.settings().isEmpty())) {
      throw wrong("--resume goes on with the settings of its search; it takes no other option but --device, --threads,"
          + " --changed-data, --quiet and --json");
    }
    if (pruneAfter < 0 || random < 0) {
      throw wrong("--" + (random < 0 ? "random " + random : "prune-after " + pruneAfter)
          + ": expected a number of at least 0");
    }
  }

  private static UserException wrong(String message) {
    return new UserException(ExitCode.USAGE, message);
  }

  private int begin(String name) throws IOException {
    SearchSpace space = SearchSpace.parse(grid, over, random);
    ConfigurationFile file = Sources.configuration(name, overrides.settings());
    if (!file.variants().isEmpty()) {
      throw wrong(name + " has variants; tune a configuration of one training");
    }
    long drawn = file.configuration().train().seed();
    space.trials(drawn).forEach(trial -> Sources.with(file, TrialTrainings.settings(trial)));
    Experiment first = Experiment.of(file);
    boolean larger = largerIsBetter(first);
    RunFolder folder = out.unused(file.configuration().name());
    return run(Search.begun(folder.path(), space, drawn, by, larger, pruneAfter), folder, file, first);
  }

  private boolean largerIsBetter(Experiment experiment) {
    if (experiment.data().validation().isEmpty()) {
      throw wrong("trials are compared by the validation rows, of which there are none; give them a share of the rows,"
          + " such as --set data.split.validation=0.2");
    }
    List<String> names =
        experiment.configuration().metrics().stream().map(measure -> measure.metric().name()).toList();
    if (!by.equals(LOSS) && !names.contains(by)) {
      List<String> all = new ArrayList<>(List.of(LOSS));
      all.addAll(names);
      throw wrong("--by " + by + ": " + Nearest.hint(by, all));
    }
    return experiment.configuration().metrics().stream()
        .anyMatch(measure -> measure.metric().name().equals(by) && measure.metric().largerIsBetter());
  }

  private int goOn(RunFolder folder) throws IOException {
    Search search = Search.read(folder.path());
    search.trials().forEach(trial -> resume.requireSameData(TrialTrainings.folder(folder, trial)));
    ConfigurationFile file = ConfigurationReader.read(folder.configuration(), List.of());
    return run(search, folder, file, Experiment.of(file));
  }

  private int run(Search search, RunFolder folder, ConfigurationFile file, Experiment base) throws IOException {
    PrintWriter printed = print.out();
    TrainingReport report = new TrainingReport(print);
    try (Device device = deviceOption.open(base.configuration().train().precision());
        Interrupts interrupts = new Interrupts(spec.commandLine().getErr())) {
      report.begin(base, device);
      TrainingSeries series = new TrainingSeries(folder, Version.launch(spec), device.toString(), file,
          new Several(Several.Kind.TRIALS, Integer.toString(search.trials().size())));
      TrialTrainings trainings = new TrialTrainings(search, series, device, interrupts, print::warn);
      Optional<Ending.Stopped> stopped = series.complete(() -> trainings.run(trial -> {
        if (print.talks()) {
          printed.println(SearchTable.line(search, trial));
          printed.flush();
        }
      }));
      if (stopped.isPresent()) {
        report.stopped(stopped.get(), series.several().resuming(folder), folder);
        return interrupts.exitCode().code();
      }
    }
    end(search, folder, file, printed);
    return ExitCode.DONE.code();
  }

  private void end(Search search, RunFolder folder, ConfigurationFile file, PrintWriter printed) throws IOException {
    Optional<Path> best = Optional.empty();
    if (search.best().isPresent()) {
      best = Optional.of(folder.path().resolve("best.yaml"));
      ConfigurationFile chosen = Sources.with(file, TrialTrainings.settings(search.best().get()));
      WholeFile.write(best.get(),
          ConfigurationWriter.write(Experiment.absolute(chosen.configuration(), chosen.folder())));
    }
    if (print.isJson()) {
      printed.println(new Gson().toJson(search.toJson()));
    } else {
      printed.print(SearchTable.of(search));
      printed.println(best.map(path -> "best     " + path + " · sinabro train " + path)
          .orElse("best     none: no trial came to its end"));
    }
    printed.flush();
  }
}
