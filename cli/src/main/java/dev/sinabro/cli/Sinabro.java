package dev.sinabro.cli;

import dev.sinabro.cli.catalogue.Catalogues;
import dev.sinabro.cli.catalogue.DataSection;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.output.ForgivingWriter;
import dev.sinabro.cli.output.OutputLostException;
import dev.sinabro.cli.output.StandardOutput;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code sinabro}; all work is done by its subcommands. */
@Command(name = "sinabro",
    description = "Trains neural networks, evaluates them and predicts with them.",
    mixinStandardHelpOptions = true, versionProvider = Version.class, scope = ScopeType.INHERIT,
    subcommands = {
        TrainCommand.class, CrossValidateCommand.class, TuneCommand.class, ReproCommand.class,
        EvaluateCommand.class, PredictCommand.class, ServeCommand.class, SampleCommand.class,
        ExportCommand.class, SummaryCommand.class,
        GraphCommand.class, GradcheckCommand.class, DevicesCommand.class,
        BenchCommand.class, ExamplesCommand.class, RunsCommand.class, UiCommand.class, ReportCommand.class,
        InitCommand.class,
        SchemaCommand.class, ExplainCommand.class, PlaygroundCommand.class},
    synopsisSubcommandLabel = "COMMAND", usageHelpAutoWidth = true,
    footer = {"", "Begin with:  sinabro train digits"})
public final class Sinabro implements Callable<Integer> {

  /** What Java makes of the bytes of a letter that the locale does not have, such as those of Hangul in that of {@code LANG=C}. */
  private static final char UNREADABLE = '\uFFFD';

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Option(names = "--verbose", description = "print stack traces of errors", scope = ScopeType.INHERIT)
  private boolean verbose;

  /** Runs one command and ends the process with its {@link ExitCode}. */
  public static void main(String[] args) {
    var out = StandardOutput.writer();
    var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(out, err, args));
  }

  /** Runs one command and returns its exit code; prints to these writers only. */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    var command = new CommandLine(new Sinabro());
    Catalogues.ALL.forEach(catalogue -> ListCommand.addTo(command, catalogue));
    command.getSubcommands().get(DataSection.DATA.plural())
        .addSubcommand(new InspectCommand()).addSubcommand(new SynthCommand());
    if (Stream.of(args).anyMatch(arg -> arg.indexOf(UNREADABLE) >= 0)) {
      err.println("sinabro: the command line has letters that the locale does not know; run it with LC_ALL=C.UTF-8");
      err.flush();
      return ExitCode.USAGE.code();
    }
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setOut(out);
    command.setErr(err);
    command.setUsageHelpLongOptionsMaxWidth(28);
    command.setParameterExceptionHandler(Failures::usage);
    command.setExecutionStrategy(Sinabro::executed);
    command.setExecutionExceptionHandler((failure, failed, _) -> Failures.execution(failure, failed));
    try {
      int code = command.execute(args);
      out.flush();
      return code;
    } catch (OutOfMemoryError | OutputLostException e) {
      return Failures.execution(e, command);
    } finally {
      out.flush();
      err.flush();
    }
  }

  /** Of itself picocli would take a help text that cannot be printed for an error of the program. */
  private static int executed(ParseResult parsed) {
    try {
      ParseResult last = parsed;
      while (last.hasSubcommand()) {
        last = last.subcommand();
      }
      return last.commandSpec().userObject() instanceof Unattended && !last.isUsageHelpRequested()
          ? executedWhateverIsLost(parsed, last.commandSpec().commandLine())
          : new RunLast().execute(parsed);
    } catch (OutputLostException lost) {
      return Failures.execution(lost, parsed.commandSpec().commandLine());
    }
  }

  /** The exit code tells of lost output where the work has nothing worse to tell. */
  private static int executedWhateverIsLost(ParseResult parsed, CommandLine command) {
    PrintWriter err = command.getErr();
    var out = new ForgivingWriter(command.getOut(),
        lost -> err.println("sinabro: " + lost.getMessage() + "; " + command.getCommandName()
            + " goes on, and its files tell the rest"));
    command.setOut(new PrintWriter(out, true));
    int code = new RunLast().execute(parsed);
    command.getOut().flush();
    return code == ExitCode.DONE.code() ? out.loss().map(Failures::codeOf).orElse(ExitCode.DONE).code() : code;
  }

  boolean verbose() {
    return verbose;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE.code();
  }
}
