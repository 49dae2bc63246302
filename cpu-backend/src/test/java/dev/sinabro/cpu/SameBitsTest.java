package dev.sinabro.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.backend.Backend;
import dev.sinabro.backend.Buffer;
import dev.sinabro.backend.Executable;
import dev.sinabro.compile.Compiler;
import dev.sinabro.compile.Program;
import dev.sinabro.compile.Region;
import dev.sinabro.compile.Slot;
import dev.sinabro.compile.StateLayout;
import dev.sinabro.cpu.blas.OpenBlas;
import dev.sinabro.cpu.math.BlockMath;
import dev.sinabro.cpu.scalar.ScalarMath;
import dev.sinabro.cpu.vector.VectorMath;
import dev.sinabro.grad.Gradients;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Philox;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.UnaryFn;
import dev.sinabro.graph.Variable;
import dev.sinabro.graph.Window;
import dev.sinabro.nn.Convolution;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One program gives the same bytes whatever the number of threads, and whether Java interprets or compiles. */
class SameBitsTest {
  /** So many runs in a row, each on the state that the one before left. */
  private static final int RUNS = 3;

  /** After so many times all kernels are compiled. */
  private static final int COMPILED = 40;

  private static BlockMath math(String form) {
    return form.equals("vector") ? new VectorMath() : new ScalarMath();
  }

  @ParameterizedTest
  @ValueSource(strings = {"vector", "scalar"})
  void threadsDoNotMatter(String form) {
    String one = digest(form, 1, RUNS);
    assertEquals(one, digest(form, 2, RUNS), "2 threads");
    assertEquals(one, digest(form, 3, RUNS), "3 threads");
    assertEquals(one, digest(form, 7, RUNS), "7 threads");
  }

  @ParameterizedTest
  @ValueSource(strings = {"vector", "scalar"})
  void interpretingDoesNotMatter(String form) throws Exception {
    String interpreted = forked(form, "-Xint");
    for (int again = 0; again < COMPILED; again++) {
      assertEquals(interpreted, digest(form, 2, 1), "after " + again + " times");
    }
  }

  /** The digest would be worthless if it did not see the results. */
  @Test
  void anotherStateGivesOtherBits() {
    assertNotEquals(digest("vector", 2, RUNS), digest("vector", 2, RUNS + 1));
  }

