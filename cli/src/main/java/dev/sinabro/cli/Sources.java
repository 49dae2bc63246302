package dev.sinabro.cli;

import dev.sinabro.cli.config.ConfigurationFile;
import dev.sinabro.cli.config.ConfigurationReader;
import dev.sinabro.cli.config.Nearest;
import dev.sinabro.cli.config.Setting;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What an argument {@code EXAMPLE|CONFIG|RUN} names. */
final class Sources {
  private Sources() {}

  /**
   * The configuration of an example or of a file.
   *
   * @throws UserException where it is neither
   */
  static ConfigurationFile configuration(String source, List<Setting> settings) {
    Path path = Path.of(source);
    if (Files.isRegularFile(path)) {
      return ConfigurationReader.read(path, settings);
    }
    return Example.of(source)
        .orElseThrow(() -> new UserException(ExitCode.USAGE, "'" + source
            + "' is neither a file nor an example; " + Nearest.hint(source, Example.titles())))
        .configuration(settings);
  }

  /** Whether the argument is the folder or the model file of a run. */
  static boolean isRun(String source) {
    return source.endsWith(".safetensors") || Files.isDirectory(Path.of(source));
  }
}
