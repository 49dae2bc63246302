package dev.sinabro.cli;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import dev.sinabro.cli.config.Setting;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.cli.experiment.ImageSource;
import dev.sinabro.cli.experiment.RunFolder;
import dev.sinabro.cli.program.ProgramExample;
import dev.sinabro.cli.terminal.Figures;
import dev.sinabro.run.Device;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One run of an example that is a training loop of its own.
 *
 * @param program to run
 * @param settings of the command line: epochs, seed and the folder of the data, as a configuration would have them
 * @param out where its files go
 * @param print how much is told
 */
record ProgramTraining(ProgramExample program, List<Setting> settings, FolderOption out, PrintOptions print) {
  /** Where none is named: that of configurations. */
  static final long SEED = 42;
  private static final String DATA_KEY = "data.path";
  private static final String PRECISION_KEY = "train.matmul-precision";
  private static final List<String> KEYS = List.of(Setting.EPOCHS, Setting.SEED, DATA_KEY, PRECISION_KEY);

  /** Runs it, and prints what it tells and what came of it. */
  void run(DeviceOption deviceOption) {
    settings.stream().filter(setting -> !KEYS.contains(setting.key())).findFirst().ifPresent(unknown -> {
      throw new UserException(ExitCode.USAGE, unknown.option() + ": " + program.title()
          + " is a program, which takes --data, --epochs, --seed, --out and the device");
    });
    int epochs = setting(Setting.EPOCHS).map(one -> (int) number(one, 1, Integer.MAX_VALUE)).orElse(program.epochs());
    long seed = setting(Setting.SEED).map(one -> number(one, 0, Long.MAX_VALUE)).orElse(SEED);
    Path data = setting(DATA_KEY).map(one -> Path.of(one.value()))
        .orElseGet(() -> ImageSource.cached(program.data()));
    try (Device device = deviceOption.open()) {
      RunFolder folder = out.unused(program.title());
      try {
        train(device, data, epochs, seed, folder);
      } catch (IOException unwritable) {
        throw new UncheckedIOException(unwritable);
      }
    }
  }

  private void train(Device device, Path data, int epochs, long seed, RunFolder folder)
      throws IOException {
    PrintWriter printed = print.out();
    boolean talks = print.talks();
    Files.createDirectories(folder.path());
    if (talks) {
      tell(printed, "data     " + data);
      tell(printed, "device   " + device);
    }
    long begin = System.nanoTime();
    ProgramExample.Outcome outcome = program.run(new ProgramExample.Run(device, data, epochs, seed, folder.path(),
        line -> {
          if (talks) {
            tell(printed, line);
          }
        }));
    double seconds = (System.nanoTime() - begin) / 1e9;
    JsonObject summary = new JsonObject();
    summary.addProperty("name", program.title());
    summary.addProperty("device", device.info().name());
    summary.addProperty("seed", seed);
    summary.addProperty("epochs", epochs);
    summary.addProperty("seconds", seconds);
    outcome.figures().forEach((name, value) -> summary.addProperty(name.replace(' ', '_'), value));
    summary.addProperty("version", Version.number());
    folder.end(summary);
    if (print.isJson()) {
      tell(printed, new Gson().toJson(summary));
    } else {
      end(printed, outcome, seconds, folder);
    }
  }

  private void end(PrintWriter printed, ProgramExample.Outcome outcome, double seconds, RunFolder folder) {
    String figures = outcome.figures().entrySet().stream()
        .map(figure -> figure.getKey() + " " + Figures.metric(figure.getValue())).collect(Collectors.joining(" · "));
    tell(printed, "done     " + figures + " · " + Figures.seconds(seconds) + " · " + folder.path());
    if (print.talks()) {
      outcome.shown().forEach(line -> tell(printed, "show     " + line));
      tell(printed, "see      " + outcome.see().replace("\n", "\n         "));
    }
  }

  private static void tell(PrintWriter printed, String line) {
    printed.println(line);
    printed.flush();
  }

  /** The last one holds, as in a configuration. */
  private Optional<Setting> setting(String key) {
    return settings.stream().filter(setting -> setting.key().equals(key)).reduce((_, last) -> last);
  }

  private static long number(Setting setting, long least, long most) {
    try {
      long number = Long.parseLong(setting.value());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException none) {
      // told below
    }
    throw new UserException(ExitCode.USAGE,
        setting.option() + ": expected a whole number of at least " + least);
  }
}
