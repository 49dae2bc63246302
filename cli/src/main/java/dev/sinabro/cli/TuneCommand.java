package dev.sinabro.cli;

import com.google.gson.Gson;
import dev.sinabro.cli.config.ConfigurationFile;
import dev.sinabro.cli.config.ConfigurationReader;
import dev.sinabro.cli.config.ConfigurationWriter;
import dev.sinabro.cli.config.Nearest;
import dev.sinabro.cli.config.Setting;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.cli.experiment.Experiment;
import dev.sinabro.cli.experiment.RunFolder;
import dev.sinabro.cli.search.Search;
import dev.sinabro.cli.search.SearchSpace;
import dev.sinabro.io.WholeFile;
import dev.sinabro.run.Device;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
  private static final String BASE = "config.yaml";

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

  @Option(names = "--resume", paramLabel = "DIR", description = "Goes on with a search, in its folder.")
  private @Nullable Path resumed;

  @Mixin
  private PrintOptions print = new PrintOptions();

  @Override
  public Integer call() {
    requireOneSource();
    try {
      return resumed == null ? begin(String.valueOf(source)) : goOn(resumed);
    } catch (IOException unusable) {
      throw new UncheckedIOException(unusable);
    }
  }

  private void requireOneSource() {
    if ((source == null) == (resumed == null)) {
      throw wrong(source == null
          ? "what to tune is missing: name an example or a configuration file"
          : "--resume takes all from its search; leave out '" + source + "'");
    }
    if (resumed != null && (out.isNamed() || random != 0 || !grid.isEmpty() || !over.isEmpty()
        || !overrides.settings().isEmpty())) {
      throw wrong("--resume goes on with the settings of its search; it takes no other option but --device, --threads,"
          + " --quiet and --json");
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
    List<Setting> settings = overrides.settings();
    ConfigurationFile file = Sources.configuration(name, settings);
    if (!file.variants().isEmpty()) {
      throw wrong(name + " has variants; tune a configuration of one training");
    }
    long drawn = file.configuration().train().seed();
    space.trials(drawn).forEach(trial -> Sources.configuration(name, TrialTrainings.with(settings, trial)));
    Experiment first = Experiment.of(file);
    boolean larger = largerIsBetter(first);
    RunFolder folder = out.unused(file.configuration().name());
    Files.createDirectories(folder.path());
    WholeFile.write(folder.path().resolve(BASE),
        ConfigurationWriter.write(Experiment.absolute(file.configuration(), file.folder())));
    Search search = Search.begun(folder.path(), space, drawn, by, larger, pruneAfter);
    search.write();
    return run(search, folder, first);
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

  private int goOn(Path path) throws IOException {
    Search search = Search.read(path);
    RunFolder folder = new RunFolder(path, false);
    return run(search, folder, Experiment.of(ConfigurationReader.read(path.resolve(BASE), List.of())));
  }

  private int run(Search search, RunFolder folder, Experiment base) throws IOException {
    PrintWriter printed = print.out();
    try (Device device = deviceOption.open(base.configuration().train().precision())) {
      print.report().begin(base, device);
      TrialTrainings trainings = new TrialTrainings(search, folder, folder.path().resolve(BASE), device,
          Version.launch(spec), spec.commandLine().getErr());
      Optional<ExitCode> stopped = trainings.run(trial -> {
        if (print.talks()) {
          printed.println(SearchTable.line(search, trial));
          printed.flush();
        }
      });
      if (stopped.isPresent()) {
        printed.printf("stopped  go on with: sinabro tune --resume %s%n", folder.path());
        printed.flush();
        return stopped.get().code();
      }
    }
    end(search, folder, printed);
    return ExitCode.DONE.code();
  }

  private void end(Search search, RunFolder folder, PrintWriter printed) throws IOException {
    Optional<Path> best = Optional.empty();
    if (search.best().isPresent()) {
      best = Optional.of(folder.path().resolve("best.yaml"));
      Map<String, String> settings = search.best().get().settings();
      WholeFile.write(best.get(), ConfigurationWriter.write(ConfigurationReader
          .read(folder.path().resolve(BASE), TrialTrainings.with(List.of(), settings)).configuration()));
    }
    if (print.isJson()) {
      printed.println(new Gson().toJson(search.toJson()));
    } else {
      printed.print(SearchTable.of(search));
      printed.println(best.map(file -> "best     " + file + " · sinabro train " + file)
          .orElse("best     none: no trial came to its end"));
    }
    printed.flush();
  }
}
