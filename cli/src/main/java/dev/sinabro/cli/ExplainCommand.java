package dev.sinabro.cli;

import dev.sinabro.cli.config.Nearest;
import dev.sinabro.cli.exit.ExitCode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a page of theory, or the list of them. */
@Command(name = "explain", description = "Explains a topic on one page: formula, code, and an example to run.",
    footer = {"", "Without a topic it lists them.  In Korean:  sinabro explain perceptron --lang ko"})
final class ExplainCommand implements Callable<Integer> {

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "TOPIC", arity = "0..1", description = "one of those that 'sinabro explain' lists")
  private @Nullable String name;

  @Option(names = "--lang", paramLabel = "en|ko", defaultValue = "en", description = "the language; en if absent")
  private String language = "en";

  @Override
  public Integer call() {
    var in = switch (language) {
      case "en" -> Topic.Language.EN;
      case "ko" -> Topic.Language.KO;
      case String other -> throw wrong("there are no pages in '" + other + "'; --lang takes en or ko");
    };
    var out = spec.commandLine().getOut();
    if (name == null) {
      for (var topic : Topic.values()) {
        out.printf("%-32s%s%n", topic.title(), topic.sentence(in));
      }
    } else {
      var topic = Topic.of(name).orElseThrow(
          () -> wrong("there is no page of '" + name + "'; " + Nearest.hint(String.valueOf(name), Topic.titles())));
      out.print(topic.page(in));
    }
    return ExitCode.DONE.code();
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
