package dev.sinabro.cpu.kernel;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Op;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** From steps to kernels. */
public final class Kernels {
  private Kernels() {}

  /**
   * Whether there is a kernel for a step: F64 is for other backends, and a group must fit into the scratch of a worker.
   * Copies, groups and element-wise operations walk any views; products and sums those that {@link Product#takes} and
   * {@link Reduction#takes}; pads any operand; all others take contiguous views.
   */
  public static boolean supports(Step step) {
    boolean known = views(step).noneMatch(view -> view.type().dtype() == DType.F64);
    return known && switch (step) {
      case Step.Copy _ -> true;
      case Step.Fused fused -> Sweep.fits(fused);
      case Step.Reducing reducing -> BlockCode.fits(reducing);
      case Step.WindowProduct product -> views(step).allMatch(View::isContiguous) && WindowProduct.fits(product);
      case Step.FoldProduct product -> views(step).allMatch(View::isContiguous) && FoldProduct.fits(product);
      case Step.WithEpilogue both -> supports(both.product()) && takesEpilogue(both);
      case Step.Single alone -> supports(alone);
    };
  }

  private static Stream<View> views(Step step) {
    return Stream.concat(step.inputs().stream(), step.outputs().stream());
  }

  private static boolean supports(Step.Single step) {
    return switch (step.op()) {
      case Op.Elementwise _ -> true;
      case Op.MatMul _ -> Product.takes(step);
      case Op.Reduce reduce -> step.inputs().getFirst().type().dtype() == DType.I32
          ? views(step).allMatch(View::isContiguous)
          : Reduction.takes(reduce, step);
      case Op.Pad _ -> step.outputs().getFirst().isContiguous();
      case Op.Softmax _, Op.SoftmaxCrossEntropy _ -> SoftmaxRows.takes(step);
      case Op.Kernel _ -> views(step).allMatch(View::isContiguous);
    };
  }

  /**
   * The kernel of a step.
   *
   * @param address where each of its slots is
   */
  public static Kernel of(Machine machine, Step step, ToLongFunction<View> address) {
    return switch (step) {
      case Step.Copy copy -> Movement.copy(machine, copy, address);
      case Step.Fused fused -> new Sweep(machine, fused, address);
      case Step.Reducing reducing -> reducing.ofRows()
          ? new RowSweep(machine, reducing, address)
          : new ColumnSweep(machine, reducing, address);
      case Step.WindowProduct product -> product(machine, product, address);
      case Step.FoldProduct product -> WinogradShapes.fits(product)
          ? WinogradProduct.of(machine, product, address)
          : new FoldProduct(machine, product, address);
      case Step.WithEpilogue both -> withEpilogue(machine, both, address);
      case Step.Single single -> single(machine, single, address);
    };
  }

  private static Kernel product(Machine machine, Step.WindowProduct step, ToLongFunction<View> address) {
    if (WinogradShapes.fitsProduct(step)) {
      return WinogradProduct.of(machine, step, address);
    }
    return WinogradShapes.fitsGradient(step)
        ? new WinogradGradient(machine, step, address)
        : new WindowProduct(machine, step, null, address);
  }

  /** Where Winograd's form fits it is the faster one, so there what follows is a sweep of its own. */
  private static boolean takesEpilogue(Step.WithEpilogue step) {
    return switch (step.product()) {
      case Step.Single single when single.op() instanceof Op.MatMul op -> Product.takesEpilogue(op, single, step);
      case Step.WindowProduct product -> !WinogradShapes.fitsProduct(product)
          && !WinogradShapes.fitsGradient(product) && WindowProduct.takesEpilogue(product, step);
      case Step _ -> false;
    };
  }

  private static Kernel withEpilogue(Machine machine, Step.WithEpilogue step, ToLongFunction<View> address) {
    return switch (step.product()) {
      case Step.Single single when single.op() instanceof Op.MatMul op ->
        new Product(machine, op, single, step, address);
      case Step.WindowProduct product -> new WindowProduct(machine, product, step, address);
      case Step _ -> throw new IllegalArgumentException("no product with an epilogue: " + step.text());
    };
  }

  private static Kernel single(Machine machine, Step.Single step, ToLongFunction<View> address) {
    return switch (step.op()) {
      case Op.Iota iota -> Generators.iota(iota, step, address);
      case Op.Random random -> Generators.random(machine, random, step, address);
      case Op.Elementwise op -> elementwise(machine, op, step, address);
      case Op.Reduce reduce -> step.inputs().getFirst().type().dtype() == DType.I32
          ? new IntegerOfRun(machine, IntegerOfRun.reduction(reduce.fn()), reduce.axis(), reduce.count(), step, address)
          : new Reduction(machine, reduce, step, address);
      case Op.ArgMax argMax -> new IntegerOfRun(machine, IntegerOfRun::placeOfLargest, argMax.axis(), 1, step, address);
      case Op.ArgSort sort -> new RowOrder(machine, sort, step, address);
      case Op.MatMul matMul -> new Product(machine, matMul, step, null, address);
      case Op.Pad pad -> Movement.pad(machine, pad, step, address);
      case Op.Windows windows -> WindowCopies.windows(machine, windows, step, address);
      case Op.Fold fold -> WindowCopies.fold(machine, fold, step, address);
      case Op.Gather _ -> TableRows.gather(machine, step, address);
      case Op.ScatterAdd _ -> TableRows.scatterAdd(machine, step, address);
      case Op.Softmax _ -> SoftmaxRows.softmax(machine, step, address);
      case Op.SoftmaxCrossEntropy _ -> SoftmaxRows.crossEntropy(machine, step, address);
    };
  }

  private static Kernel elementwise(Machine machine, Op.Elementwise op, Step.Single step,
      ToLongFunction<View> address) {
    return Sweep.isReal(step)
        ? new Sweep(machine, Step.Fused.of(op, step), address)
        : new IntegerSweep(machine, op, step, address);
  }
}
