package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.io.Safetensors;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models as they begin: written, and taken from a file. */
class WeightsTest {
  private static final String MODEL = """
      name: own
      data: {path: builtin:iris, target: species}
      model:
        - reshape: {shape: [1, 4]}
        - conv1d: {channels: 2, kernel: 3, padding: 1}
        - batch-norm
        - conv-transpose1d: {channels: 3, kernel: 2}
        - relu
        - lstm: {units: 2, layers: 2, direction: both, output: last}
        - dense: {}
      train: {epochs: 2, batch-size: 20}
      """;

  private final StringWriter err = new StringWriter();

  @TempDir
  private Path folder = Path.of("");
  private Path own = Path.of("");

  @BeforeEach
  void writeConfiguration() throws IOException {
    own = Files.writeString(folder.resolve("own.yaml"), MODEL);
  }

  private int sinabro(Object... arguments) {
    err.getBuffer().setLength(0);
    String[] texts = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
    return Sinabro.run(new PrintWriter(new StringWriter()), new PrintWriter(err), texts);
  }

  private Path trained(String run, Object... options) {
    Path out = folder.resolve(run);
    Object[] all = new Object[options.length + 4];
    System.arraycopy(new Object[] {"train", own, "--out", out}, 0, all, 0, 4);
    System.arraycopy(options, 0, all, 4, options.length);
    assertEquals(0, sinabro(all), err.toString());
    return out;
  }

  private static Path model(Path run) {
    return run.resolve("model.safetensors");
  }

  private static JsonObject summary(Path run) throws IOException {
    return JsonParser.parseString(Files.readString(run.resolve("summary.json"))).getAsJsonObject();
  }

  private static Map<String, HostTensor> tensors(Path run) throws IOException {
    return Safetensors.read(model(run)).tensors();
  }

  /** Those of {@code nn.Sequential(nn.Unflatten(..), nn.Conv1d(1, 2, 3, padding=1), nn.BatchNorm1d(2), ..)}. */
  @Test
  void aModelAsItBeginsHasTheTensorsOfPyTorch() throws IOException {
    Path run = trained("run", "--max-steps", 0);
    assertEquals(0, summary(run).get("steps").getAsInt());
    byte[] bytes = Files.readAllBytes(model(run));
    int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    Map<String, String> found = new TreeMap<>();
    JsonParser.parseString(new String(bytes, 8, length, StandardCharsets.UTF_8)).getAsJsonObject().entrySet().stream()
        .filter(entry -> !entry.getKey().equals("__metadata__")).forEach(entry -> {
          JsonObject tensor = entry.getValue().getAsJsonObject();
          found.put(entry.getKey(), tensor.get("dtype").getAsString() + " " + tensor.get("shape"));
        });
    Map<String, String> expected = new TreeMap<>(Map.of(
        "1.weight", "F32 [2,1,3]", "1.bias", "F32 [2]",
        "2.weight", "F32 [2]", "2.bias", "F32 [2]", "2.running_mean", "F32 [2]", "2.running_var", "F32 [2]",
        "2.num_batches_tracked", "I64 []",
        "3.weight", "F32 [2,3,2]", "3.bias", "F32 [3]"));
    for (String suffix : new String[] {"l0", "l0_reverse", "l1", "l1_reverse"}) {
      expected.put("5.weight_ih_" + suffix, suffix.startsWith("l0") ? "F32 [8,5]" : "F32 [8,4]");
      expected.put("5.weight_hh_" + suffix, "F32 [8,2]");
      expected.put("5.bias_ih_" + suffix, "F32 [8]");
      expected.put("5.bias_hh_" + suffix, "F32 [8]");
    }
    expected.putAll(Map.of("6.weight", "F32 [3,4]", "6.bias", "F32 [3]"));
    assertEquals(expected, found);
  }

  @Test
  void aTrainingFromAFileIsTheOneThatBeganSo() throws IOException {
    Path first = trained("first", "--max-steps", 0);
    Path other = trained("other", "--max-steps", 0, "--seed", 7, "--weights", model(first));
    tensors(first).forEach((name, tensor) -> {
      try {
        assertArrayEquals(tensor.floats(), tensors(other).get(name).floats(), name);
      } catch (IOException unreadable) {
        throw new java.io.UncheckedIOException(unreadable);
      }
    });
    assertEquals(summary(trained("straight")).get("test_loss"),
        summary(trained("from", "--weights", model(first))).get("test_loss"));
  }

  @Test
  void aTrainingEndsAfterItsLastStep() throws IOException {
    assertEquals(7, summary(trained("seven", "--max-steps", 7)).get("steps").getAsInt());
    assertEquals(12, summary(trained("all", "--max-steps", 100)).get("steps").getAsInt());
  }

  @Test
  void weightsOfAnotherModelAreRefusedByName() {
    Path first = trained("first", "--max-steps", 0);
    assertEquals(4, sinabro("train", own, "--out", folder.resolve("run"), "--weights", model(first), "--set",
        "model[5].lstm.units=3", "--set", "model[2]=relu"));
    String told = err.toString();
    assertTrue(told.startsWith("sinabro: " + model(first) + ": these are not the weights of this model: "), told);
    assertTrue(told.contains("5.weight_hh_l0 f32[12, 3] is f32[8, 2] there; "), told);
    assertTrue(told.contains("; the model has no 2.weight f32[2]; "), told);
    assertEquals(4, sinabro("train", own, "--out", folder.resolve("run"), "--weights", folder.resolve("none")));
    assertEquals("sinabro: " + folder.resolve("none") + ": there is no such file\n", err.toString());
    assertEquals(4, sinabro("train", own, "--out", folder.resolve("run"), "--weights", own));
    assertTrue(err.toString().contains("no safetensors file"), err.toString());
    assertTrue(Files.notExists(folder.resolve("run")), "it leaves nothing behind");
  }

  @Test
  void missingWeightsAreNamed() {
    Path first = trained("first", "--max-steps", 0, "--set", "model[2]=relu");
    assertEquals(4, sinabro("train", own, "--out", folder.resolve("run"), "--weights", model(first)));
    assertTrue(err.toString().contains("2.running_mean f32[2] is missing"), err.toString());
  }

  @Test
  void weightsOfAPartOfTheModelAreTakenWhereThatIsAskedFor() throws IOException {
    Path first = trained("first", "--max-steps", 0, "--set", "model[2]=relu");
    Path partly = trained("partly", "--max-steps", 0, "--seed", 7, "--weights", model(first), "--set",
        "train.partial-weights=true");
    assertArrayEquals(tensors(first).get("5.weight_hh_l0").floats(), tensors(partly).get("5.weight_hh_l0").floats());
    assertArrayEquals(new float[] {1, 1}, tensors(partly).get("2.running_var").floats());
    assertEquals(4, sinabro("train", own, "--out", folder.resolve("run"), "--weights", model(first), "--set",
        "train.partial-weights=true", "--set", "model[5].lstm.units=3"));
    String told = err.toString();
    assertTrue(told.contains("5.weight_hh_l0 f32[12, 3] is f32[8, 2] there; "), told);
    assertTrue(!told.contains("missing"), told);
  }
}
