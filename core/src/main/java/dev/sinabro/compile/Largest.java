package dev.sinabro.compile;

import dev.sinabro.graph.BinaryFn;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Node;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.ReduceFn;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Largest elements, which a graph writes in forms that say where their gradient goes. */
public final class Largest {
  private Largest() {}

  /**
   * The sum of what {@code select(iota = argmax(x), x, 0)} leaves along an axis is the largest along it. So a graph says
   * that the gradient of a maximum goes to the first of equal elements.
   *
   * @param selected what is summed
   * @return x; null where it is another sum
   */
  public static @Nullable Tensor ofSum(Op.Reduce sum, Tensor selected) {
    if (sum.fn() != ReduceFn.SUM || sum.count() != 1 || !(selected.node().op() instanceof Op.Select)) {
      return null;
    }
    List<Tensor> operands = selected.node().operands();
    Tensor x = operands.get(1);
    Node equal = operands.getFirst().node();
    return Constants.is(Constants.scalar(operands.get(2)), 0) && equal.op() instanceof Op.Binary(BinaryFn fn)
        && fn == BinaryFn.EQUAL
        && isIndex(beforeCast(equal.operands().getFirst()), sum.axis(), x.shape())
        && beforeCast(equal.operands().getLast()).node().op() instanceof Op.ArgMax argMax
        && argMax.axis() == sum.axis()
        && beforeCast(equal.operands().getLast()).node().operands().getFirst().equals(x)
            ? x
            : null;
  }

  /**
   * The first of some tensors that equals the largest of all, {@code select(a = m, a, select(b = m, b, NaN))} where m is
   * {@code max(a, b)}, is the largest: where one is NaN, so is m, and none equals it.
   *
   * @param select the operands of a selection
   * @return m; null where it is another selection
   */
  public static @Nullable Tensor ofSelection(List<Tensor> select) {
    Set<Tensor> candidates = new HashSet<>();
    Tensor largest = null;
    List<Tensor> operands = select;
    while (true) {
      Tensor candidate = operands.get(1);
      Node condition = operands.getFirst().node();
      boolean isEqual = condition.op() instanceof Op.Binary(BinaryFn fn) && fn == BinaryFn.EQUAL
          && condition.operands().getFirst().equals(candidate)
          && (largest == null || condition.operands().getLast().equals(largest));
      if (!isEqual) {
        return null;
      }
      largest = condition.operands().getLast();
      candidates.add(candidate);
      Tensor other = operands.get(2);
      if (other.node().op() instanceof Op.Select) {
        operands = other.node().operands();
      } else {
        Literal last = Constants.uniform(other);
        return last != null && Double.isNaN(last.value(0)) && isLargest(largest, candidates) ? largest : null;
      }
    }
  }

  /** Whether a tensor is the larger of two, which are among the candidates or are so themselves, all of which are met. */
  private static boolean isLargest(Tensor tensor, Set<Tensor> candidates) {
    Set<Tensor> missing = new HashSet<>(candidates);
    Deque<Tensor> open = new ArrayDeque<>(List.of(tensor));
    while (!open.isEmpty()) {
      Tensor next = open.pop();
      boolean isMet = missing.remove(next);
      if (!isMet && next.node().op() instanceof Op.Binary(BinaryFn fn) && fn == BinaryFn.MAX) {
        next.node().operands().forEach(open::push);
      } else if (!isMet) {
        return false;
      }
    }
    return missing.isEmpty();
  }

  private static Tensor beforeCast(Tensor tensor) {
    return tensor.node().op() instanceof Op.Cast ? tensor.node().operands().getFirst() : tensor;
  }

  /** Whether a tensor, repeated to a shape, is the index along an axis of it. */
  private static boolean isIndex(Tensor tensor, int axis, Shape shape) {
    return tensor.node().op() instanceof Op.Iota iota
        && axis == iota.axis() + shape.rank() - iota.shape().rank()
        && iota.shape().extent(iota.axis()) == shape.extent(axis);
  }
}
