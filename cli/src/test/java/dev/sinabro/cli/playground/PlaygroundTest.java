package dev.sinabro.cli.playground;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.sinabro.cli.CommandRun;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaygroundTest {
  @TempDir
  private Path folder = Path.of("");
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

  private void epochs(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      assertEquals(200, page.post("plays/" + play + "/epoch", "{}").status());
    }
  }

  private static double[] column(JsonArray points, int index) {
    return points.asList().stream().map(JsonElement::getAsJsonArray)
        .mapToDouble(point -> point.get(index).getAsDouble()).toArray();
  }

  @Test
  void aSmallNetworkLearnsTheCircle() throws Exception {
    JsonObject text = begun(PageClient.settings("circle", 6));
    assertEquals(150, text.get("train").getAsJsonArray().size());
    assertEquals(50, text.get("test").getAsJsonArray().size());
    epochs(60);
    JsonObject shown = page.shown(play);
    assertEquals(60, shown.get("epoch").getAsInt());
    assertEquals(600, shown.get("step").getAsInt());
    assertTrue(shown.get("test").getAsJsonObject().get("accuracy").getAsDouble() >= 0.95, shown.get("test").toString());
    assertEquals(3, shown.get("layers").getAsJsonArray().size());
    assertEquals(60, shown.get("losses").getAsJsonArray().size());
  }

  @ParameterizedTest
  @CsvSource({"spiral, tanh, binary-cross-entropy, adam", "moons, relu, softmax-cross-entropy, momentum",
      "hills, gelu, mse, rmsprop", "gauss, leaky-relu, hinge, nadam", "slope, identity, huber, sgd"})
  void configurationAndProgramHaveTheSameLosses(String data, String activation, String loss, String optimizer)
      throws Exception {
    JsonObject settings = PageClient.settings(data, 4, 3);
    settings.addProperty("activation", activation);
    settings.addProperty("loss", loss);
    settings.addProperty("optimizer", optimizer);
    settings.addProperty("l2", data.equals("moons") ? 0.001 : 0);
    settings.add("features", PageClient.array(List.of("x", "y", "product", "sin-x")));
    JsonObject text = begun(settings);
    epochs(3);
    double[] expected = column(page.shown(play).get("losses").getAsJsonArray(), 1);
    Files.writeString(folder.resolve("playground.csv"), text.get("csv").getAsString());
    Files.writeString(folder.resolve("playground.yaml"), text.get("yaml").getAsString());
    CommandRun run = CommandRun.of("train", folder.resolve("playground.yaml").toString(), "--quiet", "--device=cpu",
        "--set=train.epochs=3", "--out=" + folder.resolve("run"));
    assertEquals(0, run.code(), run.err());
    double[] commanded = Files.readAllLines(folder.resolve("run/metrics.csv")).stream().skip(1)
        .mapToDouble(line -> Double.parseDouble(line.split(",")[2])).toArray();
    assertArrayEquals(expected, commanded);
    assertArrayEquals(expected, Arrays.copyOf(programmed(text.get("java").getAsString()), 3));
  }

  /** Compiles the program, runs it, and reads what it prints. */
  private double[] programmed(String program) throws Exception {
    Path source = folder.resolve("Playground.java");
    Files.writeString(source, program.replace("playground.csv", folder.resolve("playground.csv").toString())
        .replace("Fit.epochs(100)", "Fit.epochs(3)"));
    assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", folder.toString(), "-cp",
        System.getProperty("java.class.path"), source.toString()));
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream before = System.out;
    try (var loader = new URLClassLoader(new java.net.URL[] {folder.toUri().toURL()})) {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      Method main = loader.loadClass("Playground").getMethod("main", String[].class);
      main.invoke(null, (Object) new String[0]);
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8).lines().mapToDouble(line -> Double.parseDouble(line.split(" ")[1]))
        .toArray();
  }

  @Test
  void theGradientOfAnyWeightAgreesWithDifferences() throws Exception {
    begun(PageClient.settings("spiral", 3, 2));
    epochs(2);
    for (String element : List.of("0.weight&index=5", "0.bias&index=0", "2.weight&index=1", "4.bias&index=0")) {
      JsonObject found = page.get("plays/" + play + "/check?parameter=" + element).body();
      double numeric = found.get("numeric").getAsDouble();
      assertEquals(numeric, found.get("backpropagated").getAsDouble(), 1e-9 + 1e-7 * Math.abs(numeric));
      assertNotEquals(0, numeric);
    }
  }

  @Test
  void slowMotionTellsValuesAndGradientsThatBelongTogether() throws Exception {
    begun(PageClient.settings("xor", 2));
    JsonObject slow = page.get("plays/" + play + "/slow?row=4").body();
    double[] x = numbers(slow.get("x").getAsJsonArray());
    double[] weight = numbers(tensor(slow, "0.weight").get("values").getAsJsonArray());
    double[] bias = numbers(tensor(slow, "0.bias").get("values").getAsJsonArray());
    double[] sums = numbers(tensor(slow, "0").get("values").getAsJsonArray());
    double[] gradients = numbers(tensor(slow, "0").get("gradients").getAsJsonArray());
    double[] ofWeight = numbers(tensor(slow, "0.weight").get("gradients").getAsJsonArray());
    for (int unit = 0; unit < 2; unit++) {
      assertEquals(weight[2 * unit] * x[0] + weight[2 * unit + 1] * x[1] + bias[unit], sums[unit], 1e-6);
      assertEquals(gradients[unit] * x[1], ofWeight[2 * unit + 1], 1e-7);
    }
    assertEquals(0, page.shown(play).get("step").getAsInt(), "the training is where it was");
  }

  private static JsonObject tensor(JsonObject slow, String name) {
    return slow.get("tensors").getAsJsonArray().asList().stream().map(JsonElement::getAsJsonObject)
        .filter(tensor -> tensor.get("name").getAsString().equals(name)).findFirst().orElseThrow();
  }

  private static double[] numbers(JsonArray array) {
    return array.asList().stream().mapToDouble(JsonElement::getAsDouble).toArray();
  }

  @Test
  void aWeightCanBeEditedAndAStepDone() throws Exception {
    begun(PageClient.settings("gauss"));
    assertEquals(200,
        page.post("plays/" + play + "/weight", "{\"parameter\":\"0.weight\",\"index\":1,\"value\":-2.5}").status());
    JsonObject shown = page.shown(play);
    assertEquals(-2.5, numbers(parameter(shown, "0.weight"))[1]);
    page.post("plays/" + play + "/step", "{}");
    JsonObject after = page.shown(play);
    assertEquals(1, after.get("step").getAsInt());
    assertEquals(-2.5, numbers(parameter(after, "0.weight"))[1], 0.1);
    assertNotEquals(-2.5, numbers(parameter(after, "0.weight"))[1]);
    assertEquals(404,
        page.post("plays/" + play + "/weight", "{\"parameter\":\"0.weight\",\"index\":2,\"value\":1}").status());
  }

  private static JsonArray parameter(JsonObject shown, String name) {
    return shown.get("parameters").getAsJsonObject().get(name).getAsJsonObject().get("values").getAsJsonArray();
  }

  @Test
  void aPerceptronLearnsAndButNotXor() throws Exception {
    for (String table : List.of("and", "or", "nand", "exclusive-or")) {
      JsonObject settings = PageClient.settings(table);
      settings.addProperty("loss", "perceptron");
      settings.addProperty("optimizer", "sgd");
      settings.get("keys").getAsJsonObject().addProperty("learning-rate", 1);
      settings.addProperty("batch", 1);
      begun(settings);
      epochs(20);
      double accuracy = page.shown(play).get("train").getAsJsonObject().get("accuracy").getAsDouble();
      assertTrue(table.equals("exclusive-or") ? accuracy <= 0.75 : accuracy == 1, table + " " + accuracy);
    }
  }

  @Test
  void aTableOfOnesOwnIsDrawnOverTwoOfItsColumns() throws Exception {
    StringBuilder csv = new StringBuilder("height,width,depth,kind\n");
    for (int row = 0; row < 60; row++) {
      csv.append(row % 3 + 0.01 * row).append(',').append(row % 7).append(",5,").append("abc".charAt(row % 3))
          .append('\n');
    }
    JsonObject table = page.post("plays/" + play + "/table", csv.toString()).body();
    assertEquals(60, table.get("rows").getAsInt());
    JsonObject settings = PageClient.settings("csv", 5);
    settings.add("axes", PageClient.array(List.of("height", "width", "kind")));
    settings.addProperty("loss", "softmax-cross-entropy");
    JsonObject text = begun(settings);
    assertEquals(List.of("height", "width", "depth"),
        text.get("inputs").getAsJsonArray().asList().stream().map(JsonElement::getAsString).toList());
    epochs(100);
    JsonObject shown = page.shown(play);
    assertEquals(1, shown.get("train").getAsJsonObject().get("accuracy").getAsDouble());
    assertTrue(shown.get("plane").getAsJsonObject().has("classes"));
    var refused = page.post("plays/" + play + "/table", "a,b,c\n1,2,3\n1,x\n");
    assertEquals(422, refused.status());
    assertTrue(refused.error().startsWith("the file:3: "), refused.error());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"rows\":2001", "\"units\":[17]", "\"units\":[1,1,1,1,1,1,1,1,1,1,1,1,1]", "\"noise\":-1",
      "\"batch\":0", "\"data\":\"etc\"", "\"features\":[]", "\"activation\":\"x}\\n\"", "\"optimizer\":\"muon\"",
      "\"keys\":{\"learning-rate\":-1}", "\"keys\":{\"a: b\":1}", "\"device\":\"tpu\"", "\"loss\":\"mse\""})
  void whatIsBeyondItsBoundsIsRefused(String other) throws Exception {
    JsonObject settings = PageClient.settings("circle", 2);
    String text = settings.toString();
    String body = text.substring(0, text.length() - 1) + "," + other + "}";
    JsonObject changed = com.google.gson.JsonParser.parseString(body.replaceFirst(
        "\"" + other.substring(1, other.indexOf('"', 1)) + "\":(\\[[^]]*]|\\{[^}]*}|\"[^\"]*\"|[^,]*),", ""))
        .getAsJsonObject();
    var reply = page.post("plays/" + play + "/settings", changed.toString());
    assertEquals(422, reply.status(), reply.body().toString());
  }

  @Test
  void theNinthPageTakesThePlaceOfOneThatNobodyLooksAt() throws Exception {
    for (int i = 0; i < 8; i++) {
      assertEquals(200, page.post("plays", "{}").status());
    }
    assertEquals(410, page.post("plays/" + play + "/epoch", "{}").status(), "the first has made room");
  }

  @Test
  void aNetworkReadsDigitsAndShowsWhatItsFiltersFind() throws Exception {
    for (int look = 0; look < 1_000 && !page.get("digits").body().get("ready").getAsBoolean(); look++) {
      Thread.sleep(50);
    }
    int right = 0;
    for (int number = 0; number < 10; number++) {
      JsonObject sample = page.get("sample?number=" + number).body();
      JsonObject read = page.post("digit", sample.toString()).body();
      double[] told = numbers(read.get("probabilities").getAsJsonArray());
      double[] sorted = told.clone();
      Arrays.sort(sorted);
      right += told[sample.get("digit").getAsInt()] == sorted[9] ? 1 : 0;
      isTheFirstConvolution(numbers(sample.get("pixels").getAsJsonArray()), read);
    }
    assertTrue(right >= 8, right + " of 10");
    assertEquals(400, page.post("digit", "{\"pixels\":[1,2]}").status());
    assertEquals(422, page.post("digit", "{\"pixels\":[" + "17,".repeat(63) + "1]}").status());
  }

  /** One place of one map, and of the image that the maps are painted back to, by hand. */
  private static void isTheFirstConvolution(double[] pixels, JsonObject read) {
    JsonObject convolution = read.get("layers").getAsJsonArray().get(1).getAsJsonObject();
    assertEquals("conv2d", convolution.get("kind").getAsString());
    double[] maps = numbers(convolution.get("values").getAsJsonArray());
    double[] kernels = numbers(read.get("kernels").getAsJsonObject().get("values").getAsJsonArray());
    double sum = 0;
    double back = 0;
    for (int y = 0; y < 3; y++) {
      for (int x = 0; x < 3; x++) {
        sum += pixels[8 * (3 + y - 1) + 4 + x - 1] * kernels[9 * 5 + 3 * y + x];
        for (int map = 0; map < maps.length / 64; map++) {
          back += maps[64 * map + 8 * (3 - y + 1) + 4 - x + 1] * kernels[9 * map + 3 * y + x];
        }
      }
    }
    assertEquals(sum, maps[64 * 5 + 8 * 3 + 4], 1e-4);
    assertEquals(back, read.get("back").getAsJsonArray().get(8 * 3 + 4).getAsDouble(), 1e-3);
  }

  @Test
  void theExpressionOfTheNotes() throws Exception {
    JsonObject told = page.get("expression?a=5&b=3&c=2").body();
    List<String> nodes = told.get("nodes").getAsJsonArray().asList().stream().map(JsonElement::getAsJsonObject)
        .map(node -> node.get("name").getAsString() + " " + node.get("value").getAsInt() + " "
            + node.get("gradient").getAsInt())
        .toList();
    assertEquals(List.of("a 5 3", "b 3 6", "c 2 9", "u 6 3", "v 11 3", "J 33 1"), nodes);
    assertEquals(400, page.get("expression?a=x&b=1&c=1").status());
  }

  @Test
  void runsUntilItIsPausedAndOnlyWhileSomebodyLooks() throws Exception {
    begun(PageClient.settings("circle", 2));
    page.post("plays/" + play + "/run", "{}");
    assertEquals(0, page.shown(play).get("epoch").getAsInt(), "nobody looked before this look");
    JsonObject now = page.shown(play);
    for (int look = 0; look < 200 && now.get("epoch").getAsInt() == 0; look++) {
      Thread.sleep(50);
      now = page.shown(play);
    }
    assertTrue(now.get("epoch").getAsInt() > 0 && now.get("running").getAsBoolean(), "it runs");
    page.post("plays/" + play + "/pause", "{}");
    int paused = page.shown(play).get("epoch").getAsInt();
    Thread.sleep(100);
    assertEquals(paused, page.shown(play).get("epoch").getAsInt());
  }

}
