package dev.sinabro.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.sinabro.backend.Backend;
import dev.sinabro.backend.Buffer;
import dev.sinabro.compile.Compiler;
import dev.sinabro.compile.Program;
import dev.sinabro.compile.StateLayout;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.Variable;
import dev.sinabro.reference.ReferenceBackend;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * What each backend has to pass, with a subclass that opens it.
 *
 * <p>Each case is a program. It runs twice from the same start on an arena filled with NaN and then with another
 * pattern; both runs must leave the same bits, must change neither inputs nor memory past the end of a region, and must
 * agree with the reference backend, which executes each node on its own in float64, within a {@link Tolerance}.
 * Programs with variables run three times in a row.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class BackendConformance {
  private static final int NAN = 0xFF;
  private static final int HUGE = 0x7F;
  private static final int RUNS_IN_A_ROW = 3;
  private static final int RANDOM_GRAPHS = 150;

  private final Backend reference = new ReferenceBackend();
  private Backend backend = reference;

  /** For a subclass. */
  protected BackendConformance() {}

  /** Opens the backend under test; it is closed after the last case. */
  protected abstract Backend open();

  /** Names of operations, as {@code MatMul} or {@code UnaryFn.EXP}, that the backend does not execute yet. */
  protected Set<String> skipped() {
    return Set.of();
  }

  /** How much of the suite runs: all of it, where a subclass does not say that another one runs it on the same device. */
  protected Selection selection() {
    return Selection.ALL;
  }

  @BeforeAll
  final void openBackend() {
    backend = open();
  }

  @AfterAll
  final void closeBackends() {
    backend.close();
    reference.close();
  }

  @TestFactory
  final Stream<DynamicTest> elementwise() {
    return tests(ElementwiseCases.all());
  }

  @TestFactory
  final Stream<DynamicTest> movement() {
    return tests(MovementCases.all());
  }

  @TestFactory
  final Stream<DynamicTest> views() {
    return tests(ViewCases.all());
  }

  @TestFactory
  final Stream<DynamicTest> windows() {
    return tests(WindowCases.all());
  }

  @TestFactory
  final Stream<DynamicTest> windowProducts() {
    return tests(WindowProductCases.all());
  }

  @TestFactory
  final Stream<DynamicTest> reductions() {
    return tests(ReductionCases.all());
  }

  @TestFactory
  final Stream<DynamicTest> matrixProducts() {
    return tests(MatMulCases.all());
  }

  @TestFactory
  final Stream<DynamicTest> epilogues() {
    return tests(EpilogueCases.all());
  }

  @TestFactory
  final Stream<DynamicTest> fusedGroups() {
    return tests(FusedCases.all());
  }

  @TestFactory
  final Stream<DynamicTest> graphCode() {
    return tests(GraphCodeCases.all());
  }

  @TestFactory
  final Stream<DynamicTest> groupsWithReductions() {
    return tests(ReducingCases.all());
  }

  @TestFactory
  final Stream<DynamicTest> programs() {
    return tests(ProgramCases.all(), Selection.ALL);
  }

  @TestFactory
  final Stream<DynamicTest> scans() {
    return tests(ScanCases.all());
  }

  @TestFactory
  final Stream<DynamicTest> randomGraphs() {
    return tests(randomCases());
  }

  private static List<Case> randomCases() {
    return IntStream.range(0, RANDOM_GRAPHS)
        .mapToObj(seed -> new Case("random graph of seed " + seed,
            trial -> RandomGraph.build(trial, seed, 10 + seed % 60, seed % 3 == 0)))
        .toList();
  }

  /** A new operation is named here until it has cases. */
  @Test
  final void everyOperationHasCases() {
    Set<String> missing = Coverage.all();
    cases(Selection.ALL).takeWhile(_ -> !missing.isEmpty())
        .forEach(next -> missing.removeAll(operations(next.trial())));
    assertEquals(Set.of(), missing, "operations without a case; add rows to the tables of the testkit");
  }

  /** Transfers reach the bytes that they name, and no others. */
  @Test
  final void transfersKeepToTheirPlace() {
    byte[] ones = new byte[1000];
    Arrays.fill(ones, (byte) 1);
    byte[] part = {5, 6, 7};
    try (Buffer buffer = backend.allocate(1000)) {
      assertEquals(1000, buffer.byteSize());
      buffer.upload(0, MemorySegment.ofArray(ones));
      buffer.upload(64, MemorySegment.ofArray(part));
      byte[] downloaded = new byte[900];
      buffer.download(62, MemorySegment.ofArray(downloaded));
      assertArrayEquals(new byte[] {1, 1, 5, 6, 7, 1, 1}, Arrays.copyOf(downloaded, 7));
      assertEquals(1, downloaded[899]);
    }
  }

  /**
   * The sum of x over all runs, where each other value of x is sent while the run before may still be going on: that
   * run adds the value before, and the next one the value that is sent.
   */
  @Test
  final void asynchronousUploadsAreInOrder() {
    Trial trial = new Trial();
    int count = 100_000;
    Tensor x = trial.input(Samples.whole(1, 9, count));
    Variable sum = trial.variable(Samples.whole(2, 9, count));
    trial.graph().assign(sum, trial.graph().read(sum).add(x));
    try (Arena arena = Arena.ofConfined(); Run run = new Run(backend, trial, Map.of("y", x.add(1)))) {
      DType dtype = run.program().floatType();
      MemorySegment first = backend.staging((long) count * dtype.byteSize(), arena);
      MemorySegment second = backend.staging((long) count * dtype.byteSize(), arena);
      double[] total = values(run.once(NAN).state(), sum.name());
      double[] before = Samples.whole(1, 9, count).values();
      for (int round = 0; round < 4; round++) {
        double[] values = new double[count];
        Arrays.fill(values, round);
        MemorySegment staging = round % 2 == 0 ? first : second;
        staging.copyFrom(MemorySegment.ofArray(Bytes.of(dtype, values)));
        Run.Result result = run.afterAsyncUpload("x0", staging);
        for (int i = 0; i < count; i++) {
          total[i] += before[i] + round;
        }
        before = values;
        assertEquals(round + 1, values(result.outputs(), "y")[count - 1]);
        assertArrayEquals(total, values(result.state(), sum.name()), "round " + round);
      }
    }
  }

  /** The sum of x over many runs, with another x before each, and nobody waits for anything in between. */
  @Test
  final void asynchronousUploadsAndRunsTakeTurnsHoweverFarTheyAreAhead() {
    Trial trial = new Trial();
    int count = 100_000;
    int rounds = 7;
    Tensor x = trial.input(Samples.whole(1, 9, count));
    Variable sum = trial.variable(Samples.whole(2, 9, count));
    trial.graph().assign(sum, trial.graph().read(sum).add(x));
    try (Arena arena = Arena.ofConfined(); Run run = new Run(backend, trial, Map.of())) {
      DType dtype = run.program().floatType();
      double[] total = values(run.once(NAN).state(), sum.name());
      for (int round = 0; round < rounds; round++) {
        MemorySegment staging = backend.staging((long) count * dtype.byteSize(), arena);
        double[] values = new double[count];
        Arrays.fill(values, 1 << round);
        staging.copyFrom(MemorySegment.ofArray(Bytes.of(dtype, values)));
        run.uploadAsync("x0", staging);
        run.start();
      }
      double[] before = total.clone();
      Arrays.setAll(total, i -> before[i] + (1 << rounds) - 1);
      assertArrayEquals(total, values(run.finished().state(), sum.name()));
    }
  }

  @Test
  final void profileTimesEachStepAndDoesItsWork() {
    Trial trial = new Trial();
    Variable w = trial.variable(Samples.whole(1, 9, 300, 300));
    Tensor product = trial.graph().read(w).matmul(trial.input(Samples.whole(2, 9, 300, 300)));
    trial.graph().assign(w, product.minimum(trial.graph().constant(9.0)));
    trial.expect(product.sum(0), Tolerance.EXACT);
    try (Run run = new Run(backend, trial, trial.outputs())) {
      Run.Result expected = run.once(NAN);
      Run.Profiled profiled = run.profiled();
      assertEquals(List.of(), Run.differences(expected, profiled.result()));
      assertEquals(run.program().steps().size(), profiled.profile().nanoseconds().size());
      profiled.profile().nanoseconds().forEach(time -> assertTrue(time >= 0, "a step took " + time + " ns"));
    }
  }

  /** A name that is skipped by mistake would hide nothing or everything. */
  @Test
  final void skippedNamesExist() {
    Set<String> unknown = new TreeSet<>(skipped());
    unknown.removeAll(Coverage.all());
    assertEquals(Set.of(), unknown);
  }

  /** The cases of the whole suite. */
  static Stream<Case> cases(Selection selection) {
    return Stream.concat(ProgramCases.all().stream(),
        Stream
            .<Supplier<List<Case>>>of(BackendConformance::randomCases, MovementCases::all, ViewCases::all,
                WindowCases::all,
                WindowProductCases::all,
                ReductionCases::all,
                MatMulCases::all, EpilogueCases::all, ScanCases::all, FusedCases::all, ReducingCases::all,
                GraphCodeCases::all,
                ElementwiseCases::all)
            .flatMap(cases -> selection.of(cases.get()).stream()));
  }

  private static Set<String> operations(Trial trial) {
    Set<String> names = new TreeSet<>();
    StateLayout layout = new StateLayout(List.copyOf(trial.state().keySet()), DType.F32);
    Program program = Compiler.compile(trial.graph(), trial.outputs(), layout, _ -> true);
    program.steps().stream().flatMap(Coverage::of).forEach(names::add);
    Coverage.withoutStep(trial.graph().nodes()).forEach(names::add);
    return names;
  }

  private Stream<DynamicTest> tests(List<Case> cases) {
    return tests(cases, selection());
  }

  private Stream<DynamicTest> tests(List<Case> cases, Selection selection) {
    return selection.of(cases).stream().map(next -> DynamicTest.dynamicTest(next.name(), () -> {
      if (!skipped().isEmpty()) {
        Set<String> needed = operations(next.trial());
        needed.retainAll(skipped());
        Assumptions.assumeTrue(needed.isEmpty(), () -> "skipped: " + needed);
      }
      check(backend, reference, next);
    }));
  }

  /** Throws an AssertionError where a backend does not do what a case expects. */
  static void check(Backend backend, Backend reference, Case next) {
    Trial trial = next.trial();
    NodeByNode expected = new NodeByNode(reference, trial);
    try (Run run = new Run(backend, trial, trial.outputs())) {
      Run.Result first = run.once(NAN);
      Run.Result second = run.once(HUGE);
      List<String> differing = Run.differences(first, second);
      if (!differing.isEmpty()) {
        fail("two runs from the same start differ in " + differing + ":\n" + run.program().text());
      }
      compare(trial, first, expected.next(), run);
      for (int count = 1; count < RUNS_IN_A_ROW && !trial.state().isEmpty(); count++) {
        compare(trial, run.again(NAN), expected.next(), run);
      }
    }
  }

  private static void compare(Trial trial, Run.Result actual, NodeByNode.Values expected, Run run) {
    List<String> wrong = new ArrayList<>();
    trial.expectations().forEach((name, expectation) -> {
      Tensor result = expectation.result();
      wrong.addAll(compare("result " + name, result.dtype(), result.shape(), expectation.tolerance(),
          values(actual.outputs(), name),
          expected.of(result), expected.of(expectation.scale())));
    });
    trial.state().keySet().forEach(variable -> {
      double[] value = expected.of(variable);
      wrong.addAll(
          compare("variable " + variable.name(), variable.type().dtype(), variable.shape(), trial.toleranceOfState(),
              values(actual.state(), variable.name()), value, value));
    });
    if (!wrong.isEmpty()) {
      fail(String.join("\n", wrong) + "\n" + run.program().text());
    }
  }

  private static double[] values(Map<String, double[]> values, String name) {
    double[] found = values.get(name);
    if (found == null) {
      throw new AssertionError("there is no " + name + " among " + values.keySet());
    }
    return found;
  }

  /** The first wrong element, and how many there are. */
  private static List<String> compare(String name, DType dtype, Shape shape, Tolerance tolerance, double[] actual,
      double[] expected, double[] scale) {
    if (actual.length != expected.length) {
      return List.of(name + " has " + actual.length + " elements, not " + shape);
    }
    int wrong = 0;
    String first = "";
    for (int i = 0; i < expected.length; i++) {
      double magnitude = Math.abs(scale[scale.length == 1 ? 0 : i]);
      boolean accepted = dtype == DType.F32
          ? tolerance.accepts((float) actual[i], expected[i], magnitude)
          : actual[i] == expected[i];
      if (!accepted && wrong++ == 0) {
        first =
            "%s at %s: expected %s, was %s (off by %.3g, permitted %.3g)".formatted(name, place(shape, i), expected[i],
                actual[i], Math.abs(actual[i] - expected[i]), tolerance.permitted(expected[i], magnitude));
      }
    }
    return wrong == 0 ? List.of() : List.of(first + "; " + wrong + " of " + expected.length + " elements are wrong");
  }

  private static String place(Shape shape, int index) {
    int[] place = new int[shape.rank()];
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      place[axis] = index % shape.extent(axis);
      index /= shape.extent(axis);
    }
    return Arrays.toString(place);
  }
}
