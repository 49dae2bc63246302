package dev.sinabro.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.backend.Backend;
import dev.sinabro.backend.BackendInfo;
import dev.sinabro.backend.Buffer;
import dev.sinabro.backend.Executable;
import dev.sinabro.backend.Profile;
import dev.sinabro.compile.Instruction;
import dev.sinabro.compile.Layout;
import dev.sinabro.compile.Program;
import dev.sinabro.compile.Region;
import dev.sinabro.compile.Slot;
import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.graph.BinaryFn;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.ReduceFn;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.UnaryFn;
import dev.sinabro.reference.ReferenceBackend;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The suite is tested with backends that are wrong in one point each: some of its cases must find all of them. */
final class BackendConformanceTest {
  private static final List<Case> SOME = BackendConformance.cases(Selection.SOME).toList();

  @TestFactory
  Stream<DynamicTest> wrongOperationsAreFound() {
    Map<String, UnaryOperator<Op.Computed>> mistakes = new LinkedHashMap<>();
    mistakes.put("relu is abs", op -> op.equals(new Op.Unary(UnaryFn.RELU)) ? new Op.Unary(UnaryFn.ABS) : op);
    mistakes.put("step is sign", op -> op.equals(new Op.Unary(UnaryFn.STEP)) ? new Op.Unary(UnaryFn.SIGN) : op);
    mistakes.put("not does nothing", op -> op.equals(new Op.Unary(UnaryFn.NOT)) ? new Op.Broadcast(Shape.SCALAR) : op);
    mistakes.put("less is less or equal", op -> swapped(op, BinaryFn.LESS, BinaryFn.LESS_EQUAL));
    mistakes.put("and is or", op -> swapped(op, BinaryFn.AND, BinaryFn.OR));
    mistakes.put("max is min", op -> swapped(op, BinaryFn.MAX, BinaryFn.MIN));
    mistakes.put("cast to integer rounds down", op -> op instanceof Op.Cast ? new Op.Unary(UnaryFn.FLOOR) : op);
    mistakes.put("max is sum",
        op -> op instanceof Op.Reduce reduce ? new Op.Reduce(ReduceFn.SUM, reduce.axis(), reduce.count()) : op);
    mistakes.put("a is never transposed",
        op -> op instanceof Op.MatMul matMul ? new Op.MatMul(false, matMul.transposeB()) : op);
    mistakes.put("iota counts the last axis",
        op -> op instanceof Op.Iota iota ? new Op.Iota(iota.shape(), iota.shape().rank() - 1) : op);
    mistakes.put("random ignores the stream",
        op -> op instanceof Op.Random random ? new Op.Random(0, random.shape()) : op);
    return mistakes.entrySet()
        .stream()
        .map(mistake -> DynamicTest.dynamicTest(mistake.getKey(),
            () -> assertFound(
                new Wrong(program -> withSteps(program, step -> Stream.of(changed(step, mistake.getValue()))), 1))));
  }

  private static Op.Computed swapped(Op.Computed op, BinaryFn right, BinaryFn wrong) {
    return op.equals(new Op.Binary(right)) ? new Op.Binary(wrong) : op;
  }

  @TestFactory
  Stream<DynamicTest> wrongExecutionIsFound() {
    Map<String, Wrong> mistakes = new LinkedHashMap<>();
    mistakes.put("copies are left out",
        new Wrong(program -> withSteps(program, step -> step instanceof Step.Copy ? Stream.of() : Stream.of(step)), 1));
    mistakes.put("each run is done twice", new Wrong(program -> program, 2));
    mistakes.put("nothing is done", new Wrong(program -> program, 0));
    mistakes.put("results of a group in the wrong order",
        new Wrong(program -> withSteps(program, step -> Stream.of(reversed(step))), 1));
    mistakes.put("only the first result is written",
        new Wrong(program -> withSteps(program, step -> Stream.of(first(step))), 1));
    mistakes.put("views begin at the start of their slot", new Wrong(program -> withSteps(program, step -> Stream.of(
        withInputs(step, view -> new View(view.slot(), new Layout(0, view.shape(), view.strides()))))), 1));
    mistakes.put("views are read without their strides", new Wrong(program -> withSteps(program,
        step -> Stream.of(withInputs(step, BackendConformanceTest::inOrder))), 1));
    mistakes.put("one element too many is written",
        new Wrong(program -> withSteps(program, step -> Stream.of(longer(step))), 1));
    return mistakes.entrySet()
        .stream()
        .map(mistake -> DynamicTest.dynamicTest(mistake.getKey(), () -> assertFound(mistake.getValue())));
  }

