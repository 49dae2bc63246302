package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.TensorType;
import dev.sinabro.io.Safetensors;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Model files that are not what training wrote, and rows far beyond those of training. */
class DamagedModelTest {
  @TempDir
  private static Path folder = Path.of("");

  private static Path model = Path.of("");
  private static Path input = Path.of("");

  @BeforeAll
  static void train() throws IOException {
    StringBuilder rows = new StringBuilder("a,b,y\n");
    for (int row = 0; row < 40; row++) {
      rows.append(row % 7).append(',').append(row % 5).append(',').append(row % 2 == 0 ? "even" : "odd").append('\n');
    }
    input = Files.writeString(folder.resolve("data.csv"), rows);
    Path file = Files.writeString(folder.resolve("c.yaml"), """
        data: {path: data.csv, target: y, normalize: none}
        model: [dense: {units: 3, activation: relu}, dense]
        train: {epochs: 1}
        """);
    Path run = folder.resolve("run");
    CommandRun trained = CommandRun.of("train", file.toString(), "--out", run.toString(), "--quiet");
    assertEquals(0, trained.code(), trained.err());
    model = run.resolve("model.safetensors");
  }

  @Test
  void aTensorThatIsMissingIsNamed() throws IOException {
    assertRefused(tensors -> tensors.remove("2.bias"), "tensor 2.bias f32[2] is missing");
  }

  @Test
  void aTransposedTensorIsNamed() throws IOException {
    assertRefused(tensors -> tensors.put("0.weight", floats(Shape.of(2, 3))),
        "tensor 0.weight is f32[2, 3], but the model needs f32[3, 2]");
  }

  @Test
  void aTensorOfIntegersIsNamed() throws IOException {
    var integers = new HostTensor(TensorType.i32(3), MemorySegment.ofArray(new int[3]));
    assertRefused(tensors -> tensors.put("0.bias", integers), "tensor 0.bias is i32[3], but the model needs f32[3]");
  }

  @Test
  void aTensorThatHoldsNoNumberIsNamed() throws IOException {
    assertRefused(tensors -> tensors.put("0.bias", floats(Shape.of(3), 0, 1, Float.NaN)),
        "tensor 0.bias f32[3] has the value NaN at element 2");
  }

  @Test
  void allFaultsAreToldAtOnce() throws IOException {
    assertRefused(tensors -> {
      tensors.remove("0.bias");
      tensors.remove("2.weight");
    }, "tensor 0.bias f32[3] is missing; tensor 2.weight f32[2, 3] is missing");
  }

  @Test
  void aConfigurationThatCannotBeReadIsDamage() throws IOException {
    Safetensors good = Safetensors.read(model);
    Map<String, String> metadata = new LinkedHashMap<>(good.metadata());
    metadata.replaceAll((key, text) -> text.replace("\"units\":3", "\"units\":\"three\""));
    Path damaged = write(good.tensors(), metadata);
    CommandRun predicted = predict(damaged);
    assertEquals(4, predicted.code(), predicted.err());
    assertTrue(predicted.err().startsWith("sinabro: " + damaged + " has damaged metadata: "), predicted.err());
  }

  @Test
  void aLossThatIsNoNumberEndsAnEvaluationWithTheRow() throws IOException {
    Path far = Files.writeString(folder.resolve("far.csv"), "a,b,y\n1,2,odd\n3e38,3e38,even\n1,1,odd\n");
    Path large = write(multiplied(1e10f), Safetensors.read(model).metadata());
    CommandRun evaluated = CommandRun.of("evaluate", large.toString(), "--data", far.toString());
    assertEquals(7, evaluated.code(), evaluated.out() + evaluated.err());
    assertEquals("sinabro: row 2 of the data: the prediction of column 'y' is NaN; numbers of this row are far beyond"
        + " those of training, or the model's weights are\n", evaluated.err());
    CommandRun predicted = CommandRun.of("predict", large.toString(), "--input", far.toString());
    assertEquals(4, predicted.code(), predicted.out() + predicted.err());
    assertEquals(
        "sinabro: " + far + ":3: the prediction of column 'y' is NaN; numbers of this row are far beyond those of"
            + " training, or the model's weights are\n",
        predicted.err());
  }

  /** Weights of one sign, so that they overflow and do not vanish. */
  private static Map<String, HostTensor> multiplied(float factor) throws IOException {
    Map<String, HostTensor> tensors = new LinkedHashMap<>(Safetensors.read(model).tensors());
    tensors.replaceAll((_, tensor) -> {
      float[] values = tensor.floats();
      for (int i = 0; i < values.length; i++) {
        values[i] = factor * (1 + i);
      }
      return new HostTensor(tensor.type(), MemorySegment.ofArray(values));
    });
    return tensors;
  }

  private static HostTensor floats(Shape shape, float... values) {
    return new HostTensor(new TensorType(DType.F32, shape),
        MemorySegment.ofArray(values.length == 0 ? new float[shape.count()] : values));
  }

  private static void assertRefused(Consumer<Map<String, HostTensor>> damage, String fault) throws IOException {
    Safetensors good = Safetensors.read(model);
    Map<String, HostTensor> tensors = new LinkedHashMap<>(good.tensors());
    damage.accept(tensors);
    Path damaged = write(tensors, good.metadata());
    String message = "sinabro: " + damaged + " is damaged, or of another model: " + fault + "\n";
    assertEquals(new CommandRun(4, "", message), predict(damaged));
    assertEquals(new CommandRun(4, "", message),
        CommandRun.of("evaluate", damaged.toString(), "--data", input.toString()));
  }

  private static CommandRun predict(Path file) {
    return CommandRun.of("predict", file.toString(), "--input", input.toString());
  }

  private static Path write(Map<String, HostTensor> tensors, Map<String, String> metadata) throws IOException {
    Path file = folder.resolve("damaged.safetensors");
    new Safetensors(tensors, metadata).write(file);
    return file;
  }
}
