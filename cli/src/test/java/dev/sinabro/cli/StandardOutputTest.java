package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Standard output that takes nothing, in a process of its own. */
class StandardOutputTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "layers | 4 | sinabro: standard output cannot be written: No space left on device; what was printed before is incomplete",
      "--help | 4 | sinabro: standard output cannot be written: No space left on device; what was printed before is incomplete",
      "init digits | 4 | sinabro: standard output cannot be written: No space left on device; what was printed before is incomplete"})
  void aFullDiskIsTold(String arguments, int code, String message) throws IOException, InterruptedException {
    assertEquals(new CommandRun(0, code + "\n", message + "\n"),
        shell("\"$@\" " + arguments + " > /dev/full; echo $?"));
  }

  @ParameterizedTest
  @CsvSource({"layers", "--help", "init digits"})
  void aReaderThatIsGoneIsNoFailure(String arguments) throws IOException, InterruptedException {
    assertEquals(new CommandRun(0, "0\n", ""), shell("\"$@\" " + arguments + " | true; echo ${PIPESTATUS[0]}"));
  }

  /** Runs a line of bash, in which {@code "$@"} is the command. */
  private static CommandRun shell(String line) throws IOException, InterruptedException {
    Process process = new ProcessBuilder("bash", "-c", line, "sinabro",
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-cp",
        System.getProperty("java.class.path"), "dev.sinabro.cli.Sinabro").start();
    var out = new String(process.getInputStream().readAllBytes());
    var err = new String(process.getErrorStream().readAllBytes());
    process.waitFor(60, TimeUnit.SECONDS);
    return new CommandRun(process.exitValue(), out, err);
  }
}
