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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches and cross-validations that are stopped or killed within a training, in processes of their own. */
class StoppedSeriesTest {
  private static final String IRIS = """
      data: {path: builtin:iris, target: species}
      model: [dense: {units: 4, activation: relu}, dropout, dense: {}]
      train: {epochs: 400, batch-size: 20}
      checkpoint: {steps: 50}
      log: {tensorboard: false}
      """;
  private static final Object[] SEARCH = {"tune", "iris.yaml", "--grid",
      "optimizer.learning-rate=0.02,1e-6,0.01,1e-7,0.03", "--prune-after", "100", "--device", "cpu"};

  @TempDir
  private Path folder = Path.of("");
  private CommandProcesses processes = new CommandProcesses(folder);

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("iris.yaml"), IRIS);
    processes = new CommandProcesses(folder);
  }

  private static CommandRun sinabro(Object... arguments) {
    return CommandRun.of(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
  }

  private static Object[] with(Object[] arguments, Object... more) {
    return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray();
  }

  private Process started(String name, Object... arguments) throws IOException {
    return processes.child(with(arguments, "--out", name));
  }

  /** Waits for some epochs of a training. */
  private void awaitEpochs(Path run, Process process) throws IOException, InterruptedException {
    Path metrics = run.resolve("metrics.csv");
    assertTrue(awaited(metrics, process), processes.told());
    while (Files.readAllLines(metrics).size() < 20) {
      assertTrue(process.isAlive(), processes.told());
      Thread.sleep(5);
    }
  }

  private static JsonObject json(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  /** Stopped within the first trial and killed within the third, it has the table of a search that never was. */
  @Test
  void aSearchGoesOnWithinATrial() throws IOException, InterruptedException {
    Path whole = folder.resolve("whole");
    Path cut = folder.resolve("cut");
    Process stopped = started("cut", SEARCH);
    awaitEpochs(cut.resolve("trial-1"), stopped);
    signal("TERM", stopped);
    assertEquals(143, exit(stopped), processes.told());
    assertTrue(processes.told().endsWith(" · go on with: sinabro tune --resume cut\n"), processes.told());
    assertEquals("interrupted", json(cut.resolve("manifest.json")).get("state").getAsString());
    List<String> before = Files.readAllLines(cut.resolve("trial-1/metrics.csv"));
    Process killed = processes.child("tune", "--resume", "cut", "--device", "cpu");
    awaitEpochs(cut.resolve("trial-3"), killed);
    CommandRun second = sinabro("tune", "--resume", cut);
    assertEquals(2, second.code());
    assertTrue(second.err().contains("is being written by the training of process " + killed.pid()), second.err());
    killed.destroyForcibly();
    assertEquals(137, exit(killed));
    List<String> after = Files.readAllLines(cut.resolve("trial-1/metrics.csv"));
    assertEquals(before, after.subList(0, before.size()), "what was done stands, its times too");
    assertEquals("killed", state("cut"));
    CommandRun resumed = sinabro("tune", "--resume", cut, "--json");
    assertEquals(0, resumed.code(), resumed.err());
    Object[] search = SEARCH.clone();
    search[1] = folder.resolve("iris.yaml");
    CommandRun straight = sinabro(with(search, "--out", whole, "--json", "--quiet"));
    assertEquals(0, straight.code(), straight.err());
    assertEquals(json(whole.resolve("tune.json")), json(cut.resolve("tune.json")));
    assertEquals(straight.out(), resumed.out());
    assertTrue(straight.out().contains("pruned"), straight.out());
    for (String trial : List.of("trial-1", "trial-3", "trial-5")) {
      assertEquals(-1, Files.mismatch(whole.resolve(trial).resolve("model.safetensors"),
          cut.resolve(trial).resolve("model.safetensors")), trial);
    }
    assertEquals("done", state("cut"));
  }

  /** How {@code sinabro runs} says that a run stands. */
  private String state(String name) {
    return sinabro("runs", folder).out().lines().map(line -> line.split(" +")).filter(line -> line[0].equals(name))
        .findFirst().orElseThrow()[1];
  }

  @Test
  void aCrossValidationGoesOnWithinAPart() throws IOException, InterruptedException {
    Object[] folds = {"cross-validate", "-", "--folds", 3, "--device", "cpu", "--set", "train.epochs=400"};
    Process killed = processes.process(with(folds, "--out", "cut")).redirectInput(folder.resolve("iris.yaml").toFile())
        .start();
    awaitEpochs(folder.resolve("cut/fold-2"), killed);
    killed.destroyForcibly();
    assertEquals(137, exit(killed));
    assertEquals(List.of("killed", "done", "killed"), List.of(state("cut"), state("cut/fold-1"), state("cut/fold-2")));
    CommandRun resumed = sinabro("cross-validate", "--resume", folder.resolve("cut"), "--json");
    assertEquals(0, resumed.code(), resumed.err());
    folds[1] = folder.resolve("iris.yaml");
    CommandRun straight = sinabro(with(folds, "--out", folder.resolve("whole"), "--json"));
    assertEquals(0, straight.code(), straight.err());
    assertEquals(figures(straight), figures(resumed));
    CommandRun none = sinabro("cross-validate", "--resume", folder.resolve("cut"));
    assertEquals(2, none.code());
    assertTrue(none.err().contains("is done; nothing is left to train"), none.err());
    CommandRun other = sinabro("cross-validate", "--resume", folder.resolve("cut/fold-1"));
    assertTrue(other.err().contains("fold-1 holds something else; go on with it by: sinabro train --resume "),
        other.err());
  }

  private static List<String> figures(CommandRun run) {
    JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
    List<String> all = new ArrayList<>();
    json.getAsJsonArray("runs").forEach(one -> all.add(one.getAsJsonObject().get("test_loss").getAsString()));
    json.keySet().stream().filter(key -> key.startsWith("test_")).forEach(key -> all.add(key + json.get(key)));
    return all;
  }
}
