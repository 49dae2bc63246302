package dev.sinabro.compile;

import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Tensor;
import org.jspecify.annotations.Nullable;

/** Numbers that a graph holds. */
final class Constants {
  private Constants() {}

  /** The number that a tensor holds in each element, where it is a repeated constant. */
  static @Nullable Literal uniform(Tensor tensor) {
    Tensor root = tensor;
    while (root.node().op() instanceof Op.Broadcast || root.node().op() instanceof Op.Reshape) {
      root = root.node().operands().getFirst();
    }
    return scalar(root);
  }

  static @Nullable Literal scalar(Tensor tensor) {
    return tensor.node().op() instanceof Op.Constant constant && tensor.shape().rank() == 0 ? constant.literal() : null;
  }

  static boolean is(@Nullable Literal literal, double value) {
    return literal != null && literal.value(0) == value;
  }
}
