package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sinabro.cli.terminal.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits of a training, what is required of it, and the look before it. */
class ControlTest {
  private static final String IRIS = """
      data: {path: builtin:iris, target: species}
      model: [dense: {units: 4, activation: relu}, dense: {}]
      train: {epochs: 2, batch-size: 20}
      """;

  @TempDir
  private Path folder = Path.of("");

  private CommandRun train(String configuration, Object... options) throws IOException {
    Path file = Files.writeString(folder.resolve("iris.yaml"), configuration);
    List<String> arguments = new ArrayList<>(List.of("train", file.toString(), "--device", "cpu"));
    Stream.of(options).map(Object::toString).forEach(arguments::add);
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private Path out(String name) {
    return folder.resolve(name);
  }

  private static JsonObject summary(Path run) throws IOException {
    return JsonParser.parseString(Files.readString(run.resolve("summary.json"))).getAsJsonObject();
  }

  @Test
  void aFigureMeetsItsBoundOrNot() throws IOException {
    assertEquals(0, train(IRIS, "--out", out("first"), "--quiet").code());
    String loss = summary(out("first")).get("test_loss").getAsString();
    double above = Math.nextUp(Double.parseDouble(loss));
    double below = Math.nextDown(Double.parseDouble(loss));
    CommandRun met = train(IRIS, "--out", out("met"), "--require", "test_loss>=" + loss, "--require",
        "test_loss <= " + loss, "--require", "epochs>=2", "--require", "validation_accuracy>=0");
    assertEquals(0, met.code(), met.err());
    CommandRun less = train(IRIS, "--out", out("less"), "--require", "epochs>=2", "--require", "test_loss>=" + above);
    assertEquals(8, less.code());
    assertEquals("sinabro: --require test_loss>=" + above + " is not met: test_loss is " + loss + "; the run is in "
        + out("less") + "\n", less.err());
    assertTrue(Files.exists(out("less").resolve("model.safetensors")), "the run stays, to be looked at");
    CommandRun more = train(IRIS, "--out", out("more"), "--require", "test_loss<=" + below, "--json");
    assertEquals(8, more.code());
    assertEquals(loss, JsonParser.parseString(more.out()).getAsJsonObject().get("test_loss").getAsString());
  }

  @Test
  void whatNoEpochMeasuredIsNotMet() throws IOException {
    CommandRun run = train(IRIS, "--out", out("run"), "--max-steps", 1, "--require", "validation_accuracy>=0");
    assertEquals(8, run.code());
    assertTrue(run.err().contains("no epoch was finished, so validation_accuracy is not known"), run.err());
  }

  @Test
  void whatCannotBeRequiredIsToldBeforeTheTraining() throws IOException {
    CommandRun unknown = train(IRIS, "--out", out("run"), "--require", "test_acuracy>=0.5");
    assertEquals(2, unknown.code());
    assertTrue(unknown.err().startsWith("sinabro: --require test_acuracy>=0.5: the summary of this run has no"
        + " 'test_acuracy'; did you mean 'test_accuracy'?"), unknown.err());
    CommandRun formless = train(IRIS, "--out", out("run"), "--require", "test_accuracy>0.5");
    assertEquals(2, formless.code());
    assertTrue(formless.err().contains("expected FIGURE>=NUMBER or FIGURE<=NUMBER"), formless.err());
    assertFalse(Files.exists(out("run")));
  }

  @Test
  void eachOfSeveralTrainingsIsHeldToIt() throws IOException {
    CommandRun seeds = train(IRIS, "--out", out("seeds"), "--seeds", "3..4", "--require", "steps>=13");
    assertEquals(8, seeds.code());
    assertTrue(seeds.err().contains("steps is 12; the run is that of seed 3"), seeds.err());
    CommandRun variants = train(IRIS + "variants: {short: {train.epochs: 1}, long: {train.epochs: 3}}\n", "--out",
        out("variants"), "--require", "steps<=6");
    assertEquals(8, variants.code());
    assertTrue(variants.err().contains("steps is 18; the run is in " + out("variants").resolve("long")),
        variants.err());
  }

  @Test
  void aTrainingEndsWhenItsTimeIsOver() throws IOException {
    CommandRun soon = train(IRIS, "--epochs", 1_000_000, "--out", out("soon"), "--max-time", "300ms");
    assertEquals(0, soon.code(), soon.err());
    JsonObject ended = summary(out("soon"));
    assertTrue(ended.get("epochs").getAsInt() < 1_000_000, ended.toString());
    assertTrue(ended.get("seconds").getAsDouble() >= 0.3, ended.toString());
    assertTrue(Files.readString(out("soon").resolve("config.yaml")).contains("max-time: 300ms"));
    assertEquals(0, train(IRIS, "--out", out("late"), "--max-time", "1h").code());
    assertEquals(2, summary(out("late")).get("epochs").getAsInt());
    CommandRun wrong = train(IRIS, "--out", out("wrong"), "--max-time", "10");
    assertEquals(3, wrong.code());
    assertTrue(wrong.err().contains("expected a length of time above 0, such as 90s, 10m or 1h30m, found '10'"),
        wrong.err());
  }

  @Test
  void aDryRunDoesOneStepAndWritesNothing() throws IOException {
    CommandRun text = train(IRIS, "--dry-run", "--out", out("run"));
    assertEquals(0, text.code(), text.err());
    assertTrue(text.out().contains("\nmemory   "), text.out());
    assertTrue(text.out().contains("\ndry run  one step of 20 rows · loss "), text.out());
    CommandRun json = train(IRIS, "--dry-run", "--json", "--set", "train.accumulate=2");
    JsonObject figures = JsonParser.parseString(json.out()).getAsJsonObject();
    assertEquals(40, figures.get("step_rows").getAsInt());
    assertTrue(figures.get("free_bytes").getAsLong() > figures.get("peak_bytes").getAsLong(), json.out());
    assertEquals(figures.get("peak_bytes").getAsLong(), figures.get("state_bytes").getAsLong()
        + figures.get("temporary_bytes").getAsLong() + figures.get("data_bytes").getAsLong());
    CommandRun variants = train(IRIS + "variants: {small: {train.batch-size: 8}, large: {train.batch-size: 105}}\n",
        "--dry-run");
    assertTrue(variants.out().contains("small\n  memory "), variants.out());
    assertTrue(variants.out().contains("one step of 105 rows"), variants.out());
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of("iris.yaml"), left.map(path -> path.getFileName().toString()).toList());
    }
  }

  @Test
  void aDryRunFindsWhatATrainingWouldFind() throws IOException {
    assertEquals(3, train(IRIS.replace("dense: {}", "dense: {units: 2}"), "--dry-run").code());
    String overflowing = "model[0].dense.initialization={constant: {value: 1e38}}";
    CommandRun diverged = train(IRIS, "--dry-run", "--set", overflowing);
    assertEquals(7, diverged.code(), diverged.err());
    assertEquals(2, train(IRIS, "--dry-run", "--seeds", "0..1").code());
  }

  @Test
  void whatWasNotFiniteFirstIsNamed() throws IOException {
    String[] steep = {"--set", "optimizer={sgd: {learning-rate: 1e30}}", "--out", out("run").toString()};
    CommandRun plain = train(IRIS, (Object[]) steep);
    assertEquals(7, plain.code());
    assertTrue(plain.err().endsWith("; --nan first names the layer where it begins\n"), plain.err());
    assertTrue(Files.readString(out("run").resolve("report.html")).contains("\"state\":\"failed\""), "its page");
    CommandRun first = train(IRIS, "--set", "optimizer={sgd: {learning-rate: 1e30}}", "--nan", "first", "--out",
        out("traced"));
    assertEquals(7, first.code());
    assertTrue(first.err().matches("(?s).*; step [23] is the first that is not finite: \\w+.* of .* gives"
        + " (NaN|infinity); try a lower learning rate.*"), first.err());
    assertEquals(3, train(IRIS, "--nan", "last").code());
  }

  @Test
  void theFirstStepsAreComparedWithAnotherDevice() throws IOException {
    CommandRun run = train(IRIS, "--validate", "reference", "--out", out("run"));
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().matches("(?s).*\nvalidate 3 steps as on reference; the largest difference is \\d.\\de-0[5-9],"
        + " of .* in step \\d\n.*"), run.out());
    CommandRun seeds = train(IRIS, "--validate", "reference", "--validate-steps", 2, "--seeds", "3..4", "--out",
        out("seeds"));
    assertTrue(seeds.out().contains("\nseed 3 validate 2 steps as on ")
        && seeds.out().contains("\nseed 4 validate 2 steps as on "), seeds.out());
    CommandRun variants = train(IRIS + "variants: {short: {train.epochs: 1}, wide: {train.batch-size: 40}}\n",
        "--validate", "reference", "--validate-steps", 1, "--dry-run");
    assertTrue(variants.out().contains("\nshort validate 1 step as on ")
        && variants.out().contains("\nwide validate 1 step as on "), variants.out());
    assertEquals(2, train(IRIS, "--validate", "reference", "--validate-steps", 0).code());
    CommandRun resumed = CommandRun.of("train", "--resume", out("run").toString(), "--validate", "reference");
    assertEquals(2, resumed.code());
    assertTrue(resumed.err().contains("--validate compares the first steps of a training; leave out --resume"),
        resumed.err());
    CommandRun itself = train(IRIS, "--validate", "cpu");
    assertEquals(2, itself.code());
    assertTrue(itself.err().contains("the training is on cpu itself; name another device, such as reference"),
        itself.err());
    assertEquals(5, train(IRIS, "--validate", "tpu").code());
  }

  /** Of labels that say nothing, what is learned by heart makes the other rows worse from some epoch on. */
  private String noise() throws IOException {
    Random random = new Random(4);
    StringBuilder rows = new StringBuilder("a,b,c,d,y\n");
    for (int row = 0; row < 120; row++) {
      for (int i = 0; i < 4; i++) {
        rows.append(random.nextGaussian()).append(',');
      }
      rows.append(random.nextBoolean() ? "yes" : "no").append('\n');
    }
    Files.writeString(folder.resolve("noise.csv"), rows);
    return """
        data: {path: noise.csv, target: y, split: {validation: 0.3}}
        model: [dense: {units: 32, activation: relu}, dense: {}]
        optimizer: {averaged: {decay: 0.5, then: {adam: {learning-rate: 0.01}}}}
        train: {epochs: 200, early-stopping: {patience: 4}}
        """;
  }

  @Test
  void aTrainingThatBecomesNoBetterEndsWithItsBestWeights() throws IOException {
    CommandRun run = train(noise(), "--out", out("run"));
    assertEquals(0, run.code(), run.err());
    JsonObject told = summary(out("run"));
    int epochs = told.get("epochs").getAsInt();
    int best = told.get("restored_epoch").getAsInt();
    assertEquals(best + 4, epochs);
    assertEquals("no-better", told.get("ended").getAsString());
    assertTrue(run.out().contains("\nearly    it became no better, after " + epochs + " epochs and "), run.out());
    assertTrue(run.out().contains("steps; the weights are those of epoch " + best + "\n"), run.out());
    List<String> metrics = Files.readAllLines(out("run").resolve("metrics.csv"));
    assertEquals(1 + epochs, metrics.size());
    int column = List.of(metrics.getFirst().split(",")).indexOf("validation_loss");
    List<Float> losses = metrics.stream().skip(1).map(row -> Float.parseFloat(row.split(",")[column])).toList();
    assertEquals(best - 1, losses.indexOf(losses.stream().min(Float::compare).orElseThrow()));
    assertEquals(losses.get(best - 1), (float) told.get("validation_loss").getAsDouble());
    // What is evaluated, averages of the best epoch, is what the file has.
    CommandRun evaluated = CommandRun.of("evaluate", out("run").toString());
    String loss = "loss " + Figures.loss(told.get("test_loss").getAsDouble());
    assertTrue(evaluated.out().contains(loss), evaluated.out() + " without " + loss);
  }

  @Test
  void whatEarlyStoppingCannotWatchIsToldBeforeTheTraining() throws IOException {
    CommandRun none = train(noise(), "--dry-run", "--set", "data.split.validation=0");
    assertEquals(3, none.code());
    assertTrue(none.err().contains(
        "iris.yaml:4:38: train.early-stopping: watches the validation rows, of which there are none"), none.err());
    CommandRun metric = train(noise(), "--dry-run", "--set", "train.early-stopping.metric=acuracy");
    assertEquals(3, metric.code());
    assertTrue(metric.err().contains("train.early-stopping.metric: 'acuracy' is none of the metrics; leave it"
        + " out to watch the loss, or name one: did you mean 'accuracy'?"), metric.err());
    CommandRun patience = train(IRIS.replace("epochs: 2", "early-stopping: {metric: accuracy}"), "--dry-run");
    assertEquals(3, patience.code());
    assertTrue(patience.err().contains("has no patience, and so would never end the training"), patience.err());
    assertEquals(3, train(noise(), "--dry-run", "--set", "train.early-stopping.patience=0").code());
  }
}
