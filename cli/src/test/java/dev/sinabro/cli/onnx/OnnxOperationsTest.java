package dev.sinabro.cli.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.graph.BinaryFn;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Scan;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.UnaryFn;
import dev.sinabro.graph.Window;
import dev.sinabro.io.FormatException;
import dev.sinabro.nn.Model;
import dev.sinabro.nn.Tensors;
import dev.sinabro.onnx.OnnxException;
import dev.sinabro.onnx.OnnxExport;
import dev.sinabro.onnx.OnnxModel;
import dev.sinabro.onnx.OnnxNetwork;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import dev.sinabro.run.Eval;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every operation of a graph gives in ONNX Runtime, and when it is read again, what it gives here. */
class OnnxOperationsTest {
  /** Those that no prediction has. */
  private static final Set<Class<?>> WITHOUT =
      Set.of(Op.Random.class, Op.SoftmaxCrossEntropy.class, Op.Assign.class, Op.Read.class);
  private static final Device DEVICE = Devices.open("reference");

  /** What a case is computed of: x f32[rows, 4, 6], i and j i32[rows, 5] and u u8[rows, 3]. */
  private record Given(Graph graph, int rows) {
    Tensor x() {
      return graph.input("x", TensorType.f32(rows, 4, 6));
    }

    Tensor i() {
      return graph.input("i", TensorType.i32(rows, 5));
    }

    Tensor j() {
      return graph.input("j", TensorType.i32(rows, 5));
    }

    Tensor u() {
      return graph.input("u", TensorType.u8(rows, 3));
    }
  }

