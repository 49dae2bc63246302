package dev.sinabro.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.InMemory;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.io.FormatException;
import dev.sinabro.io.Safetensors;
import dev.sinabro.loss.Loss;
import dev.sinabro.nn.Model;
import dev.sinabro.nn.Tensors;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.optim.WeightFilter;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import dev.sinabro.run.Execution;
import dev.sinabro.run.Inputs;
import dev.sinabro.run.Session;
import dev.sinabro.train.Fit;
import dev.sinabro.train.Trainer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that PyTorch wrote give here what they give there; {@code pytorch_models.py} made them. */
class OnnxNetworkTest {
  private static final Path FILES = files();

  private static Path files() {
    try {
      return Path.of(Objects.requireNonNull(OnnxNetworkTest.class.getResource("examples.safetensors")).toURI())
          .getParent();
    } catch (URISyntaxException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static OnnxNetwork network(String name) throws IOException {
    return new OnnxNetwork(OnnxModel.read(FILES.resolve(name + ".onnx")));
  }

  private static HostTensor example(String name) throws IOException {
    return Objects.requireNonNull(Safetensors.read(FILES.resolve("examples.safetensors")).tensors().get(name));
  }

  private static float[] run(OnnxNetwork network, HostTensor x) {
    Model model = new Model(network);
    Graph graph = new Graph();
    Tensor y = model.infer(graph, Tensors.fields(Map.of("x", graph.input("x", x.type())))).only();
    try (Device device = Devices.open("reference"); Session session = new Session(device, model.variables())) {
      model.initialValues(1).forEach((variable, values) -> session.write(variable,
          IntStream.range(0, variable.shape().count()).mapToDouble(values).toArray()));
      Execution execution = session.prepare(graph, Map.of("y", y));
      try (Inputs inputs = session.inputs(execution.program())) {
        inputs.set("x", x.bytes());
        execution.on(inputs).run();
        return execution.tensor("y").floats();
      }
    }
  }

  private static HostTensor first(HostTensor rows) {
    TensorType one = new TensorType(rows.type().dtype(), Shape.of(1).then(rows.row(0).shape()));
    return new HostTensor(one, rows.row(0).bytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"mlp", "cnn", "lstm", "gru", "rnn", "text"})
  void givesWhatPyTorchGives(String name) throws IOException {
    HostTensor x = example(name + ".x");
    float[] y = example(name + ".y").floats();
    for (String way : List.of("traced", "exported")) {
      OnnxNetwork network = network(name + "-" + way);
      assertArrayEquals(y, run(network, x), 1e-5f, way);
      float[] row = Arrays.copyOf(y, y.length / x.shape().extent(0));
      assertArrayEquals(row, run(network, first(x)), 1e-5f, way + ", one row");
    }
  }

  @Test
  void isTrainedOnWhereItsWeightsAreNotFrozen() throws IOException {
    float[] x = new float[32 * 6];
    float[] y = new float[32 * 2];
    IntStream.range(0, x.length).forEach(i -> x[i] = (float) Math.sin(7 * i));
    IntStream.range(0, 32).forEach(row -> {
      y[2 * row] = x[6 * row] - x[6 * row + 3];
      y[2 * row + 1] = x[6 * row + 1] * x[6 * row + 2];
    });
    Dataset data =
        InMemory.rows(32).with(Field.reals(Field.FEATURES, 6), x).with(Field.reals(Field.TARGET, 2), y);
    OnnxNetwork network = network("mlp-traced");
    try (Device device = Devices.open("reference");
        Trainer trainer = Trainer.builder(network).loss(Loss.mse())
            .optimizer(Optimizer.adam(1e-2).freezing(WeightFilter.named("0.*"))).on(device)) {
      double before = trainer.evaluate(data).loss();
      assertArrayEquals(floats(network, "0.weight"), trainer.parameters().get("0.weight").floats());
      trainer.fit(data, Fit.epochs(30).batch(16));
      assertTrue(trainer.evaluate(data).loss() < before / 2, "from " + before);
      assertArrayEquals(floats(network, "0.weight"), trainer.parameters().get("0.weight").floats());
      assertTrue(!Arrays.equals(floats(network, "3.weight"), trainer.parameters().get("3.weight").floats()));
    }
  }

  private static float[] floats(OnnxNetwork network, String name) {
    OnnxTensor tensor = Objects.requireNonNull(network.model().graph().initializers().get(name));
    float[] values = new float[(int) tensor.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) tensor.value(i);
    }
    return values;
  }

  @Test
  void operatorsThatAreNotKnownAreNamedAtOnce() {
    List<OnnxNode> nodes = List.of(new OnnxNode("", "", "NonZero", List.of("x"), List.of("a"), Map.of()),
        new OnnxNode("", "", "Relu", List.of("a"), List.of("b"), Map.of()),
        new OnnxNode("", "com.example", "Fancy", List.of("b"), List.of("y"), Map.of()));
    OnnxGraph graph = new OnnxGraph("g", nodes, Map.of(), List.of(), List.of());
    OnnxException refused =
        assertThrows(OnnxException.class, () -> new OnnxNetwork(new OnnxModel(18, graph, Map.of())));
    assertEquals("the model has operators that a graph cannot express: NonZero, com.example.Fancy",
        refused.getMessage());
  }

  /** No file that is cut off or damaged does anything but to be refused, or to be read as another model. */
  @Test
  void damagedFilesAreRefused() throws IOException {
    byte[] file = Files.readAllBytes(FILES.resolve("lstm-traced.onnx"));
    int refused = 0;
    for (int length = 0; length < file.length; length += 7) {
      refused += isRefused(Arrays.copyOf(file, length)) ? 1 : 0;
    }
    assertEquals((file.length + 6) / 7, refused, "cut off");
    var random = new SplittableRandom(3);
    for (int i = 0; i < 2000; i++) {
      byte[] damaged = file.clone();
      damaged[random.nextInt(300)] ^= (byte) (1 << random.nextInt(8));
      damaged[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
      isRefused(damaged);
    }
  }

  private static boolean isRefused(byte[] file) {
    try {
      OnnxModel.read(MemorySegment.ofArray(file));
      return false;
    } catch (FormatException refused) {
      return true;
    }
  }
}
