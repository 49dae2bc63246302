package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that train more than once: cross-validation, a search, and a run that is done again. */
class SeveralTrainingsTest {
  private static final String IRIS = """
      data: {path: builtin:iris, target: species}
      model: [dense: {units: 4, activation: relu}, dense: {}]
      train: {epochs: 6, batch-size: 20}
      """;

  @TempDir
  private Path folder = Path.of("");
  private Path iris = Path.of("");

  @BeforeEach
  void write() throws IOException {
    iris = Files.writeString(folder.resolve("iris.yaml"), IRIS);
  }

  private static CommandRun sinabro(Object... arguments) {
    List<String> all = new ArrayList<>(Stream.of(arguments).map(Object::toString).toList());
    if (!all.contains("--device")) {
      all.addAll(List.of("--device", "cpu"));
    }
    return CommandRun.of(all.toArray(String[]::new));
  }

  private Path out(String name) {
    return folder.resolve(name);
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }

  @Test
  void eachPartIsTheTestOnce() throws IOException {
    CommandRun run = sinabro("cross-validate", iris, "--folds", 3, "--out", out("folds"));
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("fold 1   test accuracy "), run.out());
    assertTrue(run.out().matches("(?s).*done     test accuracy [\\d.]+ ± [\\d.]+ \\([\\d.]+ to [\\d.]+\\) over 3 folds"
        + " · \\S+folds\n"), run.out());
    for (int fold = 1; fold <= 3; fold++) {
      Path one = out("folds").resolve("fold-" + fold);
      assertTrue(Files.readString(one.resolve("config.yaml")).contains("fold: " + fold), "a run of its own");
      assertTrue(sinabro("evaluate", one).out().contains("50 rows"), "with its own test");
    }
    CommandRun again = sinabro("cross-validate", iris, "--folds", 3, "--out", out("again"), "--json");
    JsonObject told = json(again.out());
    JsonArray runs = told.getAsJsonArray("runs");
    assertEquals(3, runs.size());
    double mean = 0;
    for (JsonElement each : runs) {
      mean += each.getAsJsonObject().get("test_accuracy").getAsDouble() / 3;
    }
    assertEquals(mean, told.get("test_accuracy_mean").getAsDouble(), 1e-12);
    assertEquals(Files.readString(out("folds").resolve("fold-2/metrics.csv")).split(",")[7],
        Files.readString(out("again").resolve("fold-2/metrics.csv")).split(",")[7], "seeds are fixed");
  }

  @Test
  void whatCannotBeCrossValidatedIsRefused() {
    assertEquals(2, sinabro("cross-validate", iris, "--folds", 1).code());
    CommandRun many = sinabro("cross-validate", iris, "--folds", 151, "--out", out("many"));
    assertEquals(4, many.code());
    assertTrue(many.err().contains("of 150 rows none is left for some of 151 folds"), many.err());
    CommandRun series = sinabro("cross-validate", "passengers-rnn", "--out", out("series"));
    assertEquals(3, series.code());
    assertTrue(series.err().contains("data.split.folds: unknown key"), series.err());
  }

  @Test
  void aSearchTriesAllAndNamesTheBest() throws IOException {
    CommandRun run = sinabro("tune", iris, "--grid", "model[0].dense.units=1,8", "--grid", "learning-rate=0.05,1e-7",
        "--out", out("tune"), "--prune-after", 0);
    assertEquals(3, run.code(), "a learning rate is a key of the optimizer: " + run.out());
    run = sinabro("tune", iris, "--grid", "model[0].dense.units=1,8", "--grid", "optimizer.learning-rate=0.05,1e-7",
        "--out", out("tune"), "--prune-after", 0);
    assertEquals(0, run.code(), run.err());
    JsonObject search = json(Files.readString(out("tune").resolve("tune.json")));
    assertEquals(4, search.getAsJsonArray("trials").size());
    int best = search.get("best").getAsInt();
    double least = Double.POSITIVE_INFINITY;
    for (JsonElement each : search.getAsJsonArray("trials")) {
      JsonObject trial = each.getAsJsonObject();
      assertEquals("done", trial.get("state").getAsString());
      JsonObject summary =
          json(Files.readString(out("tune").resolve("trial-" + trial.get("number").getAsInt() + "/summary.json")));
      assertEquals(summary.get("validation_loss").getAsDouble(), trial.get("value").getAsDouble());
      least = Math.min(least, trial.get("value").getAsDouble());
    }
    JsonObject first = search.getAsJsonArray("trials").get(best - 1).getAsJsonObject();
    assertEquals(least, first.get("value").getAsDouble());
    assertEquals("0.05", first.getAsJsonObject("settings").get("optimizer.learning-rate").getAsString());
    assertTrue(
        run.out().contains("trial  model[0].dense.units  optimizer.learning-rate  epochs  state  validation loss\n"
            + best + " "),
        run.out());
    // The best configuration, written, trains to the same model.
    CommandRun trained = sinabro("train", out("tune").resolve("best.yaml"), "--out", out("best"), "--json");
    assertEquals(0, trained.code(), trained.err());
    assertEquals(least, json(trained.out()).get("validation_loss").getAsDouble());
  }

  @Test
  void aSearchGoesOnWhereItWasAndGivesUpWhatIsHopeless() throws IOException {
    Object[] drawn = {"tune", iris, "--random", 8, "--over", "optimizer.learning-rate=log(1e-6..0.1)",
        "--prune-after", 2, "--seed", 5};
    CommandRun whole = sinabro(Stream.concat(Stream.of(drawn), Stream.of("--out", out("whole"), "--json")).toArray());
    assertEquals(0, whole.code(), whole.err());
    JsonObject told = json(whole.out());
    Set<String> states = new TreeSet<>();
    told.getAsJsonArray("trials").forEach(trial -> states.add(trial.getAsJsonObject().get("state").getAsString()));
    assertEquals(Set.of("done", "pruned"), states, whole.out());
    // As a process that was killed leaves it: the last five trials were not done.
    JsonObject cut = told.deepCopy();
    for (int i = 3; i < 8; i++) {
      JsonObject trial = cut.getAsJsonArray("trials").get(i).getAsJsonObject();
      trial.addProperty("state", "waiting");
      trial.add("course", new JsonArray());
      trial.remove("value");
    }
    Files.createDirectories(out("cut"));
    Files.writeString(out("cut").resolve("tune.json"), cut.toString());
    Files.copy(out("whole").resolve("config.yaml"), out("cut").resolve("config.yaml"));
    Files.writeString(out("cut").resolve("manifest.json"),
        Files.readString(out("whole").resolve("manifest.json")).replace("\"done\"", "\"running\""));
    CommandRun resumed = sinabro("tune", "--resume", out("cut"), "--json");
    assertEquals(0, resumed.code(), resumed.err());
    assertEquals(told, json(resumed.out()));
    assertFalse(Files.exists(out("cut").resolve("trial-1")), "what was done is not done again");
    CommandRun none = sinabro("tune", "--resume", out("cut"));
    assertEquals(2, none.code());
    assertEquals("sinabro: " + out("cut") + " is done; nothing is left to train", none.err().lines().findFirst().get());
    CommandRun train = sinabro("train", "--resume", out("cut"));
    assertEquals(2, train.code());
    assertEquals(
        "sinabro: " + out("cut") + " holds several trainings, which go on as they are by: sinabro tune --resume "
            + out("cut"),
        train.err().lines().findFirst().get());
  }

  @Test
  void whatCannotBeTunedIsRefused() throws IOException {
    assertEquals(2, sinabro("tune").code());
    assertEquals(2, sinabro("tune", iris).code());
    assertEquals(2, sinabro("tune", iris, "--resume", out("x")).code());
    assertEquals(3, sinabro("tune", iris, "--grid", "train.epoch=1,2", "--out", out("x")).code());
    CommandRun metric = sinabro("tune", iris, "--grid", "train.epochs=1,2", "--by", "acuracy", "--out", out("x"));
    assertEquals(2, metric.code());
    assertTrue(metric.err().contains("--by acuracy: did you mean 'accuracy'?"), metric.err());
    CommandRun rows = sinabro("tune", iris, "--grid", "train.epochs=1,2", "--set", "data.split.validation=0");
    assertTrue(rows.err().contains("trials are compared by the validation rows, of which there are none"), rows.err());
    assertEquals(4, sinabro("tune", "--resume", folder).code());
    assertFalse(Files.exists(out("x")));
  }

  @Test
  void aTrialThatDivergesIsOneOfAll() throws IOException {
    CommandRun run =
        sinabro("tune", iris, "--grid", "optimizer={sgd: {learning-rate: 1e30}},{sgd: {learning-rate: 0.01}}",
            "--out", out("tune"));
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("trial 1   no loss · failed"), run.out());
    assertEquals(2, json(Files.readString(out("tune").resolve("tune.json"))).get("best").getAsInt());
  }

  @Test
  void aRunIsDoneAgainToTheSameBits() throws IOException {
    assertEquals(0, sinabro("train", iris, "--out", out("run"), "--seed", 3).code());
    CommandRun again = sinabro("repro", out("run"), "--out", out("again"));
    assertEquals(0, again.code(), again.err());
    assertTrue(again.out().contains("same     every bit of the model, and every figure of " + out("run")), again.out());
    assertFalse(again.out().contains("though "), again.out());
    Path manifest = out("run").resolve("manifest.json");
    Files.writeString(manifest, Files.readString(manifest).replaceFirst("\"commit\": \"[^\"]*", "\"commit\": \"0a1b"));
    CommandRun elsewhere = sinabro("repro", out("run"), "--out", out("elsewhere"));
    assertEquals(0, elsewhere.code(), elsewhere.err());
    assertTrue(elsewhere.out().endsWith("though   commit was 0a1b and is " + Version.commit() + "\n"), elsewhere.out());
    CommandRun other = sinabro("repro", out("run"), "--out", out("other"), "--device", "reference", "--json");
    assertEquals(8, other.code());
    JsonObject told = json(other.out());
    assertFalse(told.get("same").getAsBoolean());
    assertTrue(told.get("difference").getAsString().contains(" of epoch "), other.out());
    assertTrue(other.err().contains("device was "), other.err());
  }

  @Test
  void theFirstDifferenceIsTold() throws IOException {
    assertEquals(0, sinabro("train", iris, "--out", out("run")).code());
    Path metrics = out("run").resolve("metrics.csv");
    List<String> rows = new ArrayList<>(Files.readAllLines(metrics));
    String[] third = rows.get(3).split(",");
    String was = third[2];
    third[2] = "0.125";
    rows.set(3, String.join(",", third));
    Files.write(metrics, rows);
    CommandRun again = sinabro("repro", out("run"), "--out", out("again"));
    assertEquals(8, again.code());
    assertTrue(again.err().contains("train_loss of epoch 3 was 0.125 and is " + was), again.err());
    Files.delete(out("run").resolve("summary.json"));
    assertEquals(4, sinabro("repro", out("run")).code());
  }

  @Test
  void aRunThatEndedByTheClockIsDoneAgainByItsSteps() throws IOException {
    assertEquals(0, sinabro("train", iris, "--out", out("run"), "--epochs", 1_000_000, "--max-time", "200ms").code());
    CommandRun again = sinabro("repro", out("run"), "--out", out("again"));
    assertEquals(0, again.code(), again.err());
  }
}
