package dev.sinabro.cli;

import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.cli.report.RunRecord;
import dev.sinabro.cli.terminal.Columns;
import dev.sinabro.cli.terminal.Columns.Side;
import dev.sinabro.cli.terminal.Figures;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sinabro runs}. */
@Command(name = "runs", description = "Lists the runs in a folder, the newest last.")
final class RunsCommand implements Callable<Integer> {
  /** Runs of seeds and of variants are folders within that of the run. */
  private static final int LEVELS = 3;
  private static final Columns COLUMNS =
      Columns.of(Side.LEFT, Side.LEFT, Side.RIGHT, Side.LEFT, Side.LEFT, Side.RIGHT);

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Parameters(arity = "0..1", paramLabel = "DIR", defaultValue = "runs", description = "Default: ${DEFAULT-VALUE}.")
  private Path folder = Path.of("runs");

  /** A run and the folder that names it here. */
  private record Listed(String name, RunRecord run) {}

  @Override
  public Integer call() {
    List<Listed> runs = runs();
    PrintWriter out = spec.commandLine().getOut();
    if (runs.isEmpty()) {
      out.println("there is no run in " + folder);
    } else {
      List<List<String>> rows = new ArrayList<>(List.of(List.of("run", "state", "epochs", "best", "begun", "size")));
      runs.forEach(run -> rows.add(row(run)));
      out.print(COLUMNS.text(rows, 0, Integer.MAX_VALUE));
    }
    out.flush();
    return ExitCode.DONE.code();
  }

  private List<Listed> runs() {
    if (!Files.isDirectory(folder)) {
      throw new UserException(ExitCode.DATA,
          folder + " is no folder; name that of your runs, such as sinabro runs runs");
    }
    try (Stream<Path> folders = Files.walk(folder, LEVELS)) {
      return folders.filter(path -> Files.isDirectory(path) && RunRecord.isRun(path))
          .map(path -> new Listed(path.equals(folder) ? "." : folder.relativize(path).toString(), RunRecord.of(path)))
          .sorted(Comparator.comparing((Listed listed) -> listed.run().begun()).thenComparing(Listed::name)).toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static List<String> row(Listed listed) {
    RunRecord run = listed.run();
    return List.of(ReportCommand.printed(listed.name()), run.state(), run.epochs(),
        run.best().map(best -> best.metric() + " " + Figures.metric(best.value())).orElse(""),
        run.begun().replace('T', ' ').replace("Z", ""), Figures.bytes(run.bytes()));
  }
}
