package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sinabro.cli.terminal.Figures;
import dev.sinabro.data.BuiltIn;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks of several kinds through the command: trained, judged, and asked for new data. */
class KindsOfDataTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir
  private Path folder = Path.of("");

  private String sinabro(Object... arguments) {
    out.getBuffer().setLength(0);
    String[] texts = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
    assertEquals(0, Sinabro.run(new PrintWriter(out), new PrintWriter(err), texts), err.toString());
    return out.toString();
  }

  private Path trained(String example, Object... settings) {
    Path run = folder.resolve("run");
    List<Object> all = new ArrayList<>(List.of("train", example, "--device", "cpu", "--quiet", "--out", run));
    all.addAll(List.of(settings));
    sinabro(all.toArray());
    return run;
  }

  private static double figure(Path run, String name) throws IOException {
    JsonObject summary = JsonParser.parseString(Files.readString(run.resolve("summary.json"))).getAsJsonObject();
    return summary.get(name).getAsDouble();
  }

  private void assertEvaluatedAs(Path run, String name, double value) {
    assertTrue(sinabro("evaluate", run).contains(name + " " + Figures.metric(value) + " ·"), out.toString());
  }

  /** A tower that is applied twice, and what it makes of it beside the table itself: trained, kept, and read again. */
  @Test
  void aFunctionalModelIsTrainedAndReadAgain() throws IOException {
    Path configuration = Files.writeString(folder.resolve("tower.yaml"), """
        data: {path: builtin:iris, target: species}
        model:
          - dense: {units: 4, activation: tanh}
            name: tower
          - share: tower
            name: twice
          - concat:
            inputs: [features, tower, twice]
          - dense
        optimizer: {adam: {learning-rate: 0.01}}
        train: {epochs: 40}
        """);
    Path run = trained(configuration.toString());
    double accuracy = figure(run, "test_accuracy");
    assertTrue(accuracy > 0.9, "accuracy " + accuracy);
    assertEvaluatedAs(run, "accuracy", accuracy);
    assertTrue(sinabro("summary", run).contains("twice"), out.toString());
  }

  @Test
  void convolutionsTellDigits() throws IOException {
    Path run = trained("digits-cnn", "--epochs", 2);
    double accuracy = figure(run, "test_accuracy");
    assertTrue(accuracy > 0.93, "accuracy " + accuracy);
    assertEvaluatedAs(run, "accuracy", accuracy);
  }

  /** One training is better or worse than another; the mean is what the README tells. */
  @Test
  void aSeriesIsToldBetterThanByTheYearBefore() throws IOException {
    Path runs = trained("passengers-rnn", "--seeds", "0..4");
    double sum = 0;
    for (int seed = 0; seed < 5; seed++) {
      sum += figure(runs.resolve("seed-" + seed), "test_rmse");
    }
    assertTrue(sum / 5 < 50.0, "rmse " + sum / 5 + " in thousands of passengers, mean of 5 seeds");
  }

  @Test
  void convolutionsTellASeriesToo() throws IOException {
    Path runs = trained("passengers-cnn1d", "--seeds", "0..4");
    double sum = 0;
    for (int seed = 0; seed < 5; seed++) {
      sum += figure(runs.resolve("seed-" + seed), "test_rmse");
    }
    assertTrue(sum / 5 < 50.0, "rmse " + sum / 5 + " in thousands of passengers, mean of 5 seeds");
  }

  /** The last row is the month that is still to come. */
  @Test
  void aSeriesIsGoneOnWith() throws IOException {
    Path run = trained("passengers-rnn", "--epochs", 60, "--set", "data.window=12");
    assertEvaluatedAs(run, "rmse", figure(run, "test_rmse"));
    Path input = Files.writeString(folder.resolve("new.csv"), "passengers\n" + "100\n".repeat(12) + "500\n");
    List<String> lines = sinabro("predict", run, "--input", input).lines().toList();
    assertEquals(List.of("row,passengers", "13", "14"),
        List.of(lines.get(0), lines.get(1).split(",")[0], lines.get(2).split(",")[0]));
    assertEquals(3, lines.size());
    double next = Double.parseDouble(lines.get(1).split(",")[1]);
    assertTrue(next > 60 && next < 160, "it is in the units of the series: " + next);
    assertTrue(sinabro("evaluate", run, "--data", input).contains(" · 1 row\n"), out.toString());
  }

  /** Of 34 friends, all but two are told from the choice of those two. */
  @Test
  void friendsJoinTheClubOfTheirFriends() throws IOException {
    Path members = folder.resolve("members.csv");
    try (InputStream table = BuiltIn.class.getResourceAsStream("karate_club_members.csv")) {
      Files.copy(Objects.requireNonNull(table), members);
    }
    Path runs = trained("karate-gcn", "--seeds", "0..9");
    double right = 0;
    for (int seed = 0; seed < 10; seed++) {
      Path run = runs.resolve("seed-" + seed);
      assertEvaluatedAs(run, "accuracy", figure(run, "test_accuracy"));
      Matcher accuracy = Pattern.compile("accuracy ([\\d.]+)").matcher(sinabro("evaluate", run, "--data", members));
      assertTrue(accuracy.find(), out.toString());
      right += 34 * Double.parseDouble(accuracy.group(1)) / 10;
    }
    assertTrue(right >= 31, right + " of 34 right, mean of 10 seeds");
    List<String> lines = sinabro("predict", runs.resolve("seed-0"), "--input", members).lines().toList();
    assertEquals(35, lines.size());
    assertEquals("member,club,probability", lines.getFirst());
    assertTrue(lines.get(1).startsWith("0,Mr. Hi,0.99"), lines.get(1));
    assertTrue(lines.get(34).startsWith("33,Officer,0.99"), lines.get(34));
    assertTrue(sinabro("gradcheck", "karate-gcn").contains("PASS"), out.toString());
  }

  @Test
  void anAutoencoderGivesDigitsBackInTheirUnits() throws IOException {
    Path run = trained("digits-autoencoder", "--epochs", 8);
    double left = figure(run, "test_unexplained-variance");
    assertTrue(left < 0.3, "variance left " + left);
    assertEvaluatedAs(run, "unexplained-variance", left);
    String header = String.join(",", BuiltIn.DIGITS.table().without("label").columnNames());
    Path input = Files.writeString(folder.resolve("new.csv"), header + "\n" + "16" + ",16".repeat(63) + "\n");
    String[] pixels = sinabro("predict", run, "--input", input).lines().toList().get(1).split(",");
    assertEquals(64, pixels.length);
    assertTrue(Arrays.stream(pixels).mapToDouble(Double::parseDouble).max().orElseThrow() > 4,
        "pixels go to 16: " + String.join(",", pixels));
  }
}
