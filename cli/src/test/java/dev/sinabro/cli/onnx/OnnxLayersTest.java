package dev.sinabro.cli.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sinabro.cli.catalogue.Absent;
import dev.sinabro.cli.catalogue.Choice;
import dev.sinabro.cli.catalogue.Entry;
import dev.sinabro.cli.catalogue.Key;
import dev.sinabro.cli.catalogue.LayerCatalogue;
import dev.sinabro.cli.config.OtherValues;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Variable;
import dev.sinabro.io.FormatException;
import dev.sinabro.nn.Layer;
import dev.sinabro.nn.Model;
import dev.sinabro.nn.Network;
import dev.sinabro.nn.State;
import dev.sinabro.nn.Tensors;
import dev.sinabro.onnx.OnnxExport;
import dev.sinabro.onnx.OnnxModel;
import dev.sinabro.onnx.OnnxNetwork;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import dev.sinabro.run.Execution;
import dev.sinabro.run.Inputs;
import dev.sinabro.run.Session;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every layer of the catalogue, the one that is added tomorrow too, gives in ONNX Runtime what it gives here. */
class OnnxLayersTest {
  private static final Device DEVICE = Devices.open("cpu");
  private static final double TOLERANCE = 1e-4;
  /** Rows of the batches that the one file is run with. */
  private static final int[] BATCHES = {2, 5, 1};
  /** Rows that a layer may take. */
  private static final List<TensorType> ROWS = List.of(TensorType.f32(1), TensorType.f32(6), TensorType.f32(2, 4),
      TensorType.f32(3, 8), TensorType.f32(4, 7, 6), TensorType.i32(5));

  /** What stands in a file is a network of its own, of which others are the test. */
  static List<Entry<? extends Layer>> layers() {
    return LayerCatalogue.LAYERS.entries().stream().filter(entry -> entry != LayerCatalogue.ONNX).toList();
  }

  @ParameterizedTest
  @MethodSource("layers")
  void givesTheSame(Entry<? extends Layer> entry) {
    List<String> compared = new ArrayList<>();
    for (Choice<? extends Layer> choice : List.of(entry.sample(),
        OtherValues.of(LayerCatalogue.LAYERS, entry.name()))) {
      for (TensorType row : rows(choice)) {
        Layer layer = choice.build();
        if (takes(layer, row)) {
          compare(layer, row, choice.values() + " of " + row);
          compared.add(choice.values() + " of " + row);
        }
      }
    }
    assertFalse(compared.isEmpty(), "no row that " + entry.name() + " takes; add one");
  }

  /** With sample values, with others, each also without what may stay open; and with one other value at a time. */
  private static Set<Choice<? extends Layer>> choices(Entry<? extends Layer> entry) {
    Set<Choice<? extends Layer>> choices = new LinkedHashSet<>();
    for (Choice<? extends Layer> all : List.of(entry.sample(), OtherValues.of(LayerCatalogue.LAYERS, entry.name()))) {
      choices.add(all);
      Choice<? extends Layer> fewer = all;
      for (Key<?> key : entry.keys()) {
        fewer = key.absent() instanceof Absent.Open ? fewer.without(key) : fewer;
      }
      choices.add(fewer);
      for (Key<?> key : entry.keys()) {
        choices.add(fewer.with(key.name(), OtherValues.of(key, fewer)));
      }
    }
    choices.removeIf(choice -> !isComplete(choice));
    return choices;
  }

  private static boolean isComplete(Choice<? extends Layer> choice) {
    try {
      choice.build();
      return true;
    } catch (IllegalArgumentException | IllegalStateException _) {
      return false;
    }
  }

  /** A reshape takes what has as many elements. */
  private static List<TensorType> rows(Choice<? extends Layer> choice) {
    Stream<TensorType> own = choice.values().get("shape") instanceof List<?> extents
        ? Stream.of(TensorType
            .f32(extents.stream().mapToInt(extent -> ((Number) extent).intValue()).reduce(1, (a, b) -> a * b)))
        : Stream.empty();
    return Stream.concat(ROWS.stream(), own).toList();
  }

  private static boolean takes(Layer layer, TensorType row) {
    try {
      build(new Model(layer), row, 3);
      return true;
    } catch (IllegalArgumentException refused) {
      return false;
    }
  }

  private static TensorType batch(TensorType row, int rows) {
    return new TensorType(row.dtype(), Shape.of(rows).then(row.shape()));
  }

