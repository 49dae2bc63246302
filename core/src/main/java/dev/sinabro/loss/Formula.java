package dev.sinabro.loss;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Tensor;
import org.jspecify.annotations.Nullable;

/** How wrong an output is beside its target. */
public interface Formula {

  /** What a target may be. */
  enum Takes {
    /** A class number for each logit vector, along the last axis, or the share of each class. */
    CLASSES,
    /** A class 0 or 1 for a single output, or a number for each output. */
    SIDES,
    /** A number for each output; class numbers as they are for a single output, else one-hot. */
    NUMBERS
  }

  /** The name in configurations and listings, such as {@code mse}. */
  String name();

  /** What a target may be. */
  Takes takes();

  /**
   * The loss, element by element, or for the first axes of the output.
   *
   * @param output [rows, ...]
   * @param target i32, or f32 of the output's shape
   * @return of a shape with which the output's begins
   */
  Tensor values(Tensor output, Tensor target);

  /** Whether a target may lie between those of two rows, as mixup makes it; not where it is one side or the other. */
  default boolean takesMixtures() {
    return true;
  }

  /** What an output stands for: probabilities for a loss that takes logits, else itself. */
  default Tensor prediction(Tensor output) {
    return output;
  }

  /**
   * What each loss counts because of its target, such as the weight of its class.
   *
   * @return of the losses' shape, not negative; null where all count alike
   */
  default @Nullable Tensor counts(Tensor output, Tensor target) {
    return null;
  }

  /** What a step minimizes. */
  default Reduction reduction() {
    return Reduction.MEAN;
  }

  /** 1 where a target, as {@link #numbers} gives it, is above 0, else -1. */
  static Tensor sides(Tensor output, Tensor target) {
    return numbers(output, target).greater(0).cast(DType.F32).mul(2).sub(1);
  }

  /** Numbers as they are; class numbers [..] as [.., 1] for one output, else one-hot. */
  static Tensor numbers(Tensor output, Tensor target) {
    if (target.dtype().isFloat()) {
      return target;
    }
    int width = output.shape().lastExtent();
    int rank = output.shape().rank();
    if (target.shape().equals(output.shape())) {
      return target.cast(DType.F32);
    }
    Tensor column = target.reshape(output.shape().with(rank - 1, 1));
    return (width == 1 ? column : column.equal(output.graph().iota(width))).cast(DType.F32);
  }
}
