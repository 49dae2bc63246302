package dev.sinabro.graph;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A handle to one result of a node: it has a type but, before a program runs, no values.
 *
 * <p>Operations broadcast as NumPy's do: shapes are aligned at the last axis and an extent of 1 is repeated. A negative
 * axis counts from the last. Operands that do not fit raise a {@link GraphException} at the line that combines them.
 *
 * @param node the operation
 * @param index which of its results
 */
public record Tensor(Node node, int index) {

  /** The graph that it belongs to. */
  public Graph graph() {
    return node.graph();
  }

  /** Element type and shape. */
  public TensorType type() {
    return node.types().get(index);
  }

  /** The element type. */
  public DType dtype() {
    return type().dtype();
  }

  /** The shape. */
  public Shape shape() {
    return type().shape();
  }

  /** a + b. */
  public Tensor add(Tensor other) {
    return binary(BinaryFn.ADD, other);
  }

  /** a + c. */
  public Tensor add(double constant) {
    return add(number(constant));
  }

  /** a - b. */
  public Tensor sub(Tensor other) {
    return binary(BinaryFn.SUB, other);
  }

  /** a - c. */
  public Tensor sub(double constant) {
    return sub(number(constant));
  }

  /** a * b, element by element. */
  public Tensor mul(Tensor other) {
    return binary(BinaryFn.MUL, other);
  }

  /** a * c. */
  public Tensor mul(double constant) {
    return mul(number(constant));
  }

  /** a / b. */
  public Tensor div(Tensor other) {
    return binary(BinaryFn.DIV, other);
  }

  /** a / c. */
  public Tensor div(double constant) {
    return div(number(constant));
  }

  /** a to the power of b. */
  public Tensor pow(Tensor exponent) {
    return binary(BinaryFn.POW, exponent);
  }

  /** The larger of a and b. */
  public Tensor max(Tensor other) {
    return binary(BinaryFn.MAX, other);
  }

  /** The smaller of a and b. */
  public Tensor min(Tensor other) {
    return binary(BinaryFn.MIN, other);
  }

  /** Where a = b. */
  public Tensor equal(Tensor other) {
    return binary(BinaryFn.EQUAL, other);
  }

  /** Where a < b. */
  public Tensor less(Tensor other) {
    return binary(BinaryFn.LESS, other);
  }

  /** Where a <= b. */
  public Tensor lessEqual(Tensor other) {
    return binary(BinaryFn.LESS_EQUAL, other);
  }

  /** Where a > b. */
  public Tensor greater(Tensor other) {
    return other.less(this);
  }

  /** Where both are true. */
  public Tensor and(Tensor other) {
    return binary(BinaryFn.AND, other);
  }

  /** Where either is true. */
  public Tensor or(Tensor other) {
    return binary(BinaryFn.OR, other);
  }

  /** Where not true. */
  public Tensor not() {
    return unary(UnaryFn.NOT);
  }

  /** An element-wise function of two arguments. */
  public Tensor binary(BinaryFn fn, Tensor other) {
    return graph().add(new Op.Binary(fn), this, other);
  }

  /** -a. */
  public Tensor neg() {
    return unary(UnaryFn.NEG);
  }

  /** |a|. */
  public Tensor abs() {
    return unary(UnaryFn.ABS);
  }

  /** e to the a. */
  public Tensor exp() {
    return unary(UnaryFn.EXP);
  }

  /** The natural logarithm. */
  public Tensor log() {
    return unary(UnaryFn.LOG);
  }

  /** The square root. */
  public Tensor sqrt() {
    return unary(UnaryFn.SQRT);
  }

  /** a * a. */
  public Tensor square() {
    return unary(UnaryFn.SQUARE);
  }

  /** The larger of a and 0. */
  public Tensor relu() {
    return unary(UnaryFn.RELU);
  }

  /** 1 / (1 + e^-a). */
  public Tensor sigmoid() {
    return unary(UnaryFn.SIGMOID);
  }

  /** The hyperbolic tangent. */
  public Tensor tanh() {
    return unary(UnaryFn.TANH);
  }

  /** An element-wise function. */
  public Tensor unary(UnaryFn fn) {
    return graph().add(new Op.Unary(fn), this);
  }

  /** The same values in another element type, as {@link Op.Cast} says. */
  public Tensor cast(DType dtype) {
    return dtype == dtype() ? this : graph().add(new Op.Cast(dtype), this);
  }

  /** {@code a} where this is true, else {@code b}. */
  public Tensor select(Tensor a, Tensor b) {
    return graph().add(new Op.Select(), this, a, b);
  }

  /** Repeated to a larger shape. */
  public Tensor broadcast(Shape shape) {
    return shape.equals(shape()) ? this : graph().add(new Op.Broadcast(shape), this);
  }

  /** The sum over the given axes, which disappear; over all axes where none is given. */
  public Tensor sum(int... axes) {
    return reduce(ReduceFn.SUM, axes);
  }

  /** The largest over the given axes, which disappear; over all axes where none is given. */
  public Tensor max(int... axes) {
    return reduce(ReduceFn.MAX, axes);
  }

