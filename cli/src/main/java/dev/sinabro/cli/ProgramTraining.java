package dev.sinabro.cli;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import dev.sinabro.cli.config.Setting;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.cli.experiment.ImageSource;
import dev.sinabro.cli.experiment.Launch;
import dev.sinabro.cli.experiment.LoopKeeper;
import dev.sinabro.cli.experiment.LoopSettings;
import dev.sinabro.cli.experiment.LoopTraining;
import dev.sinabro.cli.experiment.Manifest;
import dev.sinabro.cli.experiment.RunFolder;
import dev.sinabro.cli.option.DeviceOption;
import dev.sinabro.cli.option.PrintOptions;
import dev.sinabro.cli.program.ProgramExample;
import dev.sinabro.cli.terminal.Figures;
import dev.sinabro.run.Device;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * One run of an example that is a training loop of its own.
 *
 * @param program to run
 * @param loop what it depends on
 * @param print how much is told
 * @param launch of this program
 */
record ProgramTraining(ProgramExample program, LoopSettings loop, PrintOptions print, Launch launch) {
  /** Where none is named: that of configurations. */
  static final long SEED = 42;
  private static final String DATA_KEY = "data.path";
  private static final String PRECISION_KEY = "train.matmul-precision";
  private static final List<String> KEYS = List.of(Setting.EPOCHS, Setting.SEED, DATA_KEY, PRECISION_KEY);

  /**
   * What a run depends on that begins.
   *
   * @param settings of the command line: epochs, seed and the folder of the data, as a configuration would have them
   */
  static LoopSettings begun(ProgramExample program, List<Setting> settings) {
    settings.stream().filter(setting -> !KEYS.contains(setting.key())).findFirst().ifPresent(unknown -> {
      throw new UserException(ExitCode.USAGE, unknown.option() + ": " + program.title()
          + " is a program, which takes --data, --epochs, --seed, --out and the device");
    });
    return new LoopSettings(program.title(), epochs(settings).orElse(program.epochs()),
        setting(settings, Setting.SEED).map(one -> number(one, 0, Long.MAX_VALUE)).orElse(SEED),
        setting(settings, DATA_KEY).map(one -> Path.of(one.value())).orElseGet(() -> ImageSource.cached(program.data()))
            .toAbsolutePath());
  }

  /**
   * What a run depends on that goes on.
   *
   * @param settings of the command line, which may change the epochs
   * @throws UserException where nothing is left to do
   */
  static LoopSettings resumed(RunFolder folder, List<Setting> settings) {
    Manifest manifest = folder.manifest();
    LoopSettings before = manifest.loop().orElseThrow();
    settings.stream().filter(setting -> !setting.key().equals(Setting.EPOCHS)).findFirst().ifPresent(unknown -> {
      throw new UserException(ExitCode.USAGE,
          unknown.option() + ": a run of " + before.program() + " goes on with its settings, but for --epochs");
    });
    int epochs = epochs(settings).orElse(before.epochs());
    if (manifest.state() == Manifest.State.DONE && epochs <= before.epochs()) {
      throw new UserException(ExitCode.USAGE,
          folder.path() + " is done, with " + before.epochs() + " epochs; name more with --epochs");
    }
    return new LoopSettings(before.program(), epochs, before.seed(), before.data());
  }

  /** Runs it, and prints what it tells and what came of it. */
  ExitCode run(DeviceOption deviceOption, Supplier<RunFolder> made, boolean resumed, PrintWriter err) {
    try (Device device = deviceOption.open(); Interrupts interrupts = new Interrupts(err)) {
      RunFolder folder = made.get();
      tell("data     " + loop.data());
      tell("device   " + device);
      long begin = System.nanoTime();
      List<ProgramExample.Outcome> outcomes = new ArrayList<>();
      LoopTraining training = new LoopTraining(loop, device.toString(), folder, launch);
      Consumer<LoopKeeper> running = keeper -> interrupts.stopOnSignal(keeper::stop);
      Function<LoopKeeper, Optional<JsonObject>> steps = keeper -> outcome(device, folder, keeper).map(outcome -> {
        outcomes.add(outcome);
        return summary(device, outcome, seconds(begin));
      });
      Optional<JsonObject> summary =
          resumed ? training.resume(running, steps, print::warn) : training.run(running, steps);
      if (summary.isEmpty()) {
        stopped(folder);
        return interrupts.exitCode();
      }
      if (print.isJson()) {
        printed(new Gson().toJson(summary.get()));
      } else {
        end(outcomes.getLast(), seconds(begin), folder);
      }
      return ExitCode.DONE;
    }
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  private Optional<ProgramExample.Outcome> outcome(Device device, RunFolder folder, LoopKeeper keeper) {
    try {
      return program.run(new ProgramExample.Run(device, loop.data(), loop.epochs(), loop.seed(), folder.path(),
          this::tell, keeper));
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private JsonObject summary(Device device, ProgramExample.Outcome outcome, double seconds) {
    JsonObject summary = new JsonObject();
    summary.addProperty("name", program.title());
    summary.addProperty("device", device.info().name());
    summary.addProperty("seed", loop.seed());
    summary.addProperty("epochs", loop.epochs());
    summary.addProperty("seconds", seconds);
    outcome.figures().forEach((name, value) -> summary.addProperty(name.replace(' ', '_'), value));
    summary.addProperty("version", launch.version());
    return summary;
  }

  private void stopped(RunFolder folder) {
    if (print.isJson()) {
      JsonObject told = new JsonObject();
      told.addProperty("state", "interrupted");
      told.addProperty("run", folder.path().toString());
      printed(new Gson().toJson(told));
    } else {
      printed("stopped  go on with: sinabro train --resume " + folder.path());
    }
  }

  private void end(ProgramExample.Outcome outcome, double seconds, RunFolder folder) {
    String figures = outcome.figures().entrySet().stream()
        .map(figure -> figure.getKey() + " " + Figures.metric(figure.getValue())).collect(Collectors.joining(" · "));
    printed("done     " + figures + " · " + Figures.seconds(seconds) + " · " + folder.path());
    outcome.shown().forEach(line -> tell("show     " + line));
    tell("see      " + outcome.see().replace("\n", "\n         "));
  }

  private void tell(String line) {
    if (print.talks()) {
      printed(line);
    }
  }

  private void printed(String line) {
    print.out().println(line);
    print.out().flush();
  }

  private static Optional<Integer> epochs(List<Setting> settings) {
    return setting(settings, Setting.EPOCHS).map(one -> (int) number(one, 1, Integer.MAX_VALUE));
  }

  /** The last one holds, as in a configuration. */
  private static Optional<Setting> setting(List<Setting> settings, String key) {
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
