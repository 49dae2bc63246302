package dev.sinabro.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sinabro.backend.BackendProvider;
import dev.sinabro.backend.DeviceException;
import dev.sinabro.backend.DeviceOptions;
import dev.sinabro.backend.Probe;
import dev.sinabro.compile.Compiler;
import dev.sinabro.compile.Program;
import dev.sinabro.compile.Region;
import dev.sinabro.compile.StateLayout;
import dev.sinabro.graph.BinaryFn;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.ReduceFn;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.UnaryFn;
import dev.sinabro.testkit.Run;
import dev.sinabro.testkit.Tolerance;
import dev.sinabro.testkit.Trial;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What the operations mean, in numbers that were worked out by hand; all other backends are compared with this one. */
final class ReferenceBackendTest {
  private static final double NAN = Double.NaN;
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  @Test
  void functionsOfOneArgument() {
    unary(UnaryFn.NEG, 2, -2, -INFINITY, INFINITY);
    unary(UnaryFn.ABS, -2, 2, -INFINITY, INFINITY, NAN, NAN);
    unary(UnaryFn.SIGN, -3, -1, 0, 0, 5, 1, NAN, NAN);
    unary(UnaryFn.EXP, 0, 1, 1, Math.E, -INFINITY, 0, 1000, INFINITY);
    unary(UnaryFn.LOG, 1, 0, 10, 2.302585092994046, 0, -INFINITY, -1, NAN);
    unary(UnaryFn.SQRT, 2, 1.4142135623730951, -1, NAN);
    unary(UnaryFn.SQUARE, -3, 9, -INFINITY, INFINITY);
    unary(UnaryFn.RECIPROCAL, 4, 0.25, -0.0, -INFINITY, INFINITY, 0);
    unary(UnaryFn.FLOOR, 1.5, 1, -1.5, -2, -0.5, -1, 7, 7);
    unary(UnaryFn.RELU, -1, 0, 2, 2, -INFINITY, 0, NAN, NAN);
    unary(UnaryFn.SIGMOID, 0, 0.5, 1, 0.7310585786300049, -1, 0.2689414213699951, 1000, 1, -1000, 0, NAN, NAN);
    unary(UnaryFn.TANH, 0.5, 0.46211715726000975, 100, 1, -INFINITY, -1);
    unary(UnaryFn.STEP, -1, 0, 0, 0, 0.1, 1, NAN, 0);
    unary(UnaryFn.SOFTPLUS, 0, 0.6931471805599453, 1000, 1000, -1000, 0, 1, 1.3132616875182228);
    unary(UnaryFn.ERF, 0, 0, 0.5, 0.5204998778130465, -2, -0.9953222650189527, 3, 0.9999779095030014, INFINITY, 1, NAN,
        NAN);
    unary(UnaryFn.SIN, 1, 0.8414709848078965, INFINITY, NAN);
    unary(UnaryFn.COS, 1, 0.5403023058681398, -INFINITY, NAN);
    unary(UnaryFn.EXPM1, 1, 1.718281828459045, 1e-10, 1.00000000005e-10, -INFINITY, -1);
    unary(UnaryFn.LOG1P, 1, 0.6931471805599453, 1e-10, 9.9999999995e-11, -1, -INFINITY, -2, NAN);
    unary(UnaryFn.ROUND, 0.5, 0, 1.5, 2, -2.5, -2, 2.4, 2);
  }

  private static void unary(UnaryFn fn, double... pairs) {
    for (int i = 0; i < pairs.length; i += 2) {
      double x = pairs[i];
      assertArrayEquals(new double[] {pairs[i + 1]}, value(t -> t.input(reals(x)).unary(fn)), 1e-15, fn + " of " + x);
    }
  }

