package dev.sinabro.cli;

import dev.sinabro.cli.catalogue.Catalogue;
import dev.sinabro.cli.config.Nearest;
import dev.sinabro.cli.exit.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists what a configuration can name: one command for each catalogue, called by its plural. */
@Command
final class ListCommand implements Callable<Integer> {

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "NAME", arity = "0..1", description = "only this one")
  private @Nullable String name;

  private final Catalogue<?> catalogue;

  private ListCommand(Catalogue<?> catalogue) {
    this.catalogue = catalogue;
  }

  static void addTo(CommandLine sinabro, Catalogue<?> catalogue) {
    var command = new CommandLine(new ListCommand(catalogue));
    command.getCommandSpec().usageMessage().description("Lists the " + catalogue.plural() + " and their keys.");
    sinabro.addSubcommand(catalogue.plural(), command);
  }

  @Override
  public Integer call() {
    var entries = name == null
        ? catalogue.entries()
        : List.of(catalogue.entry(name).orElseThrow(
            () -> new ParameterException(spec.commandLine(),
                "unknown " + catalogue.what() + " '" + name + "'; " + Nearest.hint(name, catalogue.names()))));
    spec.commandLine().getOut().print(Listing.of(entries));
    return ExitCode.DONE.code();
  }
}
