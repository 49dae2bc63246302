package dev.sinabro.cli;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.sinabro.cli.config.ConfigurationFile;
import dev.sinabro.cli.config.ConfigurationReader;
import dev.sinabro.cli.config.Setting;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.cli.experiment.Ending;
import dev.sinabro.cli.experiment.Experiment;
import dev.sinabro.cli.experiment.RunFolder;
import dev.sinabro.cli.experiment.Training;
import dev.sinabro.cli.option.DeviceOption;
import dev.sinabro.cli.option.FolderOption;
import dev.sinabro.cli.option.PrintOptions;
import dev.sinabro.cli.option.ProgressOption;
import dev.sinabro.cli.terminal.ProgressView;
import dev.sinabro.run.Device;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sinabro repro}. */
@Command(name = "repro", description = "Runs a run again, and ends with exit code 8 where not each bit of its model and"
    + " each of its figures comes out the same.")
final class ReproCommand implements Callable<Integer>, Unattended {
  private static final String SUMMARY = "summary.json";

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "RUN", description = "The folder of a run that is done.")
  private Path run = Path.of("");

  @Mixin
  private DeviceOption deviceOption = new DeviceOption();

  @Mixin
  private ProgressOption progress = new ProgressOption();

  @Mixin
  private FolderOption out = new FolderOption();

  @Mixin
  private PrintOptions print = new PrintOptions();

  @Override
  public Integer call() {
    JsonObject before = summary();
    ConfigurationFile file = ConfigurationReader.read(RunFolder.existing(run).configuration(), limits(before));
    Experiment experiment = Experiment.of(file);
    try (Device device =
        deviceOption.open(experiment.configuration().train().precision(), before.get("device").getAsString())) {
      TrainingReport report = new TrainingReport(print);
      report.begin(experiment, device);
      RunFolder folder = out.unused(experiment.configuration().name());
      try (ProgressView view = report.progress(progress.kind());
          Interrupts interrupts = new Interrupts(spec.commandLine().getErr())) {
        Ending ending = new Training(experiment, device, folder, Version.launch(spec), false, false).run(view,
            interrupts::stopOnSignal);
        if (ending instanceof Ending.Stopped stopped) {
          report.stopped(stopped, "sinabro train --resume " + folder.path(), folder);
          return interrupts.exitCode().code();
        }
      }
      return tell(new RunComparison(run, folder.path()), folder);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private JsonObject summary() {
    try {
      return JsonParser.parseString(Files.readString(RunFolder.existing(run).path().resolve(SUMMARY)))
          .getAsJsonObject();
    } catch (IOException | JsonParseException | IllegalStateException none) {
      throw new UserException(ExitCode.DATA,
          run + " has no " + SUMMARY + " that can be read: its training is not done, and cannot be compared");
    }
  }

  /** A run that ended by the clock ends at its last step this time. */
  private static List<Setting> limits(JsonObject before) {
    boolean byClock = before.has("ended") && before.get("ended").getAsString().equals("time");
    return byClock
        ? List.of(Setting.mostSteps(before.get("steps").getAsLong()), Setting.mostTime("36500d"))
        : List.of();
  }

  private int tell(RunComparison comparison, RunFolder folder) throws IOException {
    Optional<String> difference = comparison.firstDifference();
    List<String> circumstances = comparison.circumstances();
    PrintWriter printed = print.out();
    if (print.isJson()) {
      JsonObject told = new JsonObject();
      told.addProperty("same", difference.isEmpty());
      difference.ifPresent(text -> told.addProperty("difference", text));
      JsonArray others = new JsonArray();
      circumstances.forEach(others::add);
      told.add("circumstances", others);
      told.addProperty("run", folder.path().toString());
      printed.println(new Gson().toJson(told));
    } else if (difference.isEmpty()) {
      printed.printf("same     every bit of the model, and every figure of %s · %s%n", run, folder.path());
      if (print.talks()) {
        circumstances.forEach(other -> printed.println("though   " + other));
      }
    }
    printed.flush();
    if (difference.isEmpty()) {
      return ExitCode.DONE.code();
    }
    List<String> message = new ArrayList<>(List.of(folder.path() + " is not " + run + ": " + difference.get()));
    message.addAll(circumstances);
    throw new UserException(ExitCode.CHECK, String.join("; ", message));
  }
}
