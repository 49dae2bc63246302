package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings side by side, and what they show. */
class VariantsTest {
  @TempDir
  private Path folder;
  private Path configuration = Path.of("");

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("points.csv"), """
        x,y,side
        0,0,a
        0.2,0.7,a
        0.4,0.1,a
        1,1,b
        1.2,0.6,b
        0.9,0.2,b
        """);
    configuration = Files.writeString(folder.resolve("points.yaml"), """
        data: {path: points.csv, target: side, normalize: none, split: {validation: 0, test: 0}}
        model: [dense: {}]
        train: {epochs: 3}
        show: [cost-curve, boundary]
        see: two halves
        variants:
          slow: {}
          quick, and longer: {optimizer.adam.learning-rate: 0.1, train.epochs: 5, "model[0].dense.bias": false}
        """);
  }

  private CommandRun train(String... more) {
    String[] arguments = new String[3 + more.length];
    arguments[0] = "train";
    arguments[1] = configuration.toString();
    arguments[2] = "--out=" + folder.resolve("run");
    System.arraycopy(more, 0, arguments, 3, more.length);
    return CommandRun.of(arguments);
  }

  @Test
  void eachTrainsByItsOwnKeysInAFolderOfItsOwn() throws IOException {
    CommandRun run = train();
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("2 trainings: slow · quick, and longer"), run.out());
    assertTrue(run.out().lines().anyMatch(line -> line.startsWith("see      two halves")), run.out());
    assertTrue(Files.exists(folder.resolve("run/costs.svg")));
    for (String variant : new String[] {"slow", "quick-and-longer"}) {
      Path own = folder.resolve("run").resolve(variant);
      int epochs = variant.equals("slow") ? 3 : 5;
      assertEquals(1 + epochs, Files.readAllLines(own.resolve("metrics.csv")).size());
      assertTrue(Files.exists(own.resolve("cost-curve.svg")) && Files.exists(own.resolve("boundary.svg")));
      assertFalse(Files.readString(own.resolve("config.yaml")).contains("variants"));
      assertEquals(epochs,
          JsonParser.parseString(Files.readString(own.resolve("summary.json"))).getAsJsonObject().get("epochs")
              .getAsInt());
    }
  }

  @Test
  void oneCanBeTrainedAlone() {
    CommandRun run = train("--variant", "quick, and longer");
    assertEquals(0, run.code(), run.err());
    assertTrue(Files.exists(folder.resolve("run/boundary.svg")), run.out());
    assertTrue(run.out().contains("show     boundary.svg"), run.out());
    assertEquals(2, train("--variant", "quik").code());
    assertEquals("sinabro: there is no variant 'quik'; allowed: slow, quick, and longer",
        train("--variant", "quik").err().lines().findFirst().orElseThrow());
  }

  @Test
  void seedsAreOfOneNetwork() {
    CommandRun run = train("--seeds", "0..1");
    assertEquals(2, run.code());
    assertEquals("sinabro: --seeds trains one network; name one of the variants, such as --variant slow",
        run.err().lines().findFirst().orElseThrow());
    assertEquals(0, train("--seeds", "0..1", "--variant", "slow").code());
  }

  @Test
  void resultsAsJsonAreByVariant() {
    CommandRun run = train("--json");
    var all = JsonParser.parseString(run.out()).getAsJsonObject();
    assertEquals(5, all.getAsJsonObject("quick, and longer").get("epochs").getAsInt());
  }

  @Test
  void whatCannotBeDrawnIsToldAndDoesNotFailTheTraining() throws IOException {
    Files.writeString(folder.resolve("points.csv"), "x,y,z,side\n0,0,1,a\n0.2,0.7,0,a\n1,1,2,b\n1,0,2,b\n");
    CommandRun run = train("--variant", "slow");
    assertEquals(0, run.code(), run.err());
    assertTrue(
        run.out().contains("show     a boundary is drawn for two features and a target of classes; these data have"),
        run.out());
  }
}
