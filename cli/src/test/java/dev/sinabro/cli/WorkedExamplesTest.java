package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sinabro.io.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Examples show what they say is to be seen. */
class WorkedExamplesTest {
  @TempDir
  private Path folder;

  private String train(String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "train";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[arguments.length + 1] = "--device=cpu";
    all[arguments.length + 2] = "--out=" + folder.resolve("run");
    CommandRun run = CommandRun.of(all);
    assertEquals(0, run.code(), run.err());
    return run.out();
  }

  private double summary(String variant, String key) throws IOException {
    JsonObject summary = JsonParser.parseString(
        Files.readString(folder.resolve("run").resolve(variant).resolve("summary.json"))).getAsJsonObject();
    return summary.get(key).getAsDouble();
  }

  /** The number behind some words, of a line that begins with the name of a variant or stands below it. */
  private static double told(String out, String variant, String words) {
    Matcher matcher = Pattern.compile(Pattern.quote(words) + "\\s*([-+.eE\\d]+)")
        .matcher(out.substring(out.indexOf("\n" + variant)));
    assertTrue(matcher.find(), out);
    return Double.parseDouble(matcher.group(1));
  }

  @Test
  void onePerceptronLearnsThreeGatesAndNotTheFourth() throws IOException {
    train("gates");
    for (String gate : List.of("and", "nand", "or", "xor-by-two-layers")) {
      assertEquals(1, summary(gate, "train_accuracy"), gate);
    }
    assertTrue(summary("xor-by-one", "train_accuracy") <= 0.75);
  }

  /** XOR(a, b) = AND(NAND(a, b), OR(a, b)), with the weights that were learned. */
  @Test
  void threeGatesMakeTheFourth() throws IOException {
    train("gates");
    Map<String, double[]> learned = new HashMap<>();
    for (String gate : List.of("and", "nand", "or")) {
      var tensors = Safetensors.read(folder.resolve("run").resolve(gate).resolve("model.safetensors"));
      var weight = tensors.tensors().get("0.weight");
      var bias = tensors.tensors().get("0.bias");
      learned.put(gate, new double[] {weight.value(0), weight.value(1), bias.value(0)});
    }
    for (int a = 0; a < 2; a++) {
      for (int b = 0; b < 2; b++) {
        int nand = fires(learned.get("nand"), a, b);
        int or = fires(learned.get("or"), a, b);
        assertEquals(a ^ b, fires(learned.get("and"), nand, or), a + " xor " + b);
      }
    }
  }

  private static int fires(double[] gate, int a, int b) {
    return gate[0] * a + gate[1] * b + gate[2] > 0 ? 1 : 0;
  }

  @Test
  void descentReachesTheClosedForm() {
    String out = train("linear-regression");
    String error = "relative error of";
    assertTrue(told(out, "all rows a step", error) <= 1e-4, out);
    assertTrue(told(out, "one row a step", error) > told(out, "all rows a step", error), out);
  }

  @Test
  void logisticRegressionTellsTumorsApart() throws IOException {
    train("logistic-regression", "--seeds=0..19", "--quiet", "--epochs=100");
    double sum = 0;
    for (int seed = 0; seed < 20; seed++) {
      sum += summary("seed-" + seed, "test_accuracy");
      assertTrue(Files.exists(folder.resolve("run/seed-" + seed + "/squared-error.svg")));
    }
    assertTrue(sum / 20 >= 0.96, "mean " + sum / 20);
  }

  @Test
  void aLinearMapSeparatesWhatAStraightLineDoes() throws IOException {
    train("linear-map");
    assertTrue(summary("three-species", "test_accuracy") >= 0.9);
    assertTrue(summary("a-disk-in-a-ring", "test_accuracy") <= 0.75);
    assertTrue(Files.exists(folder.resolve("run/three-species/linear-map.svg")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gauss", "xor-cloud", "circle", "spiral"})
  void cloudsAreToldApart(String cloud) throws IOException {
    train(cloud, "--quiet");
    assertTrue(summary("", "test_accuracy") >= 0.97, cloud);
    assertTrue(Files.exists(folder.resolve("run/boundary.svg")));
  }

  @Test
  void gradientsVanishBehindSigmoids() {
    String out = train("vanishing-gradients");
    String ratio = "first to last layer:";
    assertTrue(told(out, "sigmoid, glorot, 12 layers", ratio) < 1e-4, out);
    assertTrue(told(out, "sigmoid, glorot, 12 layers", ratio) < told(out, "sigmoid, glorot, 3 layers", ratio), out);
    assertTrue(told(out, "relu, he, 12 layers", ratio) > 0.1, out);
    assertTrue(told(out, "tanh, glorot, 12 layers", ratio) > 0.1, out);
  }

  @Test
  void optimizersFindTheLowestPlace() throws IOException {
    String out = train("optimizers");
    for (String optimizer : List.of("descent", "momentum", "adagrad", "adam")) {
      assertTrue(summary("rosenbrock-by-" + optimizer, "train_loss") < 1e-6, out);
      assertTrue(summary("bowl-by-" + optimizer, "train_loss") < 1e-6, out);
      assertTrue(Files.exists(folder.resolve("run/bowl-by-" + optimizer + "/path.svg")));
    }
    double momentum = told(out, "rosenbrock by momentum", "1e-06 was reached after");
    assertTrue(momentum > 0, out);
  }
}
