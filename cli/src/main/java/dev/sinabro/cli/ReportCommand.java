package dev.sinabro.cli;

import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.cli.report.Comparison;
import dev.sinabro.cli.report.ReportPage;
import dev.sinabro.cli.report.RunRecord;
import dev.sinabro.cli.terminal.Columns;
import dev.sinabro.cli.terminal.Columns.Side;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sinabro report}. */
@Command(name = "report", description = "Compares runs: what came of them, and what differs in their configurations.")
final class ReportCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Parameters(arity = "1..*", paramLabel = "RUN", description = "Run folders, of trainings that are done or not.")
  private List<Path> runs = List.of();

  @Option(names = "--output", paramLabel = "FILE", description = "Also writes a page with their curves, as HTML.")
  private @Nullable Path output;

  @Override
  public Integer call() {
    List<Path> strangers = runs.stream().filter(run -> !RunRecord.isRun(run)).toList();
    if (!strangers.isEmpty()) {
      throw new UserException(ExitCode.DATA, strangers.getFirst() + " is no run folder: it has neither config.yaml nor"
          + " metrics; sinabro runs lists those that there are");
    }
    Comparison comparison = new Comparison(runs.stream().map(RunRecord::of).toList());
    PrintWriter out = spec.commandLine().getOut();
    print(turned(comparison.results()), out);
    Comparison.Table differences = comparison.differences();
    if (!differences.rows().isEmpty()) {
      out.printf("%n%s%n", differences.title().toLowerCase(Locale.ROOT));
      print(differences, out);
    }
    if (output != null) {
      write(output, comparison);
      out.printf("%npage     %s%n", output);
    }
    out.flush();
    return ExitCode.DONE.code();
  }

  /** Runs side by side, as the other table has them. */
  private static Comparison.Table turned(Comparison.Table table) {
    List<String> head = new ArrayList<>(List.of(table.head().getFirst()));
    table.rows().forEach(row -> head.add(row.getFirst()));
    List<List<String>> rows = IntStream.range(1, table.head().size()).mapToObj(column -> {
      List<String> row = new ArrayList<>(List.of(table.head().get(column)));
      table.rows().forEach(run -> row.add(run.get(column)));
      return row;
    }).toList();
    return new Comparison.Table(table.title(), head, rows);
  }

  private static void print(Comparison.Table table, PrintWriter out) {
    List<List<String>> rows = Stream.concat(Stream.of(table.head()), table.rows().stream())
        .map(row -> row.stream().map(ReportCommand::printed).toList()).toList();
    Columns columns = new Columns(Collections.nCopies(table.head().size(), Side.LEFT));
    out.print(columns.text(rows, 0, Integer.MAX_VALUE));
  }

  /** Without what would move the cursor of a terminal: names come from files. */
  static String printed(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  private static void write(Path file, Comparison comparison) {
    String page = comparison.runs().size() == 1
        ? ReportPage.of(comparison.runs().getFirst(), Optional.empty())
        : ReportPage.of(comparison);
    try {
      Files.writeString(file, page);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }
}
