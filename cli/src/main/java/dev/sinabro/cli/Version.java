package dev.sinabro.cli;

import dev.sinabro.cli.experiment.Launch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;

/** The version of this program and of what it runs on. */
final class Version implements IVersionProvider {

  private static final String MAVEN_PROPERTIES = "/META-INF/maven/dev.sinabro/sinabro-cli/pom.properties";

  /** Such as {@code 0.1.0}; {@code development} where classes run without their jar. */
  static String number() {
    try (var stream = Version.class.getResourceAsStream(MAVEN_PROPERTIES)) {
      if (stream == null) {
        return "development";
      }
      var properties = new Properties();
      properties.load(stream);
      return properties.getProperty("version", "development");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The commit that the program was built from, {@code -dirty} behind it where files were changed since; {@code none} where
   * its sources were in no repository.
   */
  static String commit() {
    try (var stream = Version.class.getResourceAsStream("commit.txt")) {
      return stream == null ? "none" : new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How this program was started, as a command of it knows. */
  static Launch launch(CommandSpec spec) {
    return new Launch(number(), commit(), spec.root().commandLine().getParseResult().originalArgs());
  }

  @Override
  public String[] getVersion() {
    return new String[] {"sinabro " + number(), "commit " + commit(),
        "Java " + Runtime.version() + ", " + System.getProperty("os.name") + " "
            + System.getProperty("os.version") + " " + System.getProperty("os.arch")};
  }
}