  @Test
  void functionsOfTwoArguments() {
    binary(BinaryFn.ADD, 1, 2, 3);
    binary(BinaryFn.SUB, 1, 2, -1);
    binary(BinaryFn.MUL, 3, -2, -6);
    binary(BinaryFn.DIV, 1, 4, 0.25);
    binary(BinaryFn.DIV, 1, 0, INFINITY);
    binary(BinaryFn.REMAINDER, 7, 3, 1);
    binary(BinaryFn.REMAINDER, -7, 3, 2);
    binary(BinaryFn.REMAINDER, 7, -3, -2);
    binary(BinaryFn.REMAINDER, -1, INFINITY, INFINITY);
    binary(BinaryFn.REMAINDER, 1, 0, NAN);
    binary(BinaryFn.ATAN2, 1, 1, 0.7853981633974483);
    binary(BinaryFn.ATAN2, 0, -1, Math.PI);
    binary(BinaryFn.ATAN2, -1, 0, -1.5707963267948966);
    binary(BinaryFn.MAX, 1, 2, 2);
    binary(BinaryFn.MAX, NAN, 2, NAN);
    binary(BinaryFn.MIN, 1, 2, 1);
    binary(BinaryFn.MIN, 1, NAN, NAN);
    binary(BinaryFn.POW, 2, 10, 1024);
    binary(BinaryFn.POW, -2, 3, -8);
    binary(BinaryFn.POW, -2, 0.5, NAN);
    binary(BinaryFn.EQUAL, 2, 2, 1);
    binary(BinaryFn.EQUAL, NAN, NAN, 0);
    binary(BinaryFn.LESS, 1, 2, 1);
    binary(BinaryFn.LESS, 2, 2, 0);
    binary(BinaryFn.LESS, NAN, 2, 0);
    binary(BinaryFn.LESS_EQUAL, 2, 2, 1);
    binary(BinaryFn.LESS_EQUAL, 3, 2, 0);
    binary(BinaryFn.SIGMOID_CROSS_ENTROPY, 0, 0.25, 0.6931471805599453);
    binary(BinaryFn.SIGMOID_CROSS_ENTROPY, 2, 1, 0.1269280110429726);
    binary(BinaryFn.SIGMOID_CROSS_ENTROPY, 10000, 0, 10000);
    binary(BinaryFn.SIGMOID_CROSS_ENTROPY, -10000, 0, 0);
  }

  private static void binary(BinaryFn fn, double a, double b, double expected) {
    assertArrayEquals(new double[] {expected}, value(t -> t.input(reals(a)).binary(fn, t.input(reals(b)))), 1e-15,
        fn + " of " + a + " and " + b);
  }

  @Test
  void truthValues() {
    expect(t -> t.input(bools(0, 0, 1, 1)).and(t.input(bools(0, 1, 0, 1))), 0, 0, 0, 1);
    expect(t -> t.input(bools(0, 0, 1, 1)).or(t.input(bools(0, 1, 0, 1))), 0, 1, 1, 1);
    expect(t -> t.input(bools(0, 1)).not(), 1, 0);
    expect(t -> t.input(bools(0, 1)).select(t.input(reals(1, 2)), t.input(reals(3, NAN))), 3, 2);
  }

  @Test
  void integersWrapAround() {
    expect(t -> t.input(ints(Integer.MAX_VALUE)).add(1), Integer.MIN_VALUE);
    expect(t -> t.input(ints(Integer.MIN_VALUE)).sub(1), Integer.MAX_VALUE);
    expect(t -> t.input(ints(65537)).mul(65537), 131073);
  }

  @Test
  void casts() {
    expect(t -> t.input(reals(2.9, -2.9, 3e9, -3e9, NAN)).cast(DType.I32), 2, -2, Integer.MAX_VALUE, Integer.MIN_VALUE,
        0);
    expect(t -> t.input(reals(0, -0.0, 0.1, NAN)).cast(DType.BOOL), 0, 0, 1, 1);
    expect(t -> t.input(reals(255.9, 3)).cast(DType.U8), 255, 3);
    expect(t -> t.input(ints(257, -1)).cast(DType.U8), 1, 255);
    expect(t -> t.input(ints(-7)).cast(DType.F32), -7);
  }

  /** A program with f32 reals rounds each result, within a group too: a third less the constant of a third is 0. */
  @Test
  void float32IsRounded() {
    Trial trial = new Trial();
    trial.expect(trial.input(reals(1)).div(3).sub(1 / 3.0), Tolerance.EXACT);
    try (var backend = new ReferenceBackend();
        var run = new Run(backend, trial, trial.outputs(), DType.F32, backend::supports)) {
      assertArrayEquals(new double[] {0}, run.once(0xFF).outputs().get("y0"));
    }
  }