  private static String forked(String form, String flag) throws Exception {
    Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), flag,
        "--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-cp",
        System.getProperty("java.class.path"), Main.class.getName(), form)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
    String output = new String(process.getInputStream().readAllBytes()).strip();
    assertTrue(process.waitFor(300, TimeUnit.SECONDS), "the process hangs");
    assertEquals(0, process.exitValue(), output);
    return output;
  }

  /** Another process of this test. */
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) {
      System.out.println(digest(arguments[0], 2, 1));
    }
  }

  private static String digest(String form, int threads, int runs) {
    OpenBlas.load();
    Steps steps = new Steps();
    Graph graph = steps.graph;
    StateLayout layout = new StateLayout(List.copyOf(graph.variables()), DType.F32);
    try (Backend backend = new CpuBackend(threads, math(form))) {
      Program program = Compiler.compile(graph, steps.results, layout, backend::supports);
      try (Executable executable = backend.compile(program);
          Buffer state = backend.allocate(layout.byteSize());
          Buffer arena = backend.allocate(Math.max(Slot.ALIGNMENT, program.byteSize(Region.ARENA)));
          Buffer inputs = backend.allocate(Math.max(Slot.ALIGNMENT, program.byteSize(Region.INPUTS)))) {
        executable.bind(Region.STATE, state);
        executable.bind(Region.ARENA, arena);
        executable.bind(Region.INPUTS, inputs);
        program.inputValues()
            .forEach((name, literal) -> inputs.upload(program.inputs().get(name).offset(), bytes(literal)));
        steps.state.forEach((variable, literal) -> state.upload(layout.slot(variable).offset(), bytes(literal)));
        for (int run = 0; run < runs; run++) {
          executable.run();
        }
        List<byte[]> seen = new ArrayList<>();
        program.outputs().values().forEach(slot -> seen.add(download(arena, slot)));
        layout.variables().forEach(variable -> seen.add(download(state, layout.slot(variable))));
        return hash(seen);
      }
    }
  }

  private static MemorySegment bytes(Literal literal) {
    double[] values = literal.values();
    if (literal.type().dtype() == DType.I32) {
      int[] ints = new int[values.length];
      for (int i = 0; i < ints.length; i++) {
        ints[i] = (int) values[i];
      }
      return MemorySegment.ofArray(ints);
    }
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return MemorySegment.ofArray(floats);
  }

  private static byte[] download(Buffer buffer, Slot slot) {
    byte[] bytes = new byte[Math.toIntExact(slot.byteSize())];
    buffer.download(slot.offset(), MemorySegment.ofArray(bytes));
    return bytes;
  }

  private static String hash(List<byte[]> all) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      all.forEach(digest::update);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A training step and what else has kernels of its own; each step large enough for several chunks. */
  private static final class Steps {
    private static final int ROWS = 150;
    private static final int WIDTH = 200;
    private static final int CLASSES = 90;

    final Graph graph = new Graph();
    final Map<Variable, Literal> state = new LinkedHashMap<>();
    final Map<String, Tensor> results = new LinkedHashMap<>();

    Steps() {
      Tensor seed = graph.input("seed", new Literal(TensorType.i32(2), 5, 6));
      Tensor step = variable("step", new Literal(TensorType.i32(), 0));
      Tensor labels = graph.input("labels", labels());
      Tensor x = graph.input("x", numbers(1, ROWS, WIDTH));
      Tensor first = variable("first", numbers(2, WIDTH, WIDTH));
      Tensor bias = variable("bias", numbers(3, WIDTH));
      Tensor second = variable("second", numbers(4, CLASSES, WIDTH));
      Tensor mask = graph.random(seed, step, 1, Shape.of(ROWS, WIDTH)).less(graph.constant(0.8)).cast(DType.F32);
      Tensor hidden = x.matmul(first, false, true).add(bias).tanh().mul(mask).sigmoid();
      Tensor logits = hidden.matmul(second, false, true);
      Tensor loss = logits.softmaxCrossEntropy(labels).mean();
      Gradients gradients = Gradients.of(loss, List.of(first, bias, second));
      assign("first", first.sub(gradients.of(first).mul(0.5)));
      assign("bias", bias.sub(gradients.of(bias).div(bias.square().sqrt().add(0.1))));
      assign("second", second.sub(gradients.of(second).mul(0.5)));
      assign("step", step.add(1));
      results.put("loss", loss);
      functions(x.mul(3.7));
      results.put("sum", first.exp().sum());
      results.put("columns", first.sum(0));
      results.put("largest", first.amax(1));
      results.put("probabilities", logits.softmax());
      results.put("classes", logits.argMax(1));
      results.put("transposed", first.transpose());
      results.put("rows", first.gather(labels));
      results.put("norm of short rows", norm(x, 1));
      results.put("norm of long rows", norm(graph.concat(1, Collections.nCopies(5, x)), 1));
      results.put("norm of columns", norm(graph.concat(0, Collections.nCopies(20, x)), 0));
      results.put("norm of many columns", norm(graph.concat(1, Collections.nCopies(15, x)), 0));
      convolution("few channels", 5, 6, 8);
      convolution("many channels", 7, 20, 32);
      epilogues();
    }

    /** Of products that are cut along columns and along rows, and of a convolution; what is stored and what is not. */
    private void epilogues() {
      Tensor wide = graph.input("wide", numbers(7, 130, 4000));
      Tensor narrow = graph.input("narrow", numbers(8, 4000, 300));
      Tensor columns = wide.matmul(narrow);
      results.put("columns and more", columns.add(narrow.slice(0, 0, 130)).tanh());
      results.put("columns alone", columns);
      results.put("rows and more", narrow.matmul(wide, true, true).sigmoid());
      Tensor images = graph.input("more images", numbers(9, 5, 20, 18, 6));
      Window same = Window.of(3).padding(1, 1);
      Tensor filter = graph.input("another filter", numbers(10, 8, 6, 3, 3));
      results.put("convolution and more",
          Convolution.of(images, filter, List.of(same, same), 1).add(graph.input("shift", numbers(11, 8))).tanh());
    }

    /** Large enough for several tiles, and several parts of the filter's gradient. */
    private void convolution(String name, int stream, int channels, int filters) {
      Tensor images = graph.input("images of " + name, numbers(stream, 5, 20, 18, channels));
      Tensor filter = variable("filter of " + name, numbers(stream + 1, filters, channels, 3, 3));
      Window same = Window.of(3).padding(1, 1);
      Tensor y = Convolution.of(images, filter, List.of(same, same), 1);
      Gradients gradients = Gradients.of(y.square().sum(), List.of(images, filter));
      results.put("convolution of " + name, y);
      results.put("images of " + name, gradients.of(images));
      results.put("filter of " + name, gradients.of(filter));
    }

    private static Tensor norm(Tensor x, int axis) {
      Shape one = x.shape().with(axis, 1);
      Tensor centered = x.sub(x.mean(axis).reshape(one));
      return centered.div(centered.square().mean(axis).add(0.1).sqrt().reshape(one));
    }

    private void functions(Tensor x) {
      for (UnaryFn fn : UnaryFn.values()) {
        if (fn != UnaryFn.NOT) {
          results.put(fn.name(), x.unary(fn));
        }
      }
      results.put("power", x.abs().slice(0, 0, 3).pow(x.slice(0, 3, 6)));
      results.put("cross-entropy", x.sigmoidCrossEntropy(x.sigmoid()));
    }

    private Tensor variable(String name, Literal first) {
      Variable variable = new Variable(name, first.type());
      state.put(variable, first);
      return graph.read(variable);
    }

    private void assign(String name, Tensor value) {
      state.keySet()
          .stream()
          .filter(variable -> variable.name().equals(name))
          .forEach(variable -> graph.assign(variable, value));
    }

    private static Literal labels() {
      double[] values = new double[ROWS];
      for (int i = 0; i < ROWS; i++) {
        values[i] = i * 7 % CLASSES;
      }
      return new Literal(TensorType.i32(ROWS), values);
    }

    private static Literal numbers(int stream, int... extents) {
      TensorType type = TensorType.f32(extents);
      double[] values = new double[type.shape().count()];
      for (int i = 0; i < values.length; i++) {
        values[i] = Philox.uniform(Philox.word(1, stream, 0, i)) - 0.5f;
      }
      return new Literal(type, values);
    }
  }
}