  private static Map<String, Function<Given, Tensor>> cases() {
    Map<String, Function<Given, Tensor>> cases = new LinkedHashMap<>();
    for (UnaryFn fn : UnaryFn.values()) {
      cases.put(fn.name(), of -> fn == UnaryFn.NOT
          ? of.x().less(0).not().cast(DType.F32)
          : (fn == UnaryFn.LOG || fn == UnaryFn.SQRT || fn == UnaryFn.RECIPROCAL || fn == UnaryFn.LOG1P
              ? of.x().square().add(0.1)
              : of.x()).unary(fn));
    }
    for (BinaryFn fn : BinaryFn.values()) {
      cases.put(fn.name(), of -> switch (fn) {
        case AND, OR -> of.x().less(0).binary(fn, of.x().less(1)).cast(DType.I32);
        case POW -> of.x().square().add(0.1).binary(fn, of.x());
        default -> real(of.x().binary(fn, of.x().flip(1)));
      });
      switch (fn) {
        case AND, OR, POW, ATAN2, SIGMOID_CROSS_ENTROPY -> {
          // of reals, or of truth values
        }
        default -> cases.put("integer " + fn, of -> of.i().binary(fn, of.j()).cast(DType.I32));
      }
    }
    cases.put("bytes", of -> of.u().cast(DType.F32).div(255).add(of.u().equal(of.u().flip(1)).cast(DType.F32)));
    cases.put("to bytes", of -> of.x().mul(100).cast(DType.U8).cast(DType.I32));
    cases.put("to integers", of -> of.x().mul(100).cast(DType.I32));
    cases.put("select", of -> of.x().less(0).select(of.x().exp(), of.x().graph().constant(2.0)));
    cases.put("select of truth", of -> real(of.x().less(0).select(of.x().less(-1), of.x().less(1))));
    cases.put("repeated scalar", of -> of.x().sum(1, 2).reshape(of.rows(), 1, 1).broadcast(of.x().shape()));
    cases.put("sums", of -> of.x().sumKept(1).add(of.x().amaxKept(2)).add(of.x().sum(0)));
    cases.put("integer sums", of -> of.i().sumKept(1).add(of.i().amaxKept(1)));
    cases.put("argMax", of -> of.x().argMax(1).add(of.x().argMin(1)));
    cases.put("sort", of -> of.x().sort(2).values().add(of.x().sortDescending(2).values()));
    cases.put("sort integers", of -> of.i().sort(1).numbers().add(of.i().sortDescending(1).numbers().mul(10)));
    cases.put("matmul", of -> of.x().matmul(of.x(), false, true).matmul(of.x().transpose(0, 2, 1), true, true));
    cases.put("gemm", of -> of.x().reshape(-1, 6).matmul(of.x().reshape(-1, 6), true, false).broadcast(
        Shape.of(of.rows(), 6, 6)));
    cases.put("transposed", of -> of.x().transpose(2, 0, 1).add(1).transpose(1, 2, 0).reshape(of.rows(), 8, 3));
    cases.put("cut across", of -> of.x().transpose(0, 2, 1).reshape(of.rows(), 8, 3).transpose(0, 2, 1)
        .reshape(of.rows(), 24));
    cases.put("slices", of -> of.x().slice(2, 1, 6, 2).slice(1, -3, -1).slice(0, 0, of.rows()));
    cases.put("flipped", of -> of.x().flip(1, 2).tile(1, 2, 1));
    cases.put("padded", of -> of.graph().concat(1, List.of(of.x().pad(1, 2, 1, 0), of.x(), of.x().pad(1, 0, 1, 3))));
    cases.put("zeros around", of -> of.graph().add(new Op.Pad(List.of(0, 1, 2), Shape.of(of.rows(), 7, 9)), of.x()));
    cases.put("rows counted", of -> real(of.graph().iota(of.rows()).reshape(of.rows(), 1)).add(of.x().sum(1)));
    cases.put("places counted", of -> real(of.graph().add(new Op.Iota(Shape.of(of.rows(), 4, 6), 1))).mul(of.x()));
    cases.put("gathered", of -> of.x().reshape(-1, 6).gather(of.i()));
    cases.put("gathered along", of -> of.x().gatherAlong(2, of.i().graph().iota(6).reshape(1, 1, 6)
        .broadcast(Shape.of(of.rows(), 4, 6)).sub(1)));
    cases.put("scattered", of -> of.x().reshape(-1, 6).slice(0, 0, of.rows()).scatterAdd(of.i().slice(1, 0, 1)
        .reshape(of.rows()), of.x().sum(1)));
    cases.put("softmax", of -> of.x().softmax().add(of.x().stopGradient().logSoftmax()));
    cases.put("windows", of -> of.x().windows(2, List.of(Window.of(3).stride(2).padding(1, 2)), -7));
    cases.put("windows of two axes", of -> of.x().windows(1,
        List.of(Window.of(2).dilation(2), Window.of(3).padding(1, 0)), 0).mul(2));
    cases.put("folded", of -> of.x().windows(1, List.of(Window.of(2), Window.of(3).stride(2)), 0)
        .fold(1, List.of(Window.of(2), Window.of(3).stride(2)), List.of(4, 6)));
    for (Scan.Direction direction : Scan.Direction.values()) {
      cases.put("scan " + direction, of -> scan(of, direction));
    }
    return cases;
  }

  private static Tensor real(Tensor x) {
    return x.dtype() == DType.F32 ? x : x.cast(DType.F32);
  }

  private static Tensor scan(Given of, Scan.Direction direction) {
    Tensor outside = of.x().sum(1);
    Scan scan = Scan.over(direction, List.of(of.x().transpose(1, 0, 2)), List.of(of.x().sum(1)), step -> {
      Tensor next = step.carried(0).mul(0.5).add(step.element(0)).sub(outside);
      step.carry(0, next);
      step.emit(next.mul(2));
    });
    return scan.stacked(0).transpose(1, 0, 2).add(scan.last(0).unsqueeze(1));
  }

