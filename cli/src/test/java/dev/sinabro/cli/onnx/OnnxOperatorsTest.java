package dev.sinabro.cli.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.nn.Model;
import dev.sinabro.nn.Tensors;
import dev.sinabro.onnx.Attribute;
import dev.sinabro.onnx.ElementType;
import dev.sinabro.onnx.OnnxGraph;
import dev.sinabro.onnx.OnnxModel;
import dev.sinabro.onnx.OnnxNetwork;
import dev.sinabro.onnx.OnnxNode;
import dev.sinabro.onnx.OnnxTensor;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import dev.sinabro.run.Execution;
import dev.sinabro.run.Inputs;
import dev.sinabro.run.Session;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Operators that nothing of ours is exported as give here, when a file has them, what they give in ONNX Runtime. */
class OnnxOperatorsTest {
  private static final Device DEVICE = Devices.open("reference");
  private static final int OPSET = 20;
  private static final TensorType X = TensorType.f32(2, 4, 6, 6);

  /** One operator over x, f32[2, 4, 6, 6] of normal numbers, and what else it is told. */
  private record Case(String op, Map<String, Attribute> attributes, List<OnnxTensor> others) {
    Case(String op, OnnxTensor... others) {
      this(op, Map.of(), List.of(others));
    }

    Case with(String name, Attribute value) {
      Map<String, Attribute> more = new LinkedHashMap<>(attributes);
      more.put(name, value);
      return new Case(op, more, others);
    }

    Case with(String name, int... values) {
      return with(name, values.length == 1 ? Attribute.of((long) values[0]) : Attribute.of(values));
    }

    Case with(String name, String word) {
      return with(name, new Attribute.Text(word));
    }

    Case real(String name, float value) {
      return with(name, new Attribute.Real(value));
    }

    OnnxModel model() {
      List<String> inputs = new ArrayList<>(List.of("x"));
      Map<String, OnnxTensor> held = new LinkedHashMap<>();
      for (int i = 0; i < others.size(); i++) {
        boolean left = others.get(i).extents().equals(List.of(0L));
        inputs.add(left ? "" : "other" + i);
        if (!left) {
          held.put("other" + i, others.get(i));
        }
      }
      List<OnnxNode> nodes = List.of(new OnnxNode("", "", op, inputs, List.of("y0"), attributes),
          new OnnxNode("", "", "Cast", List.of("y0"), List.of("y"),
              Map.of("to", Attribute.of((long) ElementType.FLOAT.code()))));
      List<OnnxGraph.Axis> axes =
          Arrays.stream(X.shape().extents()).mapToObj(extent -> new OnnxGraph.Axis(extent, "")).toList();
      return new OnnxModel(OPSET, new OnnxGraph("g", nodes, held,
          List.of(new OnnxGraph.Value("x", ElementType.FLOAT, axes)),
          List.of(new OnnxGraph.Value("y", ElementType.FLOAT, List.of()))), Map.of());
    }

    /** Numbers for which it has a value. */
    float[] within(float[] normal) {
      float[] x = normal.clone();
      for (int i = 0; i < x.length; i++) {
        x[i] = switch (op) {
          case "Acosh" -> 1 + Math.abs(x[i]);
          case "Atanh" -> x[i] / 8;
          case "IsInf" -> x[i] > 1 ? Float.POSITIVE_INFINITY : x[i] < -1 ? Float.NEGATIVE_INFINITY : x[i];
          default -> x[i];
        };
      }
      return x;
    }

    @Override
    public String toString() {
      return op + " " + attributes + " " + others.stream().map(other -> Arrays.toString(values(other))).toList();
    }
  }

  private static double[] values(OnnxTensor tensor) {
    return IntStream.range(0, (int) tensor.count()).mapToDouble(tensor::value).toArray();
  }

  private static OnnxTensor reals(float... values) {
    return new OnnxTensor(ElementType.FLOAT, List.of((long) values.length), MemorySegment.ofArray(bytes(values)));
  }

  private static byte[] bytes(float... values) {
    byte[] bytes = new byte[values.length * Float.BYTES];
    MemorySegment.copy(MemorySegment.ofArray(values), 0, MemorySegment.ofArray(bytes), 0, bytes.length);
    return bytes;
  }

