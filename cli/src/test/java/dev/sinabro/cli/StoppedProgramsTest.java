package dev.sinabro.cli;

import static dev.sinabro.cli.CommandProcesses.awaited;
import static dev.sinabro.cli.CommandProcesses.exit;
import static dev.sinabro.cli.CommandProcesses.signal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training loops of their own that are stopped, then killed, in processes of their own, and go on to the same bits. */
class StoppedProgramsTest {
  @TempDir
  private Path folder = Path.of("");

  private static CommandRun sinabro(Object... arguments) {
    return CommandRun.of(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
  }

  private static List<String> withoutTimes(Path run) throws IOException {
    return Files.readAllLines(run.resolve("metrics.csv")).stream().map(row -> row.replaceFirst("(,[^,]*){2}$", ""))
        .toList();
  }

  private static JsonObject json(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  private static Path checkpoint(Path run) throws IOException {
    try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
      return files.sorted().toList().getLast();
    }
  }

  private void awaitEpochs(int epochs, Path run, Process process, CommandProcesses processes)
      throws IOException, InterruptedException {
    Path metrics = run.resolve("metrics.csv");
    assertTrue(awaited(metrics, process), processes.told());
    while (Files.readAllLines(metrics).size() <= epochs) {
      assertTrue(process.isAlive(), processes.told());
      Thread.sleep(2);
    }
  }

  @ParameterizedTest
  @CsvSource({"mnist-gan, 12", "mnist-vae, 80"})
  void aProgramGoesOnToTheSameBits(String program, int epochs) throws IOException, InterruptedException {
    CommandProcesses processes = new CommandProcesses(folder);
    Path digits =
        Files.createSymbolicLink(folder.resolve("link"), SmallDigits.write(folder.resolve("digits"), 300, 140));
    Path whole = folder.resolve("whole");
    Path cut = folder.resolve("cut");
    Object[] begun = {"train", program, "--data", digits, "--device", "cpu", "--epochs", epochs};
    CommandRun straight = sinabro(Stream.concat(Stream.of(begun), Stream.of("--out", whole)).toArray());
    assertEquals(0, straight.code(), straight.err());
    Process stopped = processes.child(Stream.concat(Stream.of(begun), Stream.of("--out", cut)).toArray());
    awaitEpochs(1, cut, stopped, processes);
    signal("TERM", stopped);
    assertEquals(143, exit(stopped), processes.told());
    assertTrue(processes.told().endsWith("stopped  go on with: sinabro train --resume " + cut + "\n"),
        processes.told());
    assertEquals("interrupted", json(cut.resolve("manifest.json")).get("state").getAsString());
    int rows = Files.readAllLines(cut.resolve("metrics.csv")).size();
    Process killed = processes.child("train", "--resume", cut, "--device", "cpu", "--threads", 1);
    awaitEpochs(rows, cut, killed, processes);
    killed.destroyForcibly();
    assertEquals(137, exit(killed), processes.told());
    CommandRun resumed = sinabro("train", "--resume", cut);
    assertEquals(0, resumed.code(), resumed.err());
    assertEquals(-1, Files.mismatch(checkpoint(whole), checkpoint(cut)));
    assertEquals(-1, Files.mismatch(whole.resolve("samples.png"), cut.resolve("samples.png")));
    assertEquals(withoutTimes(whole), withoutTimes(cut));
    JsonObject figures = json(whole.resolve("summary.json"));
    JsonObject same = json(cut.resolve("summary.json"));
    figures.remove("seconds");
    same.remove("seconds");
    assertEquals(figures, same);
    JsonObject manifest = json(cut.resolve("manifest.json"));
    assertEquals(List.of("done", program, 2), List.of(manifest.get("state").getAsString(),
        manifest.get("program").getAsString(), manifest.getAsJsonArray("resumed").size()));
    assertTrue(sinabro("runs", folder).out().matches("(?s).*cut +done +" + epochs + "/" + epochs + " .*"));
    refused(cut, epochs);
  }

  private void refused(Path run, int epochs) throws IOException {
    CommandRun none = sinabro("train", "--resume", run);
    assertEquals(2, none.code());
    assertTrue(none.err().contains(run + " is done, with " + epochs + " epochs; name more with --epochs"), none.err());
    CommandRun other = sinabro("train", "--resume", run, "--max-time", "1h");
    assertEquals(2, other.code());
    assertTrue(other.err().contains("--max-time 1h: a run of "), other.err());
    CommandRun evaluated = sinabro("evaluate", run);
    assertEquals(4, evaluated.code());
    assertTrue(evaluated.err().contains("a program whose networks no configuration says"), evaluated.err());
    Files.writeString(folder.resolve("digits/note.txt"), "another file");
    CommandRun changed = sinabro("train", "--resume", run, "--epochs", epochs + 1);
    assertEquals(4, changed.code());
    assertTrue(changed.err().contains("link has changed since " + run + " began"), changed.err());
  }
}
