package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables as people keep them, from the file to the prediction: all that they need stands in the model file. */
class TablesTest {
  private static final String CONFIGURATION = """
      data:
        path: passengers.tsv.gz
        target: survived
        ignore: [name]
        missing: impute
        columns:
          class: categorical
          age: {numeric: {missing: mean, normalize: minmax}}
          deck: {categorical: {encoding: ids, missing: {constant: {value: none}}, unknown: other}}
          boarded: {date: {format: dd.MM.yyyy, parts: [month, weekday]}}
      model:
        - embedding: {width: 3}
          name: decks
          inputs: [deck]
        - concat:
          inputs: [features, decks]
        - dense: {units: 16, activation: relu}
        - dense
      optimizer: {adam: {learning-rate: 0.01}}
      train: {epochs: 30, seed: 5}
      """;

  @TempDir
  private Path folder = Path.of("");

  private CommandRun sinabro(Object... arguments) {
    return CommandRun.of(java.util.Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
  }

  private CommandRun done(Object... arguments) {
    CommandRun run = sinabro(arguments);
    assertEquals(0, run.code(), run.err());
    return run;
  }

  private Path configuration(String text, List<String> lines) throws IOException {
    try (var packed = new GZIPOutputStream(Files.newOutputStream(folder.resolve("passengers.tsv.gz")))) {
      packed.write(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }
    return Files.writeString(folder.resolve("passengers.yaml"), text);
  }

  @Test
  void aTableWithGapsDatesAndRareWordsIsLearnedAndPredicted() throws IOException {
    Path configuration = configuration(CONFIGURATION, new Passengers(3).lines(900));
    Path run = folder.resolve("run");
    done("train", configuration, "--device", "cpu", "--quiet", "--out", run);
    JsonObject summary = JsonParser.parseString(Files.readString(run.resolve("summary.json"))).getAsJsonObject();
    double accuracy = summary.get("test_accuracy").getAsDouble();
    assertTrue(accuracy > 0.85, "accuracy " + accuracy + "; by chance 0.6");

    String head = "name,class,sex,age,fare,deck,port,boarded\n";
    Path raw = Files.writeString(folder.resolve("raw.csv"), head
        + "Ann,1,female,30,50,B,S,01.08.1912\nBob,3,male,,8,,?,02.02.1912\nEve,1,female,NA,40,Z,Q,03.09.1912\n");
    List<String> predicted = done("predict", run, "--input", raw, "--device", "cpu").out().lines().toList();
    assertEquals(4, predicted.size(), predicted.toString());
    assertTrue(predicted.get(1).startsWith("yes,"), predicted.toString());
    assertTrue(predicted.get(2).startsWith("no,"), predicted.toString());
    assertTrue(predicted.get(3).startsWith("yes,"), predicted.toString());

    // The columns of which nothing was said refuse what training did not know.
    Path unknown = Files.writeString(folder.resolve("unknown.csv"), head + "Ann,1,female,30,50,B,X,01.08.1912\n");
    CommandRun refused = sinabro("predict", run, "--input", unknown, "--device", "cpu");
    assertEquals(4, refused.code());
    assertTrue(refused.err().contains("unknown.csv:2, column 'port': 'X' is no category known from training"),
        refused.err());
    Path noDate = Files.writeString(folder.resolve("date.csv"), head + "Ann,1,female,30,50,B,S,1912-08-01\n");
    assertTrue(sinabro("predict", run, "--input", noDate, "--device", "cpu").err()
        .contains("date.csv:2, column 'boarded': expected a date as dd.MM.yyyy, found '1912-08-01'"));
  }

  @Test
  void missingValuesAreRefusedWithTheirPlaceUnlessSaidOtherwise() throws IOException {
    List<String> lines = new Passengers(3).lines(60);
    CommandRun refused =
        sinabro("train", configuration(CONFIGURATION.replace("missing: impute", "missing: refuse"), lines),
            "--device", "cpu");
    assertEquals(4, refused.code(), refused.err());
    assertTrue(refused.err().matches("(?s).*passengers.tsv.gz:\\d+, column 'port': expected a value, found none .*"),
        refused.err());
  }

  @Test
  void whatIsSaidOfColumnsMustGoWithThem() throws IOException {
    List<String> lines = new Passengers(3).lines(20);
    record Case(String from, String to, String problem) {}
    for (var wrong : List.of(
        new Case("class: categorical", "klass: categorical",
            "data.columns: 'klass' is no column of the data; it has name"),
        new Case("class: categorical", "name: categorical", "is among the columns that are ignored"),
        new Case("class: categorical", "survived: categorical", "is the target"),
        new Case("class: categorical", "class: {categorical: {missing: mean}}",
            "there is no mean or median of categories"),
        new Case("parts: [month, weekday]", "parts: [century]", "'century' is no part of a date; the parts are year,"),
        new Case("class: categorical", "class: number", "number"))) {
      CommandRun run =
          sinabro("train", configuration(CONFIGURATION.replace(wrong.from(), wrong.to()), lines), "--device",
              "cpu");
      assertEquals(3, run.code(), run.err());
      assertTrue(run.err().contains(wrong.problem()), run.err());
    }
  }

  @Test
  void classesCountAlikeWhereTheyAreAskedTo() throws IOException {
    StringBuilder lines = new StringBuilder("x,y\n");
    for (int row = 0; row < 100; row++) {
      lines.append(row).append(',').append(row % 10 == 0 ? "rare" : "usual").append('\n');
    }
    Files.writeString(folder.resolve("rare.csv"), lines);
    record Case(String loss, String told) {}
    for (Case each : List.of(
        new Case("softmax-cross-entropy: {balanced: true}", "class-weights: [5, 0.5555555555555556]"),
        new Case("softmax-cross-entropy: {balanced: true, class-weights: [2, 1]}",
            "class-weights: [10, 0.5555555555555556]"),
        new Case("binary-cross-entropy: {balanced: true}", "positive-weight: 0.11111"))) {
      Path configuration = Files.writeString(folder.resolve("rare.yaml"), """
          data: {path: rare.csv, target: y, split: {validation: 0, test: 0}}
          model: [dense]
          loss: {%s}
          train: {epochs: 1}
          """.formatted(each.loss()));
      Path run = folder.resolve("balanced" + each.told().hashCode());
      done("train", configuration, "--device", "cpu", "--quiet", "--out", run);
      String resolved = Files.readString(run.resolve("config.yaml"));
      assertTrue(resolved.contains(each.told()) && resolved.contains("balanced: false"), resolved);
    }
  }
}
