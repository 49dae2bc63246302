package dev.sinabro.compile;

import dev.sinabro.graph.Cost;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.TensorType;
import java.util.List;

/**
 * What a step has to do at least.
 *
 * @param flops floating-point operations
 * @param bytes that are read and written
 */
public record StepCost(long flops, long bytes) {

  /** The cost of a step. */
  public static StepCost of(Step step) {
    long written = bytes(step.outputs());
    return switch (step) {
      case Step.Copy _ -> new StepCost(0, 2 * written);
      case Step.Fused fused -> new StepCost(
          fused.instructions().stream().mapToLong(next -> flops(next, fused.shape())).sum(),
          bytes(step.inputs()) + written);
      case Step.WindowProduct product -> new StepCost(flops(product), bytes(step.inputs()) + written);
      case Step.FoldProduct product -> new StepCost(flops(product), bytes(step.inputs()) + written);
      case Step.WithEpilogue both -> new StepCost(of(both.product()).flops + of(both.epilogue()).flops,
          bytes(step.inputs()) + written);
      case Step.Reducing reducing -> new StepCost(
          reducing.stages().stream().mapToLong(stage -> flops(stage, reducing)).sum(), bytes(step.inputs()) + written);
      case Step.Single single -> new StepCost(
          Cost.flops(single.op(), types(single.inputs()), types(single.outputs())), read(single, written) + written);
    };
  }

  private static long flops(Step.Reducing.Stage stage, Step.Reducing group) {
    return stage.instructions().stream().mapToLong(next -> flops(next, group.shape())).sum()
        + (long) stage.reductions().size() * group.shape().count();
  }

  private static long flops(Instruction instruction, Shape shape) {
    TensorType type = new TensorType(instruction.dtype(), shape);
    return Cost.flops(instruction.op(), List.of(type), List.of(type));
  }

  private static long flops(Step.WindowProduct product) {
    TensorType matrices = new TensorType(product.image().type().dtype(), product.matrices());
    List<TensorType> operands = product.left()
        ? List.of(matrices, product.other().type())
        : List.of(product.other().type(), matrices);
    return Cost.flops(product.op(), operands, types(product.outputs()));
  }

  private static long flops(Step.FoldProduct product) {
    List<TensorType> columns = List.of(new TensorType(product.image().type().dtype(), product.matrices()));
    return Cost.flops(product.op(), types(product.inputs()), columns)
        + Cost.flops(product.fold(), columns, types(product.outputs()));
  }

  /** A part of a tensor is read as far as it is taken. */
  private static long read(Step.Single step, long written) {
    return switch (step.op()) {
      case Op.Gather _ -> written + step.inputs().getLast().byteSize();
      case Op _ -> bytes(step.inputs());
    };
  }

  private static long bytes(List<View> slots) {
    return slots.stream().mapToLong(View::byteSize).sum();
  }

  private static List<TensorType> types(List<View> slots) {
    return slots.stream().map(View::type).toList();
  }
}