  /** Where all is right nothing is found, so that what is found above is the mistake. */
  @TestFactory
  Stream<DynamicTest> aRightBackendPasses() {
    return Stream.of(DynamicTest.dynamicTest("no mistake",
        () -> assertTrue(!found(new Wrong(program -> program, 1), BackendConformance.cases(Selection.ALL)))));
  }

  private static void assertFound(Wrong wrong) {
    assertTrue(found(wrong, SOME.stream()), "all cases pass");
  }

  private static boolean found(Wrong wrong, Stream<Case> cases) {
    try (Backend reference = new ReferenceBackend(); wrong) {
      return cases
          .filter(next -> !next.name().contains("00") && !next.name().contains("257"))
          .anyMatch(next -> fails(wrong, reference, next));
    }
  }

  private static boolean fails(Backend wrong, Backend reference, Case next) {
    try {
      BackendConformance.check(wrong, reference, next);
      return false;
    } catch (AssertionError | RuntimeException e) {
      return true;
    }
  }

  private static Program withSteps(Program program, Function<Step, Stream<Step>> change) {
    return new Program(program.floatType(), program.steps().stream().flatMap(change).toList(), program.inputs(),
        program.inputValues(), program.outputs(), program.constants(), program.byteSizes(), program.memory());
  }

  private static Step changed(Step step, UnaryOperator<Op.Computed> change) {
    return switch (step) {
      case Step.Single single ->
        new Step.Single(change.apply(single.op()), single.inputs(), single.outputs(), single.origin());
      case Step.Fused fused -> new Step.Fused(fused.shape(), changed(fused.instructions(), change), fused.results(),
          fused.inputs(), fused.outputs(), fused.origin());
      case Step.WindowProduct product -> product;
      case Step.FoldProduct product -> product;
      case Step.WithEpilogue both -> new Step.WithEpilogue(changed(both.product(), change),
          (Step.Fused) changed(both.epilogue(), change), both.stored());
      case Step.Reducing group -> new Step.Reducing(group.shape(), group.axis(), group.count(),
          group.stages().stream().map(stage -> changed(stage, change)).toList(), group.results(), group.inputs(),
          group.outputs(), group.origin());
      case Step.Copy copy -> copy;
    };
  }

  private static Step withInputs(Step step, UnaryOperator<View> change) {
    List<View> inputs = step.inputs().stream().map(change).toList();
    return switch (step) {
      case Step.Single single -> new Step.Single(single.op(), inputs, single.outputs(), single.origin());
      case Step.Fused fused -> new Step.Fused(fused.shape(), fused.instructions(), fused.results(), inputs,
          fused.outputs(), fused.origin());
      case Step.Reducing group -> new Step.Reducing(group.shape(), group.axis(), group.count(), group.stages(),
          group.results(), inputs, group.outputs(), group.origin());
      case Step.Copy copy -> new Step.Copy(inputs.getFirst(), copy.to(), copy.origin());
      case Step.WindowProduct product -> new Step.WindowProduct(product.op(), product.windows(), product.left(), inputs,
          product.outputs(), product.origin());
      case Step.FoldProduct product ->
        new Step.FoldProduct(product.op(), product.fold(), inputs, product.outputs(), product.origin());
      case Step.WithEpilogue both -> {
        UnaryOperator<View> others = view -> view == both.epilogue().inputs().getFirst() ? view : change.apply(view);
        yield new Step.WithEpilogue(withInputs(both.product(), change),
            (Step.Fused) withInputs(both.epilogue(), others), both.stored());
      }
    };
  }