  @TestFactory
  List<DynamicTest> operations() {
    return cases().entrySet().stream()
        .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> compare(each.getValue()))).toList();
  }

  private static Tensors built(Function<Given, Tensor> operation, int rows) {
    return Tensors.output("y", operation.apply(new Given(new Graph(), rows)));
  }

  private static void compare(Function<Given, Tensor> operation) throws FormatException {
    byte[] file = Runtime.bytes(new OnnxExport(rows -> built(operation, rows), Map.of()).model());
    Model imported = new Model(new OnnxNetwork(OnnxModel.read(MemorySegment.ofArray(file))));
    Random random = new Random(5);
    try (Runtime runtime = new Runtime(file)) {
      for (int rows : new int[] {2, 5, 1}) {
        Tensor y = built(operation, rows).only();
        Map<String, Object> values = new LinkedHashMap<>();
        Map<String, Runtime.Given> given = new LinkedHashMap<>();
        y.graph().inputs().forEach((name, input) -> {
          values.put(name, values(input, random));
          given.put(name, new Runtime.Given(values.get(name),
              Arrays.stream(input.shape().extents()).asLongStream().toArray()));
        });
        float[] expected = Eval.of(DEVICE, values, y).floats(y);
        OnnxLayersTest.assertClose(expected, runtime.run(given).get("y"), rows + " rows");
        Graph again = new Graph();
        Map<String, Tensor> fields = new LinkedHashMap<>();
        y.graph().inputs().forEach((name, input) -> fields.put(name, again.input(name, input.type())));
        Tensor read = imported.infer(again, Tensors.fields(fields)).only();
        OnnxLayersTest.assertClose(expected, Eval.of(DEVICE, values, read).floats(read), "imported, " + rows + " rows");
      }
    }
  }

  private static Object values(Tensor input, Random random) {
    int count = input.shape().count();
    return switch (input.dtype()) {
      case F32, F64 -> {
        float[] reals = new float[count];
        IntStream.range(0, count).forEach(i -> reals[i] = (float) random.nextGaussian());
        yield reals;
      }
      case I32 -> random.ints(count, -3, 9).toArray();
      case U8, BOOL -> {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        yield bytes;
      }
    };
  }

  /** An operation that is added tomorrow has to have a case. */
  @Test
  void noneIsForgotten() {
    Set<Class<?>> missing = new HashSet<>(leaves(Op.class));
    missing.removeAll(WITHOUT);
    cases().values().forEach(operation -> {
      List<Graph> graphs = new ArrayList<>(List.of(built(operation, 2).only().graph()));
      graphs.getFirst().nodes().forEach(node -> missing.remove(node.op().getClass()));
    });
    assertEquals(Set.of(), missing);
  }

  private static Set<Class<?>> leaves(Class<?> type) {
    if (type.isRecord()) {
      return Set.of(type);
    }
    Set<Class<?>> leaves = new HashSet<>();
    for (Class<?> part : type.getPermittedSubclasses()) {
      leaves.addAll(leaves(part));
    }
    return leaves;
  }

  @Test
  void whatHasNoOperatorIsNamed() {
    Function<Given, Tensor> random = of -> of.x().add(of.graph().scoped("noise", () -> of.graph()
        .random(of.graph().input("seed", TensorType.i32(2)), of.graph().input("step", TensorType.i32()), 0,
            of.x().shape())));
    var refused =
        assertThrows(OnnxException.class, () -> new OnnxExport(rows -> built(random, rows), Map.of()).model());
    assertEquals("ONNX has no operator for random(stream 0) of layer noise; leave it out of what the model computes for"
        + " predictions", refused.getMessage());
  }

  @Test
  void whatFollowsTheRowsInAnotherWayIsRefused() {
    Function<Given, Tensor> half = of -> of.x().slice(0, 0, (of.rows() + 1) / 2 * 2 - of.rows() / 3);
    assertThrows(OnnxException.class, () -> new OnnxExport(rows -> built(half, rows), Map.of()).model());
    Function<Given, Tensor> mean = of -> of.x().sub(of.x().mean(0));
    var constant = assertThrows(OnnxException.class, () -> new OnnxExport(rows -> built(mean, rows), Map.of()).model());
    assertTrue(constant.getMessage().contains("follows the number of rows"), constant.getMessage());
    Function<Given, Tensor> depth = of -> IntStream.range(0, of.rows()).mapToObj(_ -> of.x()).reduce(
        (a, b) -> a.exp().add(b)).orElseThrow();
    var refused = assertThrows(OnnxException.class, () -> new OnnxExport(rows -> built(depth, rows), Map.of()).model());
    assertEquals(
        "what is computed depends on the number of rows in another way than by extents, so that no file for any"
            + " number of rows can be made of it",
        refused.getMessage());
  }
}
