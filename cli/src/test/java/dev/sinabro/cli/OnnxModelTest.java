package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sinabro.data.BuiltIn;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.io.Safetensors;
import dev.sinabro.onnx.OnnxModel;
import dev.sinabro.onnx.OnnxTensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks of ONNX files as layers of a configuration; {@code pytorch_layers.py} made the files. */
class OnnxModelTest {
  private static final String DATA = "data: {path: builtin:digits, target: label, normalize: none}\n";
  private static final String WHOLE = DATA + "model: [reshape: {shape: [1, 8, 8]}, onnx: digits.onnx]\n";
  /** A layer behind the last but one. */
  private static final String TUNED = DATA + """
      model:
        - reshape: {shape: [1, 8, 8]}
        - onnx: {path: digits.onnx, output: /Flatten_output_0}
          name: body
        - dense: {}
      optimizer:
        freezing: {weights: "body.*", then: {adam: {learning-rate: 0.01}}}
      """;

  @TempDir
  private Path folder = Path.of("");

  @BeforeEach
  void copyFiles() throws IOException {
    for (String name : List.of("digits.onnx", "refused.onnx")) {
      try (InputStream file = Objects.requireNonNull(OnnxModelTest.class.getResourceAsStream("onnx/" + name))) {
        Files.copy(file, folder.resolve(name));
      }
    }
  }

  private CommandRun train(String configuration, String run, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("c.yaml"), configuration);
    List<String> arguments = new ArrayList<>(List.of("train", file.toString(), "--out", folder.resolve(run).toString(),
        "--quiet", "--device", "cpu"));
    arguments.addAll(List.of(options));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private Path trained(String configuration, String run, String... options) throws IOException {
    CommandRun training = train(configuration, run, options);
    assertEquals(0, training.code(), training.err());
    return folder.resolve(run);
  }

  private static CommandRun done(String... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertEquals(0, run.code(), run.err());
    return run;
  }

  private static double accuracy(Path run) throws IOException {
    JsonObject summary = JsonParser.parseString(Files.readString(run.resolve("summary.json"))).getAsJsonObject();
    return summary.get("test_accuracy").getAsDouble();
  }

  /** PyTorch trained it on these rows, to 0.982. */
  @Test
  void beginsAsItIsInTheFileAndNeedsTheFileNoMore() throws Exception {
    Path run = trained(WHOLE, "run", "--max-steps", "0");
    assertEquals(0.98, accuracy(run), 0.02);
    assertEquals(Set.of("1.conv.weight", "1.conv.bias", "1.norm.weight", "1.norm.bias", "1.norm.running_mean",
        "1.norm.running_var", "1.hidden.weight", "1.hidden.bias", "1.out.weight", "1.out.bias"),
        Safetensors.read(run.resolve("model.safetensors")).tensors().keySet());
    Files.delete(folder.resolve("digits.onnx"));
    String name = run.toString();
    String evaluated = done("evaluate", name, "--device", "cpu").out();
    assertTrue(evaluated.contains("accuracy 0.9"), evaluated);
    assertTrue(done("summary", name).out().contains("onnx digits.onnx"));
    List<String> lines = digits();
    Path rows = Files.writeString(folder.resolve("rows.csv"), String.join("\n", lines.subList(0, 6)));
    List<String> predicted =
        done("predict", name, "--input", rows.toString(), "--device", "cpu").out().lines().toList();
    List<String> labels = lines.subList(1, 6).stream().map(line -> line.substring(0, 1)).toList();
    assertEquals(labels, predicted.stream().skip(1).map(line -> line.split(",")[0]).toList(), predicted.toString());
    done("export", name, "--format", "onnx");
    OnnxModel again = OnnxModel.read(run.resolve("model.onnx"));
    assertTrue(again.graph().nodes().stream().anyMatch(node -> node.op().equals("Conv")),
        again.graph().nodes().toString());
    try (Served served = new Served(run)) {
      JsonObject answer =
          served.output("{\"inputs\": [{\"name\": \"features\", \"shape\": [1, 64], \"datatype\": \"FP32\","
              + " \"data\": [" + lines.get(1).substring(2) + "]}]}", "class");
      assertEquals(labels.getFirst(), answer.getAsJsonArray("data").get(0).getAsString(), answer.toString());
    }
  }

