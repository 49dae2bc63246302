package dev.sinabro.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.StoredTensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Variable;
import dev.sinabro.reference.ReferenceBackend;
import dev.sinabro.testkit.WatchedBackend;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTest {
  private final Variable weight = new Variable("w", TensorType.f32(2, 3));
  private final Variable counter = new Variable("n", TensorType.i32(2));
  private final Variable nothing = new Variable("empty", TensorType.f32(0, 3));
  private final Variable total = new Variable("total", TensorType.f32());
  private final List<Variable> variables = List.of(weight, counter, nothing, total);

  private final WatchedBackend backend = new WatchedBackend(new ReferenceBackend());
  private final Device device = new Device(backend, "");

  @AfterEach
  void nothingIsLeftOnTheDevice() {
    assertEquals(0, backend.liveBytes(), "bytes that no close freed");
    assertEquals(List.of(), backend.faults());
    device.close();
  }

  @Test
  void variablesBeginAsZeros() {
    try (Session session = new Session(device, variables)) {
      assertArrayEquals(new double[6], session.read(weight));
      assertArrayEquals(new double[2], session.read(counter));
    }
  }

  @ParameterizedTest
  @EnumSource(value = DType.class, names = {"F32", "F64"})
  void whatIsWrittenIsReadToTheBit(DType floatType) {
    WatchedBackend typed = new WatchedBackend(new ReferenceBackend(), floatType);
    try (Session session = new Session(new Device(typed, ""), variables)) {
      double[] exact = {1.5, -0.0, Float.MIN_VALUE, Float.MAX_VALUE, Double.NEGATIVE_INFINITY, 0.1f};
      session.write(weight, exact);
      session.write(counter, new double[] {Integer.MIN_VALUE, Integer.MAX_VALUE});
      session.write(nothing, new double[0]);
      session.write(total, i -> 0.3f);
      assertArrayEquals(exact, session.read(weight));
      assertArrayEquals(new double[] {Integer.MIN_VALUE, Integer.MAX_VALUE}, session.read(counter));
      assertArrayEquals(new double[0], session.read(nothing));
      assertArrayEquals(new double[] {0.3f}, session.read(total));
      for (Variable variable : variables) {
        double[] before = session.read(variable);
        HostTensor kept = session.tensor(variable);
        session.write(variable, new double[before.length]);
        session.write(variable, kept);
        assertArrayEquals(before, session.read(variable), variable.name());
      }
    }
  }

  @Test
  void bytesOfAnotherRealTypeAreConverted() {
    try (Session session = new Session(device, variables)) {
      session.write(weight,
          new HostTensor(TensorType.f32(2, 3), MemorySegment.ofArray(new float[] {0.1f, 2, 3, 4, 5, 6})));
      assertArrayEquals(new double[] {0.1f, 2, 3, 4, 5, 6}, session.read(weight));
    }
  }

  /** More elements than pass at a time, so that pieces of them meet. */
  @ParameterizedTest
  @EnumSource(value = DType.class, names = {"F32", "F64"})
  void manyValuesPassInPieces(DType floatType) {
    int count = 2 * Pieces.SIZE + 5;
    Variable reals = new Variable("reals", TensorType.f32(count));
    Variable integers = new Variable("integers", TensorType.i32(count));
    WatchedBackend typed = new WatchedBackend(new ReferenceBackend(), floatType);
    try (Session session = new Session(new Device(typed, ""), List.of(reals, integers))) {
      assertArrayEquals(new double[count], session.read(reals), "all begin as zeros");
      session.write(reals, i -> i + 0.5);
      session.write(integers, i -> -i);
      double[] counted = IntStream.range(0, count).mapToDouble(i -> i + 0.5).toArray();
      assertArrayEquals(counted, session.read(reals));
      assertArrayEquals(IntStream.range(0, count).mapToDouble(i -> -i).toArray(), session.read(integers));
      HostTensor copy = session.tensor(reals);
      StoredTensor stored = session.stored(reals);
      session.write(reals, _ -> 0);
      MemorySegment two = MemorySegment.ofArray(new byte[2 * floatType.byteSize()]);
      copy.read((long) (count - 2) * floatType.byteSize(), two);
      assertArrayEquals(new double[] {count - 1.5, count - 0.5}, HostValues.decode(two, floatType), "a copy stays");
      stored.read((long) (count - 2) * floatType.byteSize(), two);
      assertArrayEquals(new double[2], HostValues.decode(two, floatType), "what is stored is as it is now");
      session.write(reals, copy);
      assertArrayEquals(counted, session.read(reals));
      session.write(reals, new HostTensor(TensorType.f32(count), MemorySegment.ofArray(floats(counted))));
      assertArrayEquals(counted, session.read(reals));
      IllegalArgumentException refused = assertThrows(IllegalArgumentException.class,
          () -> session.write(integers, i -> i < Pieces.SIZE + 7 ? 0 : 1e10));
      assertTrue(String.valueOf(refused.getMessage()).startsWith("element " + (Pieces.SIZE + 7) + " of i32"),
          refused.getMessage());
    }
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  static Stream<Arguments> wrongWrites() {
    return Stream.of(
        Arguments.of("variable w f32[2, 3] takes 6 values, not 5",
            (BiConsumer<SessionTest, Session>) (test, session) -> session.write(test.weight, new double[5])),
        Arguments.of("variable n i32[2] takes 2 values, not 0",
            (BiConsumer<SessionTest, Session>) (test, session) -> session.write(test.counter, new double[0])),
        Arguments.of("variable w f32[2, 3] cannot take i32 values",
            (BiConsumer<SessionTest, Session>) (test, session) -> session.write(test.weight,
                new HostTensor(TensorType.i32(6), MemorySegment.ofArray(new int[6])))),
        Arguments.of("variable n i32[2] cannot take f32 values",
            (BiConsumer<SessionTest, Session>) (test, session) -> session.write(test.counter,
                new HostTensor(TensorType.f32(2), MemorySegment.ofArray(new float[2])))),
        Arguments.of(
            "variable stranger is not in the session's state: the state is laid out once, from the variables that"
                + " the session was given",
            (BiConsumer<SessionTest, Session>) (test, session) -> session
                .read(new Variable("stranger", TensorType.f32()))));
  }

  @ParameterizedTest
  @MethodSource("wrongWrites")
  void wrongValuesAreRefused(String message, BiConsumer<SessionTest, Session> write) {
    try (Session session = new Session(device, variables)) {
      assertEquals(message,
          assertThrows(IllegalArgumentException.class, () -> write.accept(this, session)).getMessage());
    }
  }

  static Stream<Arguments> wrongInputs() {
    return Stream.of(
        Arguments.of("there is no input named z; declared are [x, labels]",
            (Consumer<Inputs>) inputs -> inputs.set("z", new double[4])),
        Arguments.of("input x f64[4] takes 4 values, not 3",
            (Consumer<Inputs>) inputs -> inputs.set("x", new double[3])),
        Arguments.of("input x f64[4] takes 4 values, not 5",
            (Consumer<Inputs>) inputs -> inputs.set("x", new float[5])),
        Arguments.of("input labels i32[2] takes 2 values, not 4",
            (Consumer<Inputs>) inputs -> inputs.set("labels", new int[4])),
        Arguments.of("input x is f64[4], not integers",
            (Consumer<Inputs>) inputs -> inputs.set("x", new int[4])),
        Arguments.of("input x f64[4] takes no 2 values from row 3 on",
            (Consumer<Inputs>) inputs -> inputs.set("x", 3, MemorySegment.ofArray(new float[2]))));
  }

  @ParameterizedTest
  @MethodSource("wrongInputs")
  void wrongInputsAreRefused(String message, Consumer<Inputs> set) {
    Graph graph = new Graph();
    var sum = graph.input("x", TensorType.f32(4)).sum()
        .add(graph.input("labels", TensorType.i32(2)).cast(DType.F32).sum());
    try (Session session = new Session(device, List.of());
        Inputs inputs = session.inputs(session.plan(graph, Map.of("sum", sum)))) {
      assertEquals(message, assertThrows(IllegalArgumentException.class, () -> set.accept(inputs)).getMessage());
    }
  }

  @Test
  void eachKindOfArrayFillsAnInput() {
    Graph graph = new Graph();
    var x = graph.input("x", TensorType.f32(2));
    var labels = graph.input("labels", TensorType.i32(2));
    var declared = graph.scalar("declared", 100);
    var sum = x.add(labels.cast(DType.F32)).add(declared);
    try (Session session = new Session(device, List.of())) {
      Execution execution = session.prepare(graph, Map.of("sum", sum));
      try (Inputs inputs = session.inputs(execution.program())) {
        inputs.set("x", new float[] {0.5f, 1});
        inputs.set("labels", new int[] {10, 20});
        execution.on(inputs).run();
        assertArrayEquals(new double[] {110.5, 121}, execution.read("sum"));
        inputs.set("x", new double[] {1e-12, 2});
        inputs.set("labels", new double[] {0, -1});
        inputs.set("declared", new double[] {0});
        execution.run();
        assertArrayEquals(new double[] {1e-12, 1}, execution.read("sum"));
        inputs.set("x", 0, MemorySegment.ofArray(new float[] {7, 8}));
        inputs.set("x", 1, MemorySegment.ofArray(new float[] {9}));
        inputs.set("labels", 1, MemorySegment.ofArray(new int[] {1}));
        execution.run();
        assertArrayEquals(new double[] {7, 10}, execution.read("sum"));
      }
    }
  }

  @Test
  void inputsOfAnotherDeclarationAreRefused() {
    try (Session session = new Session(device, List.of())) {
      Execution two = session.prepare(negated(2), Map.of());
      Graph three = negated(3);
      try (Inputs inputs = session.inputs(session.plan(three, Map.of()))) {
        assertEquals("the inputs were made for a program with other input declarations",
            assertThrows(IllegalArgumentException.class, () -> two.on(inputs)).getMessage());
      }
    }
  }

  private static Graph negated(int count) {
    Graph graph = new Graph();
    graph.input("x", TensorType.f32(count)).neg();
    return graph;
  }

  @Test
  void anUnknownResultIsNamed() {
    try (Session session = new Session(device, List.of())) {
      Execution execution = prepared(session, 4);
      assertEquals("there is no output named other; there are [result]",
          assertThrows(IllegalArgumentException.class, () -> execution.read("other")).getMessage());
    }
  }

  /** i + 1 for i from 0 to n - 1, through temporaries of n elements. */
  private static Execution prepared(Session session, int n) {
    Graph graph = new Graph();
    return session.prepare(graph, Map.of("result", graph.iota(n).cast(DType.F32).add(1).reshape(1, n)
        .matmul(graph.constant(1.0).broadcast(Shape.of(1, 1)), true, false).reshape(n)));
  }

  @Test
  void programsPreparedBeforeRunOnInALargerArena() {
    try (Session session = new Session(device, variables)) {
      Execution small = prepared(session, 3);
      small.run();
      long before = session.arenaBytes();
      Execution large = prepared(session, 3000);
      assertTrue(session.arenaBytes() > before);
      small.run();
      assertArrayEquals(new double[] {1, 2, 3}, small.read("result"));
      large.run();
      assertEquals(3000, large.read("result")[2999]);
      Execution smaller = prepared(session, 5);
      smaller.run();
      assertArrayEquals(new double[] {1, 2, 3, 4, 5}, smaller.read("result"));
    }
  }

  @Test
  void resultsThatAreGoneAreNotRead() {
    try (Session session = new Session(device, List.of())) {
      Execution first = prepared(session, 3);
      assertThrows(IllegalStateException.class, () -> first.read("result"), "before the first run");
      Execution second = prepared(session, 3);
      first.run();
      second.run();
      assertThrows(IllegalStateException.class, () -> first.read("result"), "after another run");
      first.run();
      prepared(session, 3000);
      var error = assertThrows(IllegalStateException.class, () -> first.read("result"), "in a new arena");
      assertEquals(
          "the results are gone or were never computed: they last until any program of the session runs, or one that"
              + " needs more memory is prepared; read them right after the run",
          error.getMessage());
    }
  }

  @Test
  void closingTwiceIsHarmless() {
    Session session = new Session(device, variables);
    Execution closed = prepared(session, 3);
    closed.close();
    closed.close();
    Execution kept = prepared(session, 3000);
    Inputs inputs = session.inputs(kept.program());
    inputs.close();
    inputs.close();
    kept.run();
    assertEquals(3000, kept.read("result")[2999]);
    session.close();
    session.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void stateArenaAndInputsShareTheMemory(boolean reports) {
    backend.limitedTo(4096, reports);
    Graph graph = new Graph();
    graph.input("x", TensorType.f32(192));
    try (Session session = new Session(device, List.of(new Variable("w", TensorType.f32(128))))) {
      Execution execution = prepared(session, 20);
      long left = 4096 - 1024 - session.arenaBytes();
      try (Inputs inputs = session.inputs(session.plan(graph, Map.of()))) {
        assertEquals(1536, inputs.byteSize());
        var refused = assertThrows(MemoryException.class, () -> session.inputs(session.plan(graph, Map.of())));
        assertEquals(
            String.format(Locale.ROOT, "the inputs need 1,536 bytes, but only %,d are free on the device", left - 1536),
            refused.getMessage());
        assertEquals(1536, refused.needed());
        assertEquals(left - 1536, refused.free());
        assertThrows(MemoryException.class, () -> prepared(session, 2000));
        execution.run();
        assertEquals(20, execution.read("result")[19]);
      }
      session.inputs(session.plan(graph, Map.of())).close();
    }
    assertThrows(MemoryException.class, () -> new Session(device, List.of(new Variable("w", TensorType.f32(513)))));
    new Session(device, List.of(new Variable("w", TensorType.f32(512)))).close();
  }
}
