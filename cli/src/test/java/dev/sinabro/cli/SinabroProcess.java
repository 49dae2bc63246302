package dev.sinabro.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The command in a process of its own. */
final class SinabroProcess {
  private SinabroProcess() {}

  /** Which says all that it says in one stream. */
  static ProcessBuilder of(Path folder, Object... arguments) {
    List<String> command = Stream.concat(
        Stream.of(Path.of(System.getProperty("java.home"), "bin", "java"), "-XX:+UseSerialGC", "-XX:-UsePerfData",
            "-XX:TieredStopAtLevel=1", "--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED",
            "-cp", System.getProperty("java.class.path"), "dev.sinabro.cli.Sinabro"),
        Stream.of(arguments)).map(Object::toString).toList();
    return new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
  }
}
