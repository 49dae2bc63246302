package dev.sinabro.cuda.kernel;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Op;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** From steps to the work of the GPU. */
public final class Works {
  private Works() {}

  /** Bytes that kernels move at a time, from and to multiples of them. */
  private static final int VECTOR = 16;

  /**
   * Whether the kernels can execute a step: F64 is for other backends, and groups are bounded by the registers of the
   * machine. Copies and element-wise operations walk any views, groups with reductions too, products those that {@link Matmul#takes}, reductions those
   * that are contiguous or can be a group, softmax rows that are apart, pads any operand; all others take what is contiguous and aligned.
   */
  public static boolean supports(Step step) {
    boolean known = views(step).noneMatch(view -> view.type().dtype() == DType.F64);
    return known && switch (step) {
      case Step.WindowProduct product -> views(step).allMatch(Works::isPlain) && WindowProducts.fits(product);
      case Step.FoldProduct product -> views(step).allMatch(Works::isPlain) && WindowProducts.fits(product);
      case Step.Copy _ -> true;
      case Step.Fused fused -> Elementwise.fits(fused);
      case Step.WithEpilogue _ -> false;
      case Step.Reducing group -> StagedCode.of(group).isPresent();
      case Step.Single single -> switch (single.op()) {
        case Op.Elementwise op -> Elementwise.fits(Step.Fused.of(op, single));
        case Op.MatMul _ -> Matmul.takes(single);
        case Op.Reduce reduce -> isInOrder(step) || Step.Reducing.of(reduce, single).isPresent();
        case Op.Softmax _, Op.SoftmaxCrossEntropy _ -> Softmax.takes(single);
        case Op.Pad _ -> isPlain(single.outputs().getFirst());
        case Op.Windows windows -> Windowing.fits(windows.windows()) && views(step).allMatch(Works::isPlain);
        case Op.Fold fold -> Windowing.fits(fold.windows()) && views(step).allMatch(Works::isPlain);
        case Op.Kernel _ -> views(step).allMatch(Works::isPlain);
      };
    };
  }

  private static Stream<View> views(Step step) {
    return Stream.concat(step.inputs().stream(), step.outputs().stream());
  }

  /** Whether a view is contiguous and aligned. */
  static boolean isPlain(View view) {
    return view.isContiguous() && isAligned(view);
  }

  /** Whether a view begins where vectors can be read; regions do. */
  static boolean isAligned(View view) {
    return view.offset() % VECTOR == 0;
  }

  /** Bytes of scratch that a step needs while it runs. */
  public static long scratchBytes(Step step) {
    return switch (step) {
      case Step.Single single when single.op() instanceof Op.Reduce reduce -> isInOrder(single)
          ? Reductions.scratchBytes(reduce, single.inputs().getFirst().shape())
          : scratchBytes(Step.Reducing.of(reduce, single).orElseThrow());
      case Step.Single single when single.op() instanceof Op.ScatterAdd -> GatherScatter.scratchBytes(single);
      case Step.Single single when single.op() instanceof Op.ArgSort -> RowOrder.scratchBytes(single);
      case Step.WindowProduct product -> WindowProducts.scratchBytes(product);
      case Step.FoldProduct product -> WindowProducts.scratchBytes(product);
      case Step.Reducing reducing when !reducing.ofRows() -> ColumnGroup.scratchBytes(reducing);
      case Step.Single _, Step.Fused _, Step.Reducing _, Step.WithEpilogue _, Step.Copy _ -> 0;
    };
  }

  /**
   * The work of a step, in order; none where it has no results.
   *
   * @param address where each of its slots is
   * @param scratch where {@link #scratchBytes} are
   */
  public static List<? extends Work> of(Step step, ToLongFunction<View> address, long scratch) {
    if (step.outputs().stream().allMatch(slot -> slot.type().shape().count() == 0)) {
      return List.of();
    }
    return switch (step) {
      case Step.WindowProduct product -> WindowProducts.of(product, address, scratch);
      case Step.FoldProduct product -> WindowProducts.of(product, address, scratch);
      case Step.Copy copy -> List.of(Movement.copy(copy.from(), copy.to(), address));
      case Step.Fused fused -> List.of(Elementwise.job(fused, address));
      case Step.Reducing reducing -> reducing(reducing, address, scratch);
      case Step.WithEpilogue both -> throw new IllegalArgumentException(both.text());
      case Step.Single single -> single(single, address, scratch);
    };
  }

  private static List<? extends Work> reducing(Step.Reducing step, ToLongFunction<View> address, long scratch) {
    return step.ofRows() ? List.of(RowGroup.job(step, address)) : ColumnGroup.jobs(step, address, scratch);
  }

  private static boolean isInOrder(Step step) {
    return views(step).allMatch(View::isContiguous);
  }

  private static List<? extends Work> single(Step.Single step, ToLongFunction<View> address, long scratch) {
    return switch (step.op()) {
      case Op.Iota iota -> List.of(Movement.iota(iota, step, address));
      case Op.Random random -> List.of(Random.uniform(random, step, address));
      case Op.Elementwise op ->
        List.of(Elementwise.job(Step.Fused.of(op, step), address));
      case Op.Reduce reduce -> isInOrder(step)
          ? Reductions.reduce(reduce, step, address, scratch)
          : reducing(Step.Reducing.of(reduce, step).orElseThrow(), address, scratch);
      case Op.ArgMax argMax -> List.of(Reductions.argMax(argMax, step, address));
      case Op.ArgSort sort -> List.of(RowOrder.of(sort, step, address, scratch));
      case Op.MatMul matMul -> Matmul.products(matMul, step, address);
      case Op.Pad pad -> Movement.pad(pad, step, address);
      case Op.Windows windows -> List.of(Windowing.windows(windows, step, address));
      case Op.Fold fold -> List.of(Windowing.fold(fold, step, address));
      case Op.Gather _ -> List.of(GatherScatter.gather(step, address));
      case Op.ScatterAdd _ -> GatherScatter.scatterAdd(step, address, scratch);
      case Op.Softmax _ -> List.of(Softmax.softmax(step, address));
      case Op.SoftmaxCrossEntropy _ -> List.of(Softmax.crossEntropy(step, address));
    };
  }
}
