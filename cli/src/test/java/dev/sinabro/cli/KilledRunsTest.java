package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that are killed, stopped, damaged or in want of room, in processes of their own, and what becomes of them. */
class KilledRunsTest {
  private static final String CONFIGURATION = """
      data: {path: rings.csv, target: ring}
      model: [{dense: {units: 24, activation: relu}}, batch-norm, {dropout: {rate: 0.2}}, {dense: {}}]
      schedule: {reduce-on-plateau: {patience: 3}}
      train: {epochs: 60, batch-size: 8}
      checkpoint: {steps: 97, keep: 3}
      """;

  @TempDir
  private Path folder = Path.of("");
  private CommandProcesses processes = new CommandProcesses(folder);

  @BeforeEach
  void newTable() throws IOException {
    Random random = new Random(7);
    StringBuilder rows = new StringBuilder("x,y,ring\n");
    for (int row = 0; row < 600; row++) {
      double radius = 0.5 + row % 3 + random.nextDouble();
      double angle = 2 * Math.PI * random.nextDouble();
      rows.append("%s,%s,%s\n".formatted(radius * Math.cos(angle), radius * Math.sin(angle), "abc".charAt(row % 3)));
    }
    Files.writeString(folder.resolve("rings.csv"), rows);
    Files.writeString(folder.resolve("rings.yaml"), CONFIGURATION);
    processes = new CommandProcesses(folder);
  }

  private Path run(String name) {
    return folder.resolve(name);
  }

  private CommandRun sinabro(Object... arguments) {
    return CommandRun.of(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
  }

  private Path trained(String name, Object... more) {
    Path run = run(name);
    CommandRun done = sinabro(Stream.concat(
        Stream.of("train", folder.resolve("rings.yaml"), "--out", run, "--device", "cpu", "--quiet"),
        Stream.of(more)).toArray());
    assertEquals(0, done.code(), done.err());
    return run;
  }

  private static void assertSame(Path whole, Path run) throws IOException {
    assertEquals(-1, Files.mismatch(whole.resolve("model.safetensors"), run.resolve("model.safetensors")));
    assertEquals(withoutTimes(whole), withoutTimes(run));
    try (Stream<Path> left = Files.walk(run)) {
      assertTrue(left.noneMatch(file -> file.toString().matches(".*partial")), "nothing half-written is left");
    }
    assertEquals("done", manifest(run).get("state").getAsString());
  }

  private static List<String> withoutTimes(Path run) throws IOException {
    return Files.readAllLines(run.resolve("metrics.csv")).stream().map(row -> row.replaceFirst("(,[^,]*){2}$", ""))
        .toList();
  }

  private static JsonObject manifest(Path run) throws IOException {
    return JsonParser.parseString(Files.readString(run.resolve("manifest.json"))).getAsJsonObject();
  }

  private static List<Path> checkpoints(Path run) throws IOException {
    try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
      return files.filter(file -> file.toString().contains("step-")).sorted().toList();
    }
  }

  /** Killed before its first step, then at moments drawn anew each time, so that each run of the tests tries others. */
  @Test
  void aRunThatIsKilledGoesOnToTheSameBits() throws IOException, InterruptedException {
    Path whole = trained("whole");
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Process first = processes.child("train", "rings.yaml", "--device", "cpu");
    Path runs = run("runs");
    assertTrue(CommandProcesses.awaited(runs, first), processes.told());
    Path killed = null;
    while (killed == null || !Files.exists(killed.resolve("manifest.json"))) {
      try (Stream<Path> all = Files.list(runs)) {
        killed = all.findFirst().orElse(null);
      }
    }
    first.destroyForcibly();
    assertEquals(137, CommandProcesses.exit(first));
    for (int kill = 0; kill < 3; kill++) {
      Process again = processes.child("train", "--resume", "auto", "--device", "cpu", "--threads", 1 + kill % 2);
      if (CommandProcesses.awaited(folder.resolve("told"), again)) {
        again.waitFor(random.nextInt(1500), TimeUnit.MILLISECONDS);
      }
      again.destroyForcibly();
      CommandProcesses.exit(again);
    }
    if (!manifest(killed).get("state").getAsString().equals("done")) {
      CommandRun last = sinabro("train", "--resume", killed);
      assertEquals(0, last.code(), last.err() + "seed " + seed);
    }
    assertSame(whole, killed);
  }