  /** Any other field that a layer asks for tells numbers of places: edges, or tokens of which some are padding. */
  private static Tensors build(Model model, TensorType row, int rows) {
    Graph graph = new Graph();
    Tensors fields = Tensors.fields(Set.of(Model.FEATURES, "edges", "some text", "other"), name -> graph.input(name,
        batch(name.equals(Model.FEATURES)
            ? row
            : name.equals("edges") ? TensorType.i32(2, 5) : TensorType.i32(row.shape().extent(0)), rows)),
        Map.of());
    return model.infer(graph, fields);
  }

  private static void compare(Layer layer, TensorType row, String told) {
    Model model = new Model(layer);
    Random random = new Random(7);
    build(model, row, 1);
    Map<String, HostTensor> values = values(model, random);
    byte[] file = Runtime.bytes(new OnnxExport(rows -> build(model, row, rows), values).model());
    Model imported = imported(file);
    build(imported, row, 1);
    Map<String, HostTensor> read = initial(imported);
    try (Runtime runtime = new Runtime(file)) {
      for (int rows : BATCHES) {
        Graph graph = build(model, row, rows).only().graph();
        Map<String, Object> inputs = inputs(graph, random);
        Map<String, Runtime.Given> given = new HashMap<>();
        graph.inputs().forEach((name, tensor) -> given.put(name, new Runtime.Given(inputs.get(name),
            Stream.of(tensor.shape().extents())
                .flatMapToLong(extents -> java.util.Arrays.stream(extents).asLongStream()).toArray())));
        float[] expected = run(model, row, rows, values, inputs);
        assertClose(expected, runtime.run(given).get(Network.OUTPUT), told + " with " + rows + " rows");
        assertClose(expected, run(imported, row, rows, read, inputs), told + " imported, with " + rows + " rows");
      }
    }
  }

  private static Model imported(byte[] file) {
    try {
      return new Model(new OnnxNetwork(OnnxModel.read(MemorySegment.ofArray(file))));
    } catch (FormatException unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  private static Map<String, HostTensor> initial(Model model) {
    Map<String, HostTensor> values = new LinkedHashMap<>();
    model.initialValues(1).forEach((variable, function) -> {
      float[] numbers = new float[variable.shape().count()];
      IntStream.range(0, numbers.length).forEach(i -> numbers[i] = (float) function.applyAsDouble(i));
      values.put(variable.name(), new HostTensor(variable.type(), MemorySegment.ofArray(numbers)));
    });
    return values;
  }

  private static Map<String, HostTensor> values(Model model, Random random) {
    Map<String, HostTensor> values = new LinkedHashMap<>();
    Set<String> states = new HashSet<>();
    model.states().stream().map(State::variable).map(Variable::name).forEach(states::add);
    for (Variable variable : model.variables()) {
      int count = variable.shape().count();
      MemorySegment bytes;
      if (variable.type().dtype() == DType.I32) {
        bytes = MemorySegment.ofArray(new int[count]);
      } else {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
          numbers[i] = states.contains(variable.name()) ? 0.5f + random.nextFloat() : (float) random.nextGaussian() / 2;
        }
        bytes = MemorySegment.ofArray(numbers);
      }
      values.put(variable.name(), new HostTensor(variable.type(), bytes));
    }
    return values;
  }

  private static Map<String, Object> inputs(Graph graph, Random random) {
    Map<String, Object> inputs = new HashMap<>();
    graph.inputs().forEach((name, tensor) -> {
      int count = tensor.shape().count();
      if (tensor.dtype() == DType.F32) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
          numbers[i] = (float) random.nextGaussian();
        }
        inputs.put(name, numbers);
      } else {
        inputs.put(name, random.ints(count, -1, 6).toArray());
      }
    });
    return inputs;
  }

  private static float[] run(Model model, TensorType row, int rows, Map<String, HostTensor> values,
      Map<String, Object> inputs) {
    Tensor output = build(model, row, rows).only();
    try (Session session = new Session(DEVICE, model.variables())) {
      model.variables().forEach(variable -> session.write(variable, values.get(variable.name())));
      Execution execution = session.prepare(output.graph(), Map.of("y", output));
      try (Inputs held = session.inputs(execution.program())) {
        held.set(inputs);
        execution.on(held).run();
        return execution.tensor("y").floats();
      }
    }
  }

  static void assertClose(float[] expected, float[] found, String told) {
    assertEquals(expected.length, found.length, told);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], found[i], TOLERANCE * Math.max(1, Math.abs(expected[i])), told + " at " + i);
    }
  }
}