  private static OnnxTensor number(float value) {
    return new OnnxTensor(ElementType.FLOAT, List.of(), MemorySegment.ofArray(bytes(value)));
  }

  private static OnnxTensor wholes(List<Long> extents, long... values) {
    byte[] bytes = new byte[values.length * Long.BYTES];
    MemorySegment.copy(MemorySegment.ofArray(values), 0, MemorySegment.ofArray(bytes), 0, bytes.length);
    return new OnnxTensor(ElementType.INT64, extents, MemorySegment.ofArray(bytes));
  }

  private static OnnxTensor wholes(long... values) {
    return wholes(List.of((long) values.length), values);
  }

  /** An input that is left out. */
  private static OnnxTensor none() {
    return wholes();
  }

  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>(List.of(
        new Case("Asinh"), new Case("Acosh"), new Case("Atanh"), new Case("HardSigmoid"),
        new Case("HardSigmoid").real("alpha", 0.5f).real("beta", 0.1f),
        new Case("Celu").real("alpha", 0.7f), new Case("ThresholdedRelu").real("alpha", 0.3f),
        new Case("Shrink").real("lambd", 0.4f).real("bias", 0.2f), new Case("IsInf").with("detect_negative", 0),
        new Case("Mean", number(3), number(5)),
        new Case("Einsum").with("equation", "...ij->...ji"), new Case("Einsum").with("equation", "bcij->cb"),
        new Case("Einsum", reals(1, 2, 3, 4, 5, 6)).with("equation", "...i, i"),
        new Case("LRN").with("size", 3).real("alpha", 0.5f).real("beta", 0.6f).real("bias", 2f),
        new Case("LpNormalization").with("axis", 1),
        new Case("LpNormalization").with("p", 1), new Case("MeanVarianceNormalization"),
        new Case("ReduceLogSumExp", wholes(1, -1)).with("keepdims", 0), new Case("ReduceLogSumExp"),
        new Case("ReduceProd", wholes(2)), new Case("ReduceProd", wholes(1, 3)).with("keepdims", 0),
        new Case("CumSum", wholes(List.of(), 1)).with("exclusive", 1),
        new Case("CumSum", wholes(List.of(), -1)).with("reverse", 1),
        new Case("CumSum", wholes(List.of(), 2)).with("reverse", 1).with("exclusive", 1),
        new Case("DepthToSpace").with("blocksize", 2),
        new Case("DepthToSpace").with("blocksize", 2).with("mode", "CRD"),
        new Case("SpaceToDepth").with("blocksize", 3),
        new Case("GatherND", wholes(List.of(3L, 2L), 0, 1, 1, -1, 0, 3)),
        new Case("GatherND", wholes(List.of(2L, 1L), 2, -3)).with("batch_dims", 1),
        new Case("ScatterND", wholes(List.of(2L, 3L), 0, 1, 2, 1, -1, 0), reals2(6)),
        new Case("ScatterND", wholes(List.of(2L, 3L), 0, 1, 2, 0, 1, 2), reals2(6)).with("reduction", "add"),
        new Case("ScatterElements", wholes(List.of(1L, 1L, 1L, 3L), 4, 0, -1), reals4(3)).with("axis", 3),
        new Case("ScatterElements", wholes(List.of(1L, 1L, 1L, 3L), 1, 1, 1), reals4(3)).with("axis", 1)
            .with("reduction", "max"),
        new Case("Tile", wholes(1, 2, 1, 1)), new Case("Trilu").with("upper", 0)));
    for (String mode : List.of("edge", "reflect", "wrap")) {
      cases.add(new Case("Pad", wholes(0, 0, 2, 1, 0, 0, 3, 4)).with("mode", mode));
      cases.add(new Case("Pad", wholes(3, -1), none(), wholes(2)).with("mode", mode));
    }
    for (int stride : new int[] {2, 3, 4}) {
      for (int pad : new int[] {0, 1}) {
        Case pool = new Case("MaxPool").with("kernel_shape", 3, 2).with("strides", stride, stride).with("ceil_mode", 1)
            .with("pads", pad, pad, pad, pad);
        cases.add(pool);
        cases.add(new Case("AveragePool", pool.attributes, List.of()));
        if (pad == 0) { // with padding it divides by what is beyond that too, as PyTorch does not
          cases.add(new Case("AveragePool", pool.attributes, List.of()).with("count_include_pad", 1));
        }
      }
    }
    for (String way : List.of("half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric",
        "half_pixel_symmetric")) {
      for (String mode : List.of("nearest", "linear", "cubic")) {
        cases.add(new Case("Resize", none(), reals(1, 1, 2, 1.5f)).with("mode", mode)
            .with("coordinate_transformation_mode", way));
        cases.add(new Case("Resize", none(), none(), wholes(2, 4, 4, 1)).with("mode", mode)
            .with("coordinate_transformation_mode", way));
      }
    }
    for (String rounding : List.of("floor", "ceil", "round_prefer_ceil")) {
      cases.add(new Case("Resize", none(), reals(1, 1, 2.5f, 0.6f)).with("nearest_mode", rounding)
          .with("coordinate_transformation_mode", "asymmetric"));
    }
    return cases;
  }

  private static OnnxTensor reals2(int row) {
    return new OnnxTensor(ElementType.FLOAT, List.of(2L, (long) row), MemorySegment.ofArray(bytes(counted(2 * row))));
  }

  private static OnnxTensor reals4(int count) {
    return new OnnxTensor(ElementType.FLOAT, List.of(1L, 1L, 1L, (long) count),
        MemorySegment.ofArray(bytes(counted(count))));
  }

  private static float[] counted(int count) {
    float[] values = new float[count];
    IntStream.range(0, count).forEach(i -> values[i] = 0.5f + i);
    return values;
  }

  @TestFactory
  List<DynamicTest> giveTheSame() {
    float[] x = new float[X.shape().count()];
    Random random = new Random(11);
    IntStream.range(0, x.length).forEach(i -> x[i] = (float) random.nextGaussian());
    return cases().stream().map(each -> DynamicTest.dynamicTest(each.toString(), () -> {
      float[] given = each.within(x);
      try (Runtime runtime = new Runtime(Runtime.bytes(each.model()))) {
        float[] expected = Objects.requireNonNull(runtime.run(Map.of("x",
            new Runtime.Given(given, Arrays.stream(X.shape().extents()).mapToLong(extent -> extent).toArray())))
            .get("y"));
        float[] found = ours(each.model(), X, given);
        assertEquals(expected.length, found.length);
        OnnxLayersTest.assertClose(expected, found, each.toString());
      }
    })).toList();
  }

  /** {@code torch.nn.AvgPool2d((3, 1), (2, 1), (1, 0), ceil_mode=True)}: the last mean is that of 4 and the padding. */
  @Test
  void paddingCountsInMeansAndWhatIsBeyondDoesNot() {
    Case pool = new Case("AveragePool").with("kernel_shape", 3, 1).with("strides", 2, 1).with("pads", 1, 0, 1, 0)
        .with("ceil_mode", 1).with("count_include_pad", 1);
    assertArrayEquals(new float[] {1, 3, 2}, ours(pool.model(), TensorType.f32(1, 1, 4, 1), new float[] {1, 2, 3, 4}),
        1e-6f);
  }

  private static float[] ours(OnnxModel onnx, TensorType type, float[] x) {
    Model model = new Model(new OnnxNetwork(onnx));
    Graph graph = new Graph();
    Tensor y = model.infer(graph, Tensors.fields(Map.of("x", graph.input("x", type)))).only();
    try (Session session = new Session(DEVICE, model.variables())) {
      model.initialValues(1).forEach((variable, values) -> session.write(variable,
          IntStream.range(0, variable.shape().count()).mapToDouble(values).toArray()));
      Execution execution = session.prepare(graph, Map.of("y", y));
      try (Inputs inputs = session.inputs(execution.program())) {
        inputs.set("x", MemorySegment.ofArray(x));
        execution.on(inputs).run();
        return execution.tensor("y").floats();
      }
    }
  }
}
