package dev.sinabro.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Variable;
import dev.sinabro.nn.Model;
import dev.sinabro.nn.Tensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models of files as layers, and what is kept of them without their weights. */
class OnnxLayerTest {
  private static final TensorType ROWS = TensorType.f32(5, 6);

  private static OnnxModel mlp() throws IOException {
    try {
      return OnnxModel
          .read(Path.of(Objects.requireNonNull(OnnxLayerTest.class.getResource("mlp-traced.onnx")).toURI()));
    } catch (URISyntaxException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static List<String> built(OnnxLayer layer, TensorType rows) {
    Model model = new Model(layer);
    Graph graph = new Graph();
    Tensor y = model.infer(graph, Tensors.fields(Map.of(Model.FEATURES, graph.input("x", rows)))).only();
    List<String> names = new ArrayList<>(model.variables().stream().map(Variable::name).sorted().toList());
    names.add(y.shape().toString());
    return names;
  }

  @Test
  void whatIsTakenOfAModelHasTheWeightsThatItNeeds() throws IOException {
    OnnxModel model = mlp();
    OnnxLayer whole = OnnxLayer.of("mlp", model, Optional.empty());
    assertTrue(built(whole, ROWS).containsAll(List.of("0.weight", "3.weight", "6.weight", "[5, 2]")),
        built(whole, ROWS).toString());
    OnnxNode first = model.graph().nodes().stream().filter(node -> node.op().equals("Gemm")).findFirst().orElseThrow();
    OnnxLayer part = OnnxLayer.of("mlp", model, Optional.of(first.outputs().getFirst()));
    assertEquals(List.of("0.bias", "0.weight", "[5, 8]"), built(part, ROWS));
    assertEquals("Gemm", part.lastOperator().orElseThrow().op());
  }

  @Test
  void theStructureIsTheLayerWithoutValues() throws IOException {
    OnnxLayer layer = OnnxLayer.of("mlp", mlp(), Optional.empty());
    var bytes = new ByteArrayOutputStream();
    layer.structure().write(bytes);
    OnnxModel read = OnnxModel.read(MemorySegment.ofArray(bytes.toByteArray()));
    assertEquals(built(layer, ROWS), built(OnnxLayer.ofStructure("mlp", read), ROWS));
    assertFalse(read.graph().initializers().containsKey("0.weight"));
    assertEquals(mlp().opset(), read.opset());
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 1L << 40})
  void damagedExtentsOfWeightsAreRefused(long extent) throws IOException {
    OnnxGraph graph = OnnxLayer.of("mlp", mlp(), Optional.empty()).structure().graph();
    List<OnnxGraph.Value> inputs = graph.inputs().stream().map(input -> input.name().equals("0.weight")
        ? new OnnxGraph.Value(input.name(), input.type(), List.of(new OnnxGraph.Axis(extent, ""), OnnxGraph.Axis.of(6)))
        : input).toList();
    OnnxLayer damaged = OnnxLayer.ofStructure("mlp", new OnnxModel(18,
        new OnnxGraph("g", graph.nodes(), graph.initializers(), inputs, graph.outputs()), Map.of()));
    var refused = assertThrows(IllegalArgumentException.class, () -> built(damaged, ROWS));
    assertTrue(String.valueOf(refused.getMessage()).endsWith("weight 0.weight has extents [" + extent + ", 6]"),
        refused.getMessage());
  }

  @Test
  void rowsOfAnotherFormAreRefused() throws IOException {
    OnnxLayer layer = OnnxLayer.of("mlp", mlp(), Optional.empty());
    var refused = assertThrows(IllegalArgumentException.class, () -> built(layer, TensorType.f32(5, 7)));
    assertTrue(String.valueOf(refused.getMessage())
        .endsWith("the model takes rows of [6], found [7]; bring them into this form first, such as by reshape"),
        refused.getMessage());
  }
}
