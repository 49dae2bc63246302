package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples that learn for minutes, on real data: those of the folder that {@code $SINABRO_DATA} names, or of the cache. */
@Tag("long")
class LongExamplesTest {
  @TempDir
  private Path folder = Path.of("");

  private JsonObject trained(String example, String name) throws IOException {
    CommandRun run = CommandRun.of("train", example, "--device=cpu", "--quiet", "--out=" + folder.resolve("run"));
    assertEquals(0, run.code(), run.err());
    return JsonParser.parseString(Files.readString(folder.resolve("run").resolve(name).resolve("summary.json")))
        .getAsJsonObject();
  }

  @ParameterizedTest
  @CsvSource({"mnist-mlp, 0.016", "lenet, 0.0095", "mnist-dropout, 0.0125"})
  void digitsAreReadAsInTheLiterature(String example, double most) throws IOException {
    double error = 1 - trained(example, "").get("test_accuracy").getAsDouble();
    assertTrue(error <= most, "error " + error);
  }

  @Test
  void convolutionsTellMoreCats() throws IOException {
    JsonObject logistic = trained("cats", "logistic-regression");
    JsonObject convolutions = JsonParser.parseString(Files.readString(folder.resolve("run/small-cnn/summary.json")))
        .getAsJsonObject();
    assertEquals(0.70, logistic.get("test_accuracy").getAsDouble(), 0.02);
    assertTrue(convolutions.get("test_accuracy").getAsDouble() > logistic.get("test_accuracy").getAsDouble(),
        convolutions.toString());
    String last = Files.readAllLines(folder.resolve("run/logistic-regression/metrics.csv")).getLast();
    assertEquals(0.99, Double.parseDouble(last.split(",")[3]), 0.005, "accuracy on the rows of training");
  }

  @Test
  void forgedDigitsAreRecognized() throws IOException {
    JsonObject gan = trained("mnist-gan", "");
    assertTrue(gan.get("recognized").getAsDouble() >= 0.8, gan.toString());
  }

  @Test
  void theBoundOfTheAutoencoderFalls() throws IOException {
    JsonObject vae = trained("mnist-vae", "");
    double last = vae.get("test_nats").getAsDouble();
    assertTrue(last < 112 && last < vae.get("test_nats_after_one_epoch").getAsDouble() - 5, vae.toString());
  }
}