  /** The arithmetic mean over the given axes, which disappear; over all axes where none is given. */
  public Tensor mean(int... axes) {
    Tensor sum = sum(axes);
    return sum.mul((double) sum.shape().count() / shape().count());
  }

  /** A reduction over the given axes, which disappear; over all axes where none is given. */
  public Tensor reduce(ReduceFn fn, int... axes) {
    boolean[] reduced = new boolean[shape().rank()];
    if (axes.length == 0) {
      Arrays.fill(reduced, true);
    }
    for (int axis : axes) {
      reduced[axis(axis)] = true;
    }
    Tensor result = this;
    for (int axis = 0; axis < reduced.length; axis++) {
      int end = axis;
      while (end < reduced.length && reduced[end]) {
        end++;
      }
      if (end > axis) {
        result = graph().add(new Op.Reduce(fn, axis, end - axis), result);
        axis = end;
      }
    }
    int[] kept = IntStream.range(0, reduced.length).filter(axis -> !reduced[axis]).map(shape()::extent).toArray();
    return result.reshape(Shape.of(kept));
  }

  /** The index of the first largest element along an axis, which disappears; i32. */
  public Tensor argMax(int axis) {
    int along = axis(axis);
    return graph().add(new Op.ArgMax(along), this).reshape(shape().without(along, along + 1));
  }

  /** The matrix product. */
  public Tensor matmul(Tensor other) {
    return matmul(other, false, false);
  }

  /** The matrix product of this and other, each transposed first where said. */
  public Tensor matmul(Tensor other, boolean transposeThis, boolean transposeOther) {
    return graph().add(new Op.MatMul(transposeThis, transposeOther), this, other);
  }

  /** The same elements in another shape. */
  public Tensor reshape(Shape shape) {
    return shape.equals(shape()) ? this : graph().add(new Op.Reshape(shape), this);
  }

  /** The same elements in another shape. */
  public Tensor reshape(int... extents) {
    return reshape(Shape.of(extents));
  }

  /** The axes in another order: axis i of the result is axis {@code permutation[i]}; reversed where none is given. */
  public Tensor transpose(int... permutation) {
    int rank = shape().rank();
    List<Integer> order =
        permutation.length == 0
            ? IntStream.range(0, rank).mapToObj(axis -> rank - 1 - axis).toList()
            : Arrays.stream(permutation).boxed().toList();
    return graph().add(new Op.Transpose(order), this);
  }

  /** Elements {@code from} (inclusive) to {@code to} (exclusive) along an axis. */
  public Tensor slice(int axis, int from, int to) {
    int along = axis(axis);
    if (from < 0 || to < from || to > shape().extent(along)) {
      throw new GraphException(
          "slice at " + SourceLine.ofUser() + ": " + from + " to " + to + " is not within axis " + along
              + " of " + shape() + ", built at " + node.source());
    }
    Integer[] starts = new Integer[shape().rank()];
    Arrays.fill(starts, 0);
    starts[along] = from;
    return graph().add(new Op.Slice(List.of(starts), shape().with(along, to - from)), this);
  }

  /**
   * Windows along the axes from {@code axis} on: {@code [a.., extents.., b..]} to {@code [a.., positions.., sizes.., b..]}.
   *
   * @param value of what lies outside of this tensor
   */
  public Tensor windows(int axis, List<Window> windows, double value) {
    return graph().add(new Op.Windows(axis(axis), windows, value), this);
  }

  /** The adjoint of {@link #windows}: the sum of all windows, each at its place in axes of the given extents. */
  public Tensor fold(int axis, List<Window> windows, List<Integer> extents) {
    return graph().add(new Op.Fold(axis(axis), windows, extents), this);
  }

  /** The rows of this table with the given i32 numbers. */
  public Tensor gather(Tensor rows) {
    return graph().add(new Op.Gather(), this, rows);
  }

  /** The softmax over the last axis. */
  public Tensor softmax() {
    return graph().add(new Op.Softmax(), this);
  }

  /** The cross-entropy of these logits, [rows, classes], and i32 labels, [rows]: a loss for each row, [rows]. */
  public Tensor softmaxCrossEntropy(Tensor labels) {
    return graph().add(new Op.SoftmaxCrossEntropy(), this, labels);
  }

  /** The binary cross-entropy of these logits and targets in [0, 1], element by element. */
  public Tensor sigmoidCrossEntropy(Tensor targets) {
    return binary(BinaryFn.SIGMOID_CROSS_ENTROPY, targets);
  }

  private Tensor number(double constant) {
    return dtype() == DType.I32 && constant == Math.rint(constant)
        ? graph().constant((int) constant)
        : graph().constant(constant);
  }

  private int axis(int axis) {
    int counted = axis < 0 ? axis + shape().rank() : axis;
    if (counted < 0 || counted >= shape().rank()) {
      throw new GraphException("axis " + axis + " at " + SourceLine.ofUser() + " is not in " + type() + ", built at "
          + node.source());
    }
    return counted;
  }

  /** For example {@code %7 matmul f32[64, 10]}. */
  @Override
  public String toString() {
    return node + (index == 0 ? "" : "#" + index) + " " + type();
  }
}