  /** x = [[1, 2, 3], [4, 5, 6]]. */
  @Test
  void reductions() {
    expect(t -> square(t).sum(0), 5, 7, 9);
    expect(t -> square(t).sum(1), 6, 15);
    expect(t -> square(t).sum(), 21);
    expect(t -> square(t).amax(0), 4, 5, 6);
    expect(t -> square(t).amax(1), 3, 6);
    expect(t -> square(t).mean(0), 2.5, 3.5, 4.5);
    expect(t -> t.input(empty(0, 2)).sum(0), 0, 0);
    expect(t -> t.graph().add(new Op.Reduce(ReduceFn.MAX, 0, 1), t.input(empty(0, 2))), -INFINITY, -INFINITY);
    expect(t -> t.input(reals(1, NAN, 3)).amax(), NAN);
    expect(t -> t.input(reals(1, 3, 3, 2)).argMax(0), 1);
    expect(t -> t.input(reals(1, NAN, 3, NAN)).argMax(0), 1);
    expect(t -> square(t).argMax(0), 1, 1, 1);
  }

  private static Tensor square(Trial t) {
    return t.input(new Literal(TensorType.f32(2, 3), 1, 2, 3, 4, 5, 6));
  }

  /** [[1, 2], [3, 4]] times [[5, 6], [7, 8]]. */
  @Test
  void matrixProducts() {
    expect(t -> product(t, false, false), 19, 22, 43, 50);
    expect(t -> product(t, true, false), 26, 30, 38, 44);
    expect(t -> product(t, false, true), 17, 23, 39, 53);
    expect(t -> product(t, true, true), 23, 31, 34, 46);
    expect(t -> t.input(new Literal(TensorType.f32(2, 1, 2), 1, 2, 3, 4))
        .matmul(t.input(new Literal(TensorType.f32(2, 2, 1), 5, 6, 7, 8))), 17, 53);
    expect(t -> t.input(empty(2, 0)).matmul(t.input(empty(0, 1))), 0, 0);
  }

  private static Tensor product(Trial t, boolean transposeA, boolean transposeB) {
    Tensor a = t.input(new Literal(TensorType.f32(2, 2), 1, 2, 3, 4));
    return a.matmul(t.input(new Literal(TensorType.f32(2, 2), 5, 6, 7, 8)), transposeA, transposeB);
  }

  @Test
  void movement() {
    expect(t -> square(t).transpose(), 1, 4, 2, 5, 3, 6);
    expect(t -> square(t).slice(1, 1, 3), 2, 3, 5, 6);
    expect(
        t -> t.graph().add(new Op.Pad(List.of(1, 0), Shape.of(2, 3)), t.input(new Literal(TensorType.f32(1, 2), 8, 9))),
        0, 0, 0, 8, 9, 0);
    expect(t -> t.graph().concat(1, List.of(square(t), t.input(new Literal(TensorType.f32(2, 1), 8, 9)))), 1, 2, 3, 8,
        4, 5, 6, 9);
    expect(t -> square(t).reshape(3, 2).transpose(), 1, 3, 5, 2, 4, 6);
    expect(t -> square(t).reshape(1, 2, 3).transpose(2, 0, 1), 1, 4, 2, 5, 3, 6);
    expect(t -> t.input(new Literal(TensorType.f32(2, 1), 8, 9)).broadcast(Shape.of(2, 2)), 8, 8, 9, 9);
    expect(t -> t.graph().add(new Op.Iota(Shape.of(2, 3), 1)), 0, 1, 2, 0, 1, 2);
    expect(t -> t.graph().add(new Op.Iota(Shape.of(2, 3), 0)), 0, 0, 0, 1, 1, 1);
  }

  @Test
  void lookUps() {
    expect(t -> square(t).gather(t.input(ints(1, 2, 0, -1))), 4, 5, 6, 0, 0, 0, 1, 2, 3, 0, 0, 0);
    expect(t -> t.graph().add(new Op.ScatterAdd(3), t.input(ints(2, 2, 0, 3, -1)), t.input(reals(1, 2, 4, 8, 16))), 4,
        0, 3);
  }

