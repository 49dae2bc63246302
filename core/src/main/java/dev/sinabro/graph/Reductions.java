package dev.sinabro.graph;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Many elements become one, along the given axes, or along all where none is given. The axes disappear; in the forms that
 * end in {@code Kept} they stay with extent 1, so that the result broadcasts against the operand.
 */
public sealed interface Reductions permits Tensor {

  private Tensor self() {
    return (Tensor) this;
  }

  /** The sum; of bytes and truth values as i32. */
  default Tensor sum(int... axes) {
    return dropped(sumKept(axes), axes);
  }

  /** The sum. */
  default Tensor sumKept(int... axes) {
    return reduceKept(ReduceFn.SUM, axes);
  }

  /** The arithmetic mean of reals. */
  default Tensor mean(int... axes) {
    return dropped(meanKept(axes), axes);
  }

  /** The arithmetic mean of reals. */
  default Tensor meanKept(int... axes) {
    Tensor sum = sumKept(axes);
    return sum.mul((double) sum.shape().count() / self().shape().count());
  }

  /** The largest, NaN where any is; -infinity, or the least integer, of none. The gradient is shared by equals. */
  default Tensor amax(int... axes) {
    return dropped(amaxKept(axes), axes);
  }

  /** The largest. */
  default Tensor amaxKept(int... axes) {
    return self().dtype() == DType.U8
        ? reduceKept(ReduceFn.MAX, axes).cast(DType.U8)
        : reduceKept(ReduceFn.MAX, axes);
  }

  /** The smallest, NaN where any is; infinity, or the largest integer, of none. The gradient is shared by equals. */
  default Tensor amin(int... axes) {
    return dropped(aminKept(axes), axes);
  }

  /** The smallest. */
  default Tensor aminKept(int... axes) {
    return self().dtype() == DType.U8
        ? reversed(reversed(self().cast(DType.I32)).amaxKept(axes)).cast(DType.U8)
        : reversed(reversed(self()).amaxKept(axes));
  }

  /** Numbers in the opposite order: -1 - x has no integer that overflows. */
  private static Tensor reversed(Tensor x) {
    return x.dtype() == DType.I32 ? x.number(-1).sub(x) : x.neg();
  }

  /** The product; 1 of none. It is taken by halves, so its gradient is exact where elements are 0. */
  default Tensor product(int... axes) {
    Tensor result = self();
    for (int axis : reduced(axes)) {
      result = productKept(result, axis);
    }
    return dropped(result, axes);
  }

  private static Tensor productKept(Tensor x, int axis) {
    Tensor rest = x;
    while (rest.shape().extent(axis) > 1) {
      int count = rest.shape().extent(axis);
      int half = count / 2;
      Tensor pairs = rest.slice(axis, 0, half).mul(rest.slice(axis, half, 2 * half));
      rest = count % 2 == 0
          ? pairs
          : x.graph().concat(axis, List.of(pairs, rest.slice(axis, count - 1, count)));
    }
    return rest.shape().extent(axis) == 1 ? rest : x.number(1).broadcast(x.shape().with(axis, 1));
  }

  /** A reduction. */
  default Tensor reduce(ReduceFn fn, int... axes) {
    return dropped(reduceKept(fn, axes), axes);
  }

  /** A reduction. */
  default Tensor reduceKept(ReduceFn fn, int... axes) {
    int[] reduced = reduced(axes);
    boolean small = self().dtype() == DType.U8 || self().dtype() == DType.BOOL;
    Tensor result = small && reduced.length > 0 ? self().cast(DType.I32) : self();
    for (int first = 0; first < reduced.length;) {
      int count = 1;
      while (first + count < reduced.length && reduced[first + count] == reduced[first] + count) {
        count++;
      }
      result = self().graph().add(new Op.Reduce(fn, reduced[first], count), result);
      first += count;
    }
    return result;
  }

  /** log(sum e^a), shifted by the largest so that it does not overflow. */
  default Tensor logSumExp(int... axes) {
    Tensor largest = amaxKept(axes).stopGradient();
    return dropped(self().sub(largest).exp().sumKept(axes).log().add(largest), axes);
  }

  /** The softmax over the last axis. */
  default Tensor softmax() {
    return self().graph().add(new Op.Softmax(), self());
  }

  /** The logarithm of the softmax over the last axis, from differences to the largest: exact where that is near 0. */
  default Tensor logSoftmax() {
    Tensor shifted = self().sub(amaxKept(-1).stopGradient());
    return shifted.sub(shifted.exp().sumKept(-1).log());
  }

  /** The cross-entropy of these logits, [rows, classes], and i32 labels, [rows]: a loss for each row, [rows]. */
  default Tensor softmaxCrossEntropy(Tensor labels) {
    return self().graph().add(new Op.SoftmaxCrossEntropy(), self(), labels);
  }

  /** The reduced axes, ascending, each once. */
  private int[] reduced(int... axes) {
    int rank = self().shape().rank();
    return axes.length == 0
        ? IntStream.range(0, rank).toArray()
        : Arrays.stream(axes).map(self()::axis).distinct().sorted().toArray();
  }

  private Tensor dropped(Tensor kept, int... axes) {
    int[] reduced = reduced(axes);
    int[] rest = IntStream.range(0, kept.shape().rank())
        .filter(axis -> Arrays.binarySearch(reduced, axis) < 0)
        .map(kept.shape()::extent)
        .toArray();
    return kept.reshape(Shape.of(rest));
  }
}
