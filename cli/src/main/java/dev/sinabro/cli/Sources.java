package dev.sinabro.cli;

import dev.sinabro.cli.config.ConfigurationFile;
import dev.sinabro.cli.config.ConfigurationReader;
import dev.sinabro.cli.config.ConfigurationWriter;
import dev.sinabro.cli.config.Nearest;
import dev.sinabro.cli.config.Setting;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.cli.program.ProgramExample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What an argument {@code EXAMPLE|CONFIG|RUN} names. */
final class Sources {
  private static final String STANDARD_INPUT = "-";

  private Sources() {}

  /**
   * The configuration of an example or of a file.
   *
   * @throws UserException where it is neither
   */
  static ConfigurationFile configuration(String source, List<Setting> settings) {
    if (source.equals(STANDARD_INPUT)) {
      return ConfigurationReader.read(System.in, "standard input", settings);
    }
    Path path = Path.of(source);
    if (isFile(path)) {
      return ConfigurationReader.read(path, settings);
    }
    program(source).ifPresent(program -> {
      throw new UserException(ExitCode.USAGE,
          source + " is a program and has no configuration; 'sinabro train " + source
              + "' runs it");
    });
    return Example.of(source)
        .orElseThrow(() -> new UserException(ExitCode.USAGE, "'" + source
            + "' is neither a file nor an example; " + Nearest.hint(source, titles())))
        .configuration(settings);
  }

  /** A configuration that was read before, with more settings: standard input cannot be read again. */
  static ConfigurationFile with(ConfigurationFile file, List<Setting> settings) {
    String name = file.configuration().name();
    return ConfigurationReader.read(name, name, file.folder(), ConfigurationWriter.write(file.configuration()),
        settings);
  }

  /** The example that is a training loop of its own; empty where the argument is a file, or names something else. */
  static Optional<ProgramExample> program(String source) {
    return isFile(Path.of(source)) ? Optional.empty() : ProgramExample.of(source);
  }

  /** A pipe is one too. */
  private static boolean isFile(Path path) {
    return Files.exists(path) && !Files.isDirectory(path);
  }

  /** The names of all examples. */
  static List<String> titles() {
    return Stream.concat(Example.titles().stream(), ProgramExample.ALL.stream().map(ProgramExample::title)).toList();
  }

  /** Whether the argument is the folder or the model file of a run. */
  static boolean isRun(String source) {
    return source.endsWith(".safetensors") || Files.isDirectory(Path.of(source));
  }
}