  /** A head, and a label with 64 shades in each line behind it. */
  private static List<String> digits() throws IOException {
    try (InputStream file = Objects.requireNonNull(BuiltIn.class.getResourceAsStream("digits.csv"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  @Test
  void learnsOnBehindOneOfItsValuesAndStaysWhereItIsFrozen() throws IOException {
    Path run = trained(TUNED, "run", "--epochs", "6");
    assertTrue(accuracy(run) > 0.93, "accuracy " + accuracy(run));
    var tensors = Safetensors.read(run.resolve("model.safetensors")).tensors();
    assertFalse(tensors.containsKey("body.out.weight"), "what is not taken is no weight: " + tensors.keySet());
    var file = OnnxModel.read(folder.resolve("digits.onnx")).graph().initializers();
    for (String name : List.of("conv.weight", "norm.weight", "norm.running_var")) {
      assertArrayEquals(floats(Objects.requireNonNull(file.get(name))),
          Objects.requireNonNull(tensors.get("body." + name)).floats(), name);
    }
  }

  private static float[] floats(OnnxTensor tensor) {
    float[] values = new float[(int) tensor.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) tensor.value(i);
    }
    return values;
  }

  @Test
  void goesOnToTheSameBitsWithTheSameFileOnly() throws IOException {
    String free = TUNED.substring(0, TUNED.indexOf("optimizer:"));
    byte[] whole = Files.readAllBytes(trained(free, "whole", "--epochs", "2").resolve("model.safetensors"));
    Path run = trained(free, "run", "--epochs", "1");
    HostTensor first = Objects.requireNonNull(
        Safetensors.read(run.resolve("model.safetensors")).tensors().get("body.conv.weight"));
    assertFalse(List.of(first.floats()).equals(List.of(floats(Objects.requireNonNull(
        OnnxModel.read(folder.resolve("digits.onnx")).graph().initializers().get("conv.weight"))))), "it learns");
    String models = JsonParser.parseString(Files.readString(run.resolve("manifest.json"))).getAsJsonObject()
        .get("models").toString();
    assertTrue(models.matches("\\[\\{\"path\":\".*digits\\.onnx\".*\"sha256\":\"[0-9a-f]{64}\"}]"), models);
    Files.move(folder.resolve("digits.onnx"), folder.resolve("kept.onnx"));
    Files.copy(folder.resolve("refused.onnx"), folder.resolve("digits.onnx"));
    CommandRun other = CommandRun.of("train", "--resume", run.toString(), "--epochs", "2", "--device", "cpu");
    assertEquals(4, other.code(), other.err());
    Files.delete(folder.resolve("digits.onnx"));
    Files.move(folder.resolve("kept.onnx"), folder.resolve("digits.onnx"));
    done("train", "--resume", run.toString(), "--epochs", "2", "--quiet", "--device", "cpu");
    assertArrayEquals(whole, Files.readAllBytes(run.resolve("model.safetensors")));
  }

  private void refused(int code, String model, String message) throws IOException {
    CommandRun run = train(DATA + "model:\n  - " + model.replace("\n", "\n  - ") + "\n", "refused");
    assertEquals(code, run.code(), run.err());
    assertEquals(message.replace("DIR", folder.toString()), run.err().strip());
    assertFalse(Files.exists(folder.resolve("refused")));
  }

  @Test
  void whatCannotBeALayerIsRefusedBeforeAnythingIsTrained() throws IOException {
    refused(4, "onnx: refused.onnx",
        "sinabro: DIR/refused.onnx: the model has operators that a graph cannot express: Det, NonZero");
    refused(4, "onnx: none.onnx", "sinabro: DIR/none.onnx: there is no such file");
    refused(4, "onnx: c.yaml", "sinabro: DIR/c.yaml: a field is written in way 4, which is not known");
    refused(4, "onnx: {path: digits.onnx, output: /Flaten}\ndense",
        "sinabro: DIR/digits.onnx: the model has no value '/Flaten'; the last that it computes are /conv/Conv_output_0 (Conv),"
            + " /norm/BatchNormalization_output_0 (BatchNormalization), /Relu_output_0 (Relu), /pool/MaxPool_output_0 (MaxPool),"
            + " /Flatten_output_0 (Flatten), /hidden/Gemm_output_0 (Gemm), /Relu_1_output_0 (Relu), logits (Gemm)");
    refused(3, "onnx: digits.onnx",
        "layer 0 (onnx digits.onnx): the model takes rows of [1, 8, 8], found [64]; bring them into"
            + " this form first, such as by reshape");
    refused(3, "residual: {layers: [onnx: digits.onnx]}\ndense",
        "DIR/c.yaml:3:31: model[0].residual.layers[0].onnx.path: stands within another layer; let it stand in the model itself,"
            + " and link it by name and inputs");
    refused(3, "reshape: {shape: [1, 8, 8]}\nonnx: {path: digits.onnx, output: /Relu_1_output_0}",
        "DIR/c.yaml:4:11: model[1].onnx: gives 16 outputs, but the target has 10 classes, for which softmax-cross-entropy takes"
            + " 10 outputs: add - dense: {} behind it");
  }
}
