package dev.sinabro.cli.playground;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a person is to see in the playground who learns how networks learn. */
class PlaygroundLessonsTest {
  private final List<Throwable> faults = new ArrayList<>();
  private Playground playground;
  private PageClient page;
  private String play = "";

  @BeforeEach
  void open() throws Exception {
    playground =
        new Playground(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), PageClient.DIGITS, faults::add);
    page = new PageClient(playground.address());
    play = page.post("plays", "{}").body().get("play").getAsString();
  }

  @AfterEach
  void close() {
    page.close();
    playground.close();
    assertEquals(List.of(), faults);
  }

  private JsonObject begun(JsonObject settings) throws Exception {
    var reply = page.post("plays/" + play + "/settings", settings.toString());
    assertEquals(200, reply.status(), reply.body().toString());
    return reply.body();
  }

  private JsonObject done(String what) throws Exception {
    assertEquals(200, page.post("plays/" + play + "/" + what, "{}").status());
    return page.shown(play);
  }

  private static JsonObject perceptron(String table) {
    JsonObject settings = PageClient.settings(table);
    settings.addProperty("loss", "perceptron");
    settings.addProperty("optimizer", "sgd");
    settings.get("keys").getAsJsonObject().addProperty("learning-rate", 0.3);
    settings.addProperty("batch", 1);
    return settings;
  }

  private static double[] numbers(JsonElement array) {
    return array.getAsJsonArray().asList().stream().mapToDouble(JsonElement::getAsDouble).toArray();
  }

  /** The two weights and the bias. */
  private static double[] line(JsonObject shown) {
    JsonObject parameters = shown.get("parameters").getAsJsonObject();
    double[] weights = numbers(parameters.get("0.weight").getAsJsonObject().get("values"));
    return new double[] {weights[0], weights[1],
        numbers(parameters.get("0.bias").getAsJsonObject().get("values"))[0]};
  }

  @Test
  void aPerceptronMovesByTheExampleItIsMistakenOfAndTellsWhich() throws Exception {
    JsonArray points = begun(perceptron("nand")).get("train").getAsJsonArray();
    double[] before = line(page.shown(play));
    int mistakes = 0;
    for (int step = 0; step < 30; step++) {
      JsonObject shown = done("step");
      JsonObject last = shown.get("last").getAsJsonObject();
      assertEquals(1, last.get("rows").getAsJsonArray().size());
      double[] point = numbers(points.get(last.get("rows").getAsJsonArray().get(0).getAsInt()));
      int told = before[0] * point[0] + before[1] * point[1] + before[2] > 0 ? 1 : 0;
      double move = 0.3 * (point[2] - told);
      double[] after = line(shown);
      assertArrayEquals(
          new double[] {before[0] + move * point[0], before[1] + move * point[1], before[2] + move}, after, 1e-6);
      assertEquals(move != 0, last.get("changed").getAsBoolean());
      mistakes += move != 0 ? 1 : 0;
      before = after;
    }
    assertTrue(mistakes > 0, "it began with the right line, and nothing was seen");
  }

  @Test
  void fromOneMistakeToTheNextUntilThereIsNone() throws Exception {
    begun(perceptron("and"));
    int mistakes = 0;
    JsonObject shown = done("mistake");
    while (shown.get("last").getAsJsonObject().get("changed").getAsBoolean()) {
      mistakes++;
      assertTrue(mistakes < 100, "the data can be parted by a line");
      shown = done("mistake");
    }
    assertEquals(1, shown.get("train").getAsJsonObject().get("accuracy").getAsDouble());
    int step = shown.get("step").getAsInt();
    assertEquals(step + 7, done("mistake").get("step").getAsInt(),
        "each row was right: up to three steps that an epoch had left, and the four of another");
    assertFalse(done("epoch").has("last"), "an epoch is not one step");
  }

  @Test
  void exclusiveOrOfThreeGatesByHand() throws Exception {
    JsonObject settings = PageClient.settings("exclusive-or", 2);
    settings.addProperty("activation", "step");
    settings.addProperty("loss", "perceptron");
    JsonArray points = begun(settings).get("train").getAsJsonArray();
    // or, nand; and of both, which are 0 or 1
    double[][] weights = {{1, 1, -1, -1}, {1, 1}, {1, 1}, {-1.5}};
    String[] names = {"0.weight", "0.bias", "2.weight", "2.bias"};
    for (int parameter = 0; parameter < names.length; parameter++) {
      for (int i = 0; i < weights[parameter].length; i++) {
        assertEquals(200, page.post("plays/" + play + "/weight", "{\"parameter\":\"" + names[parameter]
            + "\",\"index\":" + i + ",\"value\":" + weights[parameter][i] + "}").status());
      }
    }
    JsonArray answers = page.shown(play).get("answers").getAsJsonArray();
    assertEquals(4, answers.size());
    for (int row = 0; row < 4; row++) {
      double[] point = numbers(points.get(row));
      assertEquals(point[0] * point[1] < 0 ? 1 : 0, point[2]);
      assertEquals(point[2] == 1 ? 0.5 : -0.5, numbers(answers.get(row).getAsJsonObject().get("sums"))[0]);
      assertEquals(point[2], numbers(answers.get(row).getAsJsonObject().get("told"))[0]);
    }
    begun(PageClient.settings("circle"));
    assertFalse(page.shown(play).has("answers"), "of many rows none is told of by itself");
  }

  @Test
  void gradientsOfSigmoidsDieOnTheirWayToTheFrontAndThoseOfReluDoNot() throws Exception {
    for (String activation : List.of("sigmoid", "relu")) {
      JsonObject settings = PageClient.settings("circle", 8, 8, 8, 8, 8, 8);
      settings.addProperty("activation", activation);
      begun(settings);
      JsonArray norms = done("epoch").get("norms").getAsJsonArray();
      assertEquals(7, norms.size());
      double first = norms.get(0).getAsJsonObject().get("gradient").getAsDouble();
      double last = norms.get(6).getAsJsonObject().get("gradient").getAsDouble();
      assertEquals(activation.equals("sigmoid"), first < 1e-3 * last, activation + ": " + first + " of " + last);
    }
  }

  @Test
  void aTableWithMissingNumbersIsDrawnAtTheirMedians() throws Exception {
    StringBuilder csv = new StringBuilder("a,b,c,kind\n");
    for (int row = 0; row < 30; row++) {
      csv.append(row % 5 == 0 ? "" : row % 7).append(',').append(row % 3).append(",,")
          .append(row % 10 == 9 ? "" : row % 7 < 3 ? "low" : "high").append('\n');
    }
    csv.append("2,1,4,low\n");
    assertEquals(200, page.post("plays/" + play + "/table", csv.toString()).status());
    JsonObject settings = PageClient.settings("csv", 3);
    settings.add("axes", PageClient.array(List.of("a", "b", "kind")));
    settings.addProperty("test", 0);
    JsonArray points = begun(settings).get("train").getAsJsonArray();
    assertEquals(28, points.size(), "rows without a kind are left out");
    assertEquals(3, points.get(0).getAsJsonArray().get(0).getAsDouble(), "the median of the column");
    done("epoch");
  }
}