  private static View inOrder(View view) {
    List<Integer> strides = Layout.contiguous(view.shape()).strides();
    return new View(view.slot(), new Layout(view.layout().offset(), view.shape(), strides));
  }

  private static List<Instruction> changed(List<Instruction> instructions, UnaryOperator<Op.Computed> change) {
    return instructions.stream()
        .map(next -> new Instruction((Op.Elementwise) change.apply(next.op()), next.dtype(), next.operands()))
        .toList();
  }

  private static Step.Reducing.Stage changed(Step.Reducing.Stage stage, UnaryOperator<Op.Computed> change) {
    return new Step.Reducing.Stage(changed(stage.instructions(), change), stage.reductions().stream().map(next -> {
      Op.Reduce op = (Op.Reduce) change.apply(new Op.Reduce(next.fn(), 0, 1));
      return new Step.Reducing.Reduction(op.fn(), next.register());
    }).toList());
  }

  private static Step reversed(Step step) {
    return withResults(step, fused -> new Step.Fused(fused.shape(), fused.instructions(), fused.results().reversed(),
        fused.inputs(), fused.outputs(), fused.origin()));
  }

  private static Step first(Step step) {
    return withResults(step, fused -> new Step.Fused(fused.shape(), fused.instructions(),
        fused.results().subList(0, 1), fused.inputs(), fused.outputs().subList(0, 1), fused.origin()));
  }

  private static Step withResults(Step step, UnaryOperator<Step.Fused> change) {
    return switch (step) {
      case Step.Fused fused -> change.apply(fused);
      case Step.WithEpilogue both ->
        new Step.WithEpilogue(both.product(), change.apply(both.epilogue()), both.stored());
      case Step.Single _, Step.WindowProduct _, Step.FoldProduct _, Step.Reducing _, Step.Copy _ -> step;
    };
  }

  /** As a loop that does not handle the rest of a vector would do. */
  private static Step longer(Step step) {
    return step instanceof Step.Copy copy && copy.to().type().shape().rank() == 1
        ? new Step.Copy(longer(copy.from()), longer(copy.to()), copy.origin())
        : step;
  }

  private static View longer(View view) {
    Slot slot = view.slot();
    int count = Math.toIntExact(Slot.aligned(slot.byteSize() + 1) / slot.type().dtype().byteSize()) + 1;
    return View.of(new Slot(slot.region(), slot.offset(), new TensorType(slot.type().dtype(), Shape.of(count))));
  }

  /** The reference in float32, with a changed program that it runs some times for each run. */
  private record Wrong(Backend device, UnaryOperator<Program> change, int times) implements Backend {
    Wrong(UnaryOperator<Program> change, int times) {
      this(new ReferenceBackend(), change, times);
    }

    @Override
    public BackendInfo info() {
      return new BackendInfo("wrong", "for the test of the testkit", DType.F32, Long.MAX_VALUE);
    }

    @Override
    public boolean supports(Step step) {
      return true;
    }

    @Override
    public Buffer allocate(long bytes) {
      return device.allocate(bytes);
    }

    @Override
    public MemorySegment staging(long bytes, Arena arena) {
      return device.staging(bytes, arena);
    }

    @Override
    public Executable compile(Program program) {
      return new Repeated(device.compile(change.apply(program)), times);
    }

    @Override
    public void close() {
      device.close();
    }
  }

  private record Repeated(Executable executable, int times) implements Executable {
    @Override
    public void bind(Region region, Buffer buffer) {
      executable.bind(region, buffer);
    }

    @Override
    public void run() {
      for (int count = 0; count < times; count++) {
        executable.run();
      }
    }

    @Override
    public void synchronize() {
      executable.synchronize();
    }

    @Override
    public Profile profile() {
      return executable.profile();
    }

    @Override
    public void close() {
      executable.close();
    }
  }
}
