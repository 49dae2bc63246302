package dev.sinabro.cli;

import dev.sinabro.cli.config.ConfigurationSchema;
import dev.sinabro.cli.exit.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the JSON schema of configurations. */
@Command(name = "schema",
    description = "Prints the JSON schema of configurations, by which editors complete them.",
    footer = {"", "With the YAML language server, begin a configuration with the line:",
        "  # yaml-language-server: $schema=sinabro.schema.json"})
final class SchemaCommand implements Callable<Integer> {

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    spec.commandLine().getOut().print(ConfigurationSchema.write());
    return ExitCode.DONE.code();
  }
}
