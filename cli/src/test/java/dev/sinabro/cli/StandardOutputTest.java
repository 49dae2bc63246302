package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Standard output that takes nothing, in a process of its own. */
class StandardOutputTest {
  @TempDir
  private Path folder;

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

  /** What a training of days came to must not be lost with the terminal that showed it. */
  @ParameterizedTest
  @CsvSource(delimiter = '#', value = {
      "> /dev/full; echo $? # 4 # No space left on device",
      "| true; echo ${PIPESTATUS[0]} # 0 # Broken pipe",
      "--json > /dev/full; echo $? # 4 # No space left on device"})
  void aTrainingGoesOnWhereNobodyReads(String lost, int code, String cause) throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("c.yaml"), """
        data: {path: builtin:iris, target: species}
        model: [dense]
        train: {epochs: 20}
        """);
    String command = "\"$@\" train " + file + " --device reference --out " + folder;
    assertEquals(0, shell(command + "/whole --quiet").code());
    assertEquals(new CommandRun(0, code + "\n", "sinabro: standard output cannot be written: " + cause
        + "; what was printed before is incomplete; train goes on, and its files tell the rest\n"),
        shell(command + "/lost " + lost));
    for (String name : List.of("model.safetensors", "config.yaml")) {
      assertEquals(-1, Files.mismatch(folder.resolve("whole").resolve(name), folder.resolve("lost").resolve(name)),
          name);
    }
    assertEquals(20, JsonParser.parseString(Files.readString(folder.resolve("lost/summary.json"))).getAsJsonObject()
        .get("epochs").getAsInt());
    assertEquals(0, shell("\"$@\" runs " + folder + "/lost | grep -q done").code());
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