  /** The words of the known answer for key 0 and counter 0, shifted right by 8, times 2^-24. */
  @Test
  void randomNumbersArePhilox() {
    expect(t -> t.graph().random(t.input(ints(0, 0)), t.input(new Literal(TensorType.i32(), 0)), 0, Shape.of(4)),
        0x6627e8 * 0x1p-24, 0xe169c5 * 0x1p-24, 0xbc57ac * 0x1p-24, 0x9b00db * 0x1p-24);
  }

  @Test
  void softmaxes() {
    double[] p = {0.09003057317038046, 0.24472847105479764, 0.6652409557748219};
    expect(t -> t.input(reals(1, 2, 3)).softmax(), p);
    expect(t -> t.input(reals(10001, 10002, 10003)).softmax(), p);
    Literal logits = new Literal(TensorType.f32(3, 3), 1, 2, 3, 1, 2, 3, 1, 2, 3);
    expect(t -> t.input(logits).softmaxCrossEntropy(t.input(ints(2, 0, 3))), 0.4076059644443803, 2.4076059644443806, 0);
    expect(
        t -> t.graph().node(new Op.SoftmaxCrossEntropy(), List.of(t.input(logits), t.input(ints(2, 0, -1)))).result(1),
        p[0], p[1], p[2] - 1, p[0] - 1, p[1], p[2], 0, 0, 0);
  }

  @Test
  void itIsFoundByNameAndNeverPreferred() {
    BackendProvider provider = ServiceLoader.load(BackendProvider.class)
        .stream()
        .map(ServiceLoader.Provider::get)
        .filter(candidate -> candidate.name().equals("reference"))
        .findFirst()
        .orElseThrow();
    assertEquals(-1, provider.rank());
    assertInstanceOf(Probe.Usable.class, provider.probe());
    assertEquals("there is one reference device, of index 0, not 1; leave out the index",
        assertThrows(DeviceException.class, () -> provider.open(DeviceOptions.DEFAULT.withIndex(1))).getMessage());
  }

  @Test
  void whatIsClosedTwiceOrBoundWronglyIsTold() {
    Graph g = new Graph();
    Program program =
        Compiler.compile(g, Map.of("y", g.scalar("x", 1).exp()), new StateLayout(List.of(), DType.F64), _ -> true);
    var backend = new ReferenceBackend();
    try (backend) {
      var executable = backend.compile(program);
      assertEquals("region ARENA has no memory; bind a buffer before the first run",
          assertThrows(IllegalStateException.class, () -> {
            executable.bind(Region.INPUTS, backend.allocate(64));
            executable.run();
          }).getMessage());
      var small = backend.allocate(63);
      assertThrows(IllegalArgumentException.class, () -> executable.bind(Region.ARENA, small));
      assertThrows(IllegalArgumentException.class, () -> executable.bind(Region.CONSTANTS, backend.allocate(64)));
      assertThrows(IndexOutOfBoundsException.class, () -> small.upload(60, MemorySegment.ofArray(new byte[4])));
      executable.bind(Region.ARENA, backend.allocate(64));
      assertEquals(1, executable.profile().nanoseconds().size());
      small.close();
      small.close();
      assertThrows(IndexOutOfBoundsException.class, () -> small.upload(0, MemorySegment.ofArray(new byte[1])));
      executable.close();
      executable.close();
    }
    backend.close();
  }

  private static void expect(Function<Trial, Tensor> function, double... expected) {
    assertArrayEquals(expected, value(function), 1e-15);
  }

  private static double[] value(Function<Trial, Tensor> function) {
    Trial trial = new Trial();
    Tensor result = function.apply(trial);
    try (var backend = new ReferenceBackend(); var run = new Run(backend, trial, Map.of("y", result))) {
      return Objects.requireNonNull(run.once(0xFF).outputs().get("y"));
    }
  }

  private static Literal reals(double... values) {
    double[] rounded = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = (float) values[i];
    }
    return new Literal(TensorType.f32(values.length), rounded);
  }

  private static Literal ints(double... values) {
    return new Literal(TensorType.i32(values.length), values);
  }

  private static Literal bools(double... values) {
    return new Literal(new TensorType(DType.BOOL, Shape.of(values.length)), values);
  }

  private static Literal empty(int... extents) {
    return new Literal(TensorType.f32(extents));
  }
}