  /** The first example of a convolutional network, killed once each time, as often as it is asked for. */
  @Test
  @Tag("long")
  void fiftyKilledRunsEndAlike() throws IOException, InterruptedException {
    Process straight = processes.child("train", "digits-cnn", "--seed", 3, "--out", run("whole"));
    long begin = System.nanoTime();
    assertEquals(0, CommandProcesses.exit(straight), processes.told());
    int millis = (int) ((System.nanoTime() - begin) / 1_000_000);
    Random random = new Random();
    for (int number = 0; number < 50; number++) {
      Path killed = run("killed-" + number);
      Process process =
          processes.child("train", "digits-cnn", "--seed", 3, "--out", killed, "--set", "checkpoint.seconds=0.3");
      CommandProcesses.awaited(killed.resolve("manifest.json"), process);
      process.waitFor(random.nextInt(millis), TimeUnit.MILLISECONDS);
      process.destroyForcibly();
      CommandProcesses.exit(process);
      if (!manifest(killed).get("state").getAsString().equals("done")) {
        assertEquals(0, CommandProcesses.exit(processes.child("train", "--resume", killed)), processes.told());
      }
      assertSame(run("whole"), killed);
    }
  }

  /** Twice within a moment: the second one does not lose the checkpoint that is being written. */
  @ParameterizedTest
  @ValueSource(strings = {"HUP", "TERM"})
  void aSignalAmidAnEpochIsFollowedByACheckpoint(String signal) throws IOException, InterruptedException {
    long ignored = Long.parseLong(Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("SigIgn")).findFirst().orElseThrow().split("\\s+")[1], 16);
    assumeFalse(signal.equals("HUP") && (ignored & 1) != 0, "nohup lets processes ignore it");
    String[] changed = {"--batch-size", "2", "--set", "checkpoint.steps=1000000"};
    Path whole = trained("whole", (Object[]) changed);
    Path stopped = run("stopped");
    Process process =
        processes.child(Stream.concat(Stream.of("train", "rings.yaml", "--device", "cpu", "--out", stopped),
            Stream.of(changed)).toArray());
    assertTrue(CommandProcesses.awaited(stopped.resolve("metrics.csv"), process), processes.told());
    CommandProcesses.signal(signal, process);
    CommandProcesses.signal(signal, process);
    assertEquals(143, CommandProcesses.exit(process), processes.told());
    assertEquals("interrupted", manifest(stopped).get("state").getAsString());
    assertEquals(1, checkpoints(stopped).size());
    String page = Files.readString(stopped.resolve("report.html"));
    assertTrue(page.contains("\"state\":\"interrupted\",\"") && page.contains("\"event\":\"begun\""), page);
    assertEquals(0, sinabro("train", "--resume", stopped, "--threads", 1).code());
    assertSame(whole, stopped);
  }

  @Test
  void aRunThatIsDoneIsTrainedOn() throws IOException {
    Path whole = trained("whole");
    Path parts = trained("parts", "--epochs", 20);
    Map<Path, FileTime> before = written(parts);
    CommandRun none = sinabro("train", "--resume", parts, "--epochs", 20);
    assertEquals(2, none.code());
    assertEquals(
        "sinabro: " + parts + " has done 20 epochs and 1060 steps, and so all that is asked for: train.epochs is"
            + " 20; name more with --epochs",
        none.err().lines().findFirst().orElseThrow());
    CommandRun fewer = sinabro("train", "--resume", parts, "--epochs", 60, "--max-steps", 1060);
    assertTrue(fewer.err().contains("train.max-steps is 1060; name more with --max-steps"), fewer.err());
    assertEquals(2, sinabro("train", "--resume", parts).code());
    assertEquals(before, written(parts));
    assertEquals(0, sinabro("train", "--resume", parts, "--epochs", 60, "--quiet").code());
    assertSame(whole, parts);
  }

  private static Map<Path, FileTime> written(Path run) throws IOException {
    Map<Path, FileTime> times = new TreeMap<>();
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : files.toList()) {
        times.put(file, Files.getLastModifiedTime(file));
      }
    }
    return times;
  }

  /** The last checkpoint is cut off, the one before it has another bit: what is left is the third. */
  @Test
  void damagedCheckpointsArePassedOver() throws IOException {
    Path whole = trained("whole");
    Path damaged = trained("damaged", "--epochs", 30);
    List<Path> kept = checkpoints(damaged);
    assertEquals(3, kept.size());
    try (FileChannel last = FileChannel.open(kept.get(2), StandardOpenOption.WRITE)) {
      last.truncate(last.size() / 2);
    }
    byte[] bytes = Files.readAllBytes(kept.get(1));
    bytes[bytes.length - 100] ^= 1;
    Files.write(kept.get(1), bytes);
    CommandRun resumed = sinabro("train", "--resume", damaged, "--epochs", 60, "--quiet");
    assertEquals(0, resumed.code(), resumed.err());
    List<String> told = resumed.err().lines().toList();
    assertEquals(2, told.size(), resumed.err());
    assertTrue(told.get(0).startsWith("sinabro: " + kept.get(2)) && told.get(0).contains("damaged"), told.get(0));
    assertTrue(told.get(1).startsWith("sinabro: " + kept.get(1)) && told.get(1).contains("checksum"), told.get(1));
    assertTrue(told.get(1).endsWith("; the one before it is taken"), told.get(1));
    assertSame(whole, damaged);
  }

  @Test
  void aCheckpointOfAnotherModelIsRefused() throws IOException {
    Path other = trained("other", "--set", "model[0].dense.units=25", "--epochs", 2);
    Path run = trained("run", "--epochs", 2);
    Path foreign = run.resolve("checkpoints").resolve("step-99999999.safetensors");
    Files.copy(checkpoints(other).getLast(), foreign);
    CommandRun resumed = sinabro("train", "--resume", run, "--epochs", 3);
    assertEquals(4, resumed.code());
    assertTrue(
        resumed.err().contains(foreign + ": the model's 0.weight f32[24, 2] is f32[25, 2] in the file: it belongs"
            + " to another model"),
        resumed.err());
  }

  /** The system refuses to write more than some kilobytes into a file, as a full disk refuses to write more into any. */
  @Test
  void aFileThatDoesNotFitIsNamedWithItsSize() throws IOException, InterruptedException {
    ProcessBuilder builder =
        processes.process("train", "rings.yaml", "--device", "reference", "--out", run("run"), "--set",
            "model[0].dense.units=2000", "--set", "checkpoint.steps=10");
    List<String> limited = Stream.concat(Stream.of("bash", "-c", "ulimit -f 60; exec \"$@\"", "limited"),
        builder.command().stream()).toList();
    assertEquals(4, CommandProcesses.exit(builder.command(limited).start()), processes.told());
    assertTrue(processes.told()
        .matches("(?s).*sinabro: cannot read or write: .*/checkpoints/step-00000010.safetensors: File too"
            + " large; it takes \\d{5,} bytes, and \\d+ are free there\n"),
        processes.told());
    JsonObject manifest = manifest(run("run"));
    assertEquals("failed", manifest.get("state").getAsString());
    assertTrue(manifest.get("reason").getAsString().contains("File too large"), manifest.toString());
    assertEquals(List.of(), checkpoints(run("run")));
    assertEquals(0, sinabro("train", "--resume", run("run"), "--epochs", 1, "--device", "reference").code(),
        "it goes on where there is room");
  }

  @Test
  void aFolderThatMayNotBeWrittenIsToldBeforeTheTraining() throws IOException {
    Path closed = Files.createDirectory(run("closed"));
    assertTrue(closed.toFile().setWritable(false));
    assumeFalse(Files.isWritable(closed), "root may write everywhere");
    CommandRun refused = sinabro("train", folder.resolve("rings.yaml"), "--out", closed.resolve("run"));
    assertEquals(4, refused.code());
    assertEquals("sinabro: " + closed.resolve("run") + ": access denied\n", refused.err());
    assertFalse(refused.out().contains("epoch"));
  }

  @Test
  void aSecondTrainingInAFolderIsRefused() throws IOException, InterruptedException {
    Path run = run("run");
    Process first = processes.child("train", "rings.yaml", "--device", "cpu", "--out", run, "--epochs", 100_000);
    try {
      assertTrue(CommandProcesses.awaited(run.resolve("metrics.csv"), first), processes.told());
      CommandRun second = sinabro("train", "--resume", run);
      assertEquals(2, second.code());
      assertEquals("sinabro: " + run + " is being written by the training of process " + first.pid()
          + "; wait for it, or name another folder\n", second.err());
    } finally {
      first.destroyForcibly();
      CommandProcesses.exit(first);
    }
  }

  @Test
  void dataThatHasChangedIsRefused() throws IOException {
    Path run = trained("run", "--epochs", 2);
    Path data = folder.resolve("rings.csv");
    Files.writeString(data, Files.readString(data));
    assertEquals(0, sinabro("evaluate", run).code(), "the same content, written anew");
    Files.writeString(data, Files.readString(data).replaceFirst("\n[^\n]*\n", "\n"));
    for (CommandRun refused : List.of(sinabro("evaluate", run), sinabro("train", "--resume", run, "--epochs", 3))) {
      assertEquals(4, refused.code());
      assertEquals(
          "sinabro: " + data + " has changed since " + run + " began, so that test rows can be rows that it was"
              + " trained on; put the former file back, or take it as it is with --changed-data\n",
          refused.err());
    }
    for (CommandRun insisted : List.of(sinabro("evaluate", run, "--changed-data"),
        sinabro("train", "--resume", run, "--epochs", 3, "--changed-data"))) {
      assertEquals(0, insisted.code(), insisted.err());
      assertTrue(insisted.err().endsWith("; it is taken as it is\n"), insisted.err());
    }
    assertEquals(0, sinabro("evaluate", run).code(), "it is what the run learned from last");
  }

  @Test
  void aSeriesGoesOnWithWhatIsNotDone() throws IOException {
    Path whole = trained("whole", "--seeds", "0..2", "--epochs", 4);
    Path cut = trained("cut", "--seeds", "0..2", "--epochs", 4);
    JsonObject manifest = manifest(cut);
    manifest.addProperty("state", "running");
    Files.writeString(cut.resolve("manifest.json"), manifest.toString());
    try (Stream<Path> files = Files.walk(cut.resolve("seed-2"))) {
      for (Path file : files.toList().reversed()) {
        Files.delete(file);
      }
    }
    JsonObject second = manifest(cut.resolve("seed-1"));
    second.addProperty("state", "running");
    Files.writeString(cut.resolve("seed-1").resolve("manifest.json"), second.toString());
    Files.delete(cut.resolve("seed-1").resolve("model.safetensors"));
    CommandRun resumed = sinabro("train", "--resume", cut, "--json");
    assertEquals(0, resumed.code(), resumed.err());
    JsonObject told = JsonParser.parseString(resumed.out()).getAsJsonObject();
    assertEquals(3, told.getAsJsonArray("runs").size());
    for (String seed : List.of("seed-0", "seed-1", "seed-2")) {
      assertSame(whole.resolve(seed), cut.resolve(seed));
    }
    assertEquals("done", manifest(cut).get("state").getAsString());
  }
}
