package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a configuration says of losses, metrics and optimizers, all the way to the reports. */
class ObjectivesTest {
  private static final String GATE = """
      data: {path: gate.csv, target: both, task: classification, normalize: none, split: {validation: 0, test: 0}}
      model: [dense: {}]
      """;

  @TempDir
  private Path folder;

  private CommandRun train(String configuration, String... more) throws IOException {
    Files.writeString(folder.resolve("gate.csv"), "a,b,both\n0,0,0\n0,1,0\n1,0,0\n1,1,1\n");
    Path file = Files.writeString(folder.resolve("configuration.yaml"), configuration);
    String[] arguments = new String[4 + more.length];
    arguments[0] = "train";
    arguments[1] = file.toString();
    arguments[2] = "--out=" + folder.resolve("run");
    arguments[3] = "--device=cpu";
    System.arraycopy(more, 0, arguments, 4, more.length);
    CommandRun run = CommandRun.of(arguments);
    assertEquals(0, run.code(), run.err());
    return run;
  }

  private JsonObject summary() throws IOException {
    return JsonParser.parseString(Files.readString(folder.resolve("run/summary.json"))).getAsJsonObject();
  }

  /** One output for two classes, where a score tells them apart by its side of 0. */
  @ParameterizedTest
  @ValueSource(strings = {"perceptron", "hinge"})
  void aGateIsLearnedByItsSides(String loss) throws IOException {
    train(GATE + "loss: " + loss + """

        optimizer: {sgd: {learning-rate: 1}}
        train: {epochs: 20, batch-size: 1}
        """);
    assertEquals(1, summary().get("train_accuracy").getAsDouble());
    assertEquals(3, summary().get("parameters").getAsInt());
    Path input = Files.writeString(folder.resolve("input.csv"), "a,b\n1,1\n1,0\n");
    CommandRun predicted = CommandRun.of("predict", folder.resolve("run").toString(), "--input=" + input);
    String[] lines = predicted.out().split("\\R");
    assertTrue(lines[1].startsWith("1,") && lines[2].startsWith("0,"), predicted.out() + predicted.err());
  }

  @Test
  void severalMetricsAreInEachReport() throws IOException {
    String configuration = """
        data: {path: builtin:iris, target: species}
        model: [dense: {units: 8, activation: relu}, dense: {}]
        loss: {softmax-cross-entropy: {class-weights: [1, 2, 1.5], label-smoothing: 0.05}}
        metrics: [f1, precision: {average: micro}, top-k: {k: 2}, roc-auc, confusion]
        train: {epochs: 8}
        """;
    CommandRun run = train(configuration);
    assertTrue(run.out().contains("validation f1 "), run.out());
    assertTrue(run.out().lines().anyMatch(line -> line.startsWith("done     test f1 ") && line.contains(" · top-2 ")),
        run.out());
    assertEquals("epoch,step,train_loss,train_f1,train_precision-micro,train_top-2,train_roc-auc,train_confusion,"
        + "validation_loss,validation_f1,validation_precision-micro,validation_top-2,validation_roc-auc,"
        + "validation_confusion,waiting,seconds", Files.readAllLines(folder.resolve("run/metrics.csv")).getFirst());
    assertEquals(3, summary().getAsJsonArray("test_confusion_counts").size());
    double auc = summary().get("test_roc-auc").getAsDouble();
    assertTrue(auc > 0.5 && auc <= 1, summary().toString());
    CommandRun judged = CommandRun.of("evaluate", folder.resolve("run").toString());
    assertTrue(judged.out().contains(" · roc-auc %.4f · confusion ".formatted(auc)), judged.out());
  }

  /** A hundred are in the summary, of more there is a file beside it. */
  @Test
  void confusionOfManyClassesIsAFileOfItsOwn() throws IOException {
    for (int classes : new int[] {100, 101}) {
      Path data = Files.writeString(folder.resolve("many.csv"), "x,y\n" + IntStream.range(0, 2 * classes)
          .mapToObj(row -> row % classes + ",\"class, " + row % classes + "\"\n").collect(Collectors.joining()));
      train("""
          data: {path: %s, target: y, split: {validation: 0, test: 0}}
          model: [dense]
          metrics: [accuracy, confusion]
          train: {epochs: 1}
          """.formatted(data));
      Path run = Files.move(folder.resolve("run"), folder.resolve("of" + classes));
      JsonElement counts = JsonParser.parseString(Files.readString(run.resolve("summary.json"))).getAsJsonObject()
          .get("train_confusion_counts");
      Path file = run.resolve("train-confusion.csv");
      if (classes == 100) {
        assertEquals(100, counts.getAsJsonArray().size());
        assertFalse(Files.exists(file));
      } else {
        assertEquals("train-confusion.csv", counts.getAsString());
        List<String> lines = Files.readAllLines(file);
        assertEquals("true,predicted,rows", lines.getFirst());
        assertEquals(202, lines.stream().skip(1).mapToInt(line -> {
          assertTrue(line.matches("\"class, \\d+\",\"class, \\d+\",\\d+"), line);
          return Integer.parseInt(line.substring(line.lastIndexOf(',') + 1));
        }).sum());
      }
    }
  }

  @Test
  void seedsAreSummedUpForEachMetric() throws IOException {
    CommandRun run = train("""
        data: {path: builtin:iris, target: species}
        model: [dense: {}]
        metrics: [accuracy, f1]
        train: {epochs: 1}
        """, "--seeds=0..1");
    assertTrue(run.out().lines().anyMatch(line -> line.startsWith("done     test accuracy ") && line.contains(" ± ")),
        run.out());
    assertTrue(run.out().lines().anyMatch(line -> line.startsWith("         test f1 ") && line.contains(" ± ")),
        run.out());
  }

  /** Minus the log-probability is what the cross-entropy of logits is, whichever layer makes the log-probabilities. */
  @Test
  void logProbabilitiesHaveALossOfTheirOwn() throws IOException {
    double loss = testLoss("dense: {}", "softmax-cross-entropy");
    for (String model : List.of("dense: {}, log-softmax", "dense: {activation: log-softmax}",
        "sequential: {layers: [dense: {units: 3}, log-softmax]}, flatten, reshape: {shape: [3]}")) {
      assertEquals(loss, testLoss(model, "negative-log-likelihood"), 1e-5, model);
    }
  }

  private double testLoss(String model, String loss) throws IOException {
    Path file = Files.writeString(folder.resolve("objective.yaml"), """
        data: {path: builtin:iris, target: species}
        model: [%s]
        loss: %s
        train: {epochs: 2}
        """.formatted(model, loss));
    CommandRun run = CommandRun.of("train", file.toString(), "--device=cpu", "--json", "--out="
        + folder.resolve(loss + model.hashCode()));
    assertEquals(0, run.code(), run.err());
    return JsonParser.parseString(run.out()).getAsJsonObject().get("test_loss").getAsDouble();
  }

  @Test
  void aBatchOfAllRowsIsOneStepAnEpoch() throws IOException {
    train(GATE + """
        optimizer: {muon: {learning-rate: 0.05, others: {lion: {learning-rate: 0.05}}}}
        schedule: {sequence: {schedules: [exponential: {factor: 0.9, per: step}, one-cycle], lengths: [10]}}
        train: {epochs: 30, batch-size: all, penalty: {l1: 0.001, l2: 0.001, biases: false}}
        """);
    assertEquals(30, summary().get("steps").getAsInt());
    assertTrue(Files.readString(folder.resolve("run/config.yaml")).contains("batch-size: 4\n"));
  }
}
